// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The worked example of docs/custom-processors.md, as it stands there, against the broker (R35, R36).
#include "tests/kafka/servicefixture.h"
#include "tests/kafka/wordcountprocessor.h"
#include "tests/support/kafkafixtures.h"

#include <QFile>
#include <QTest>

using namespace spillway;
using spillway::test::Patience;
using spillway::test::ServiceFixture;

class CustomProcessorTest : public QObject {
    Q_OBJECT

    static QString read(const char* path)
    {
        QFile file(qEnvironmentVariable("SPILLWAY_SOURCE_DIR") + u'/' + QLatin1String(path));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private slots:
    void thePageShowsTheCodeThatIsTested()
    {
        const QString code = read("tests/kafka/wordcountprocessor.h").section(QStringLiteral("#include"), 1);
        QVERIFY(code.size() > 500);
        QVERIFY(read("docs/custom-processors.md").contains(QStringLiteral("#include") + code));
    }

    void itRunsAloneAndInTheManager()
    {
        ServiceFixture fixture;
        EventBus bus;
        bus.start();
        KafkaService service(bus, fixture.settings());
        VERIFY_RESULT(service.start());

        WordCountProcessor alone(service.kafkaClient(), QStringLiteral("word-count"));
        VERIFY_RESULT(alone.start());
        const auto managed = std::make_shared<WordCountProcessor>(service.kafkaClient());
        VERIFY_RESULT(service.addProcessor(managed));

        const auto note = [](const char* text) { return EventValue::object({ { QStringLiteral("text"), text } }); };
        VERIFY_RESULT(service.publishEvent(QStringLiteral("custom-events"), note("to be or not to be")).get());
        VERIFY_RESULT(service.publishEvent(QStringLiteral("custom-events"), EventValue::object()).get());
        VERIFY_RESULT(service.publishEvent(QStringLiteral("custom-events"), note("be")).get());
        // two ids: both see all
        QTRY_COMPARE_WITH_TIMEOUT(alone.count(QStringLiteral("be")), 3, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(managed->count(QStringLiteral("be")), 3, Patience);
        // the empty one was dead-lettered by both
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.eventsOf(service, QStringLiteral("custom-events.dead-letter")).size(), size_t{ 2 }, Patience);
        // and the metrics processor knows of the words, once per note: the derived ids are the same
        const auto metrics = service.processorManager().find<MetricsEventProcessor>();
        const auto words = [&]() -> quint64 {
            for (const MetricRow& row : metrics->metrics()) {
                if (row.name == u"note_words")
                    return row.hour.count;
            }
            return 0;
        };
        QTRY_COMPARE_WITH_TIMEOUT(words(), quint64{ 2 }, Patience);
        alone.stop();
    }
};

SPILLWAY_KAFKA_TEST_MAIN(CustomProcessorTest)
#include "tst_customprocessor.moc"
