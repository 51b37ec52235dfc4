// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/consumer.h"
#include "core/service/eventproducer.h"
#include "tests/support/kafkafixtures.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;
using namespace spillway::test;

/// A dead-letter topic that is there and refuses the record: only a real broker can be made to.
class RefusedLetterTest : public QObject {
    Q_OBJECT

private slots:
    void thePartitionPausesAndTheOffsetDoesNotMove()
    {
        const ConnectionSettings broker = sharedBroker();
        const QString topic = makeTopic(broker, QStringLiteral("refused"), 1);
        const QString letters = topic + QStringLiteral(".dead-letter");
        VERIFY_RESULT(adminFor(broker)->createTopic(
            { letters, 1, 1, { { QStringLiteral("max.message.bytes"), QStringLiteral("200") } } }));
        auto made = EventProducer::create(broker, EventProducerSettings{});
        VERIFY_RESULT(made);
        const std::shared_ptr<EventProducer> producer = std::move(*made);
        for (const char* value : { "good", "bad", "after" }) {
            Record record;
            record.topic = topic;
            record.value = QByteArray(value);
            VERIFY_RESULT(producer->send(record, Partition{ 0 }).get());
        }

        std::atomic<int> afterwards{ 0 };
        ConsumerSettings settings;
        settings.id = QStringLiteral("tester");
        settings.group.group = unique(QStringLiteral("refused"));
        settings.group.topics = QStringList{ topic };
        settings.group.commitsStarts = true;
        settings.group.autoCommitInterval = 100ms;
        settings.retries = 1;
        settings.retryDelay = 50ms;
        settings.handler = [&](const ConsumedRecord& record) {
            afterwards += record.ref.value.text() == "after" ? 1 : 0;
            return record.ref.value.text() != "bad";
        };
        auto consumer = Consumer::start(broker, settings, producer);
        VERIFY_RESULT(consumer);
        QTRY_COMPARE_WITH_TIMEOUT((*consumer)->stats().stalled.size(), 1u, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT((*consumer)->stats().deadLetterFailures >= 3, 30'000); // it goes on trying
        QVERIFY2((*consumer)->stats().lastError.contains(u"cannot be dead-lettered"),
            qPrintable((*consumer)->stats().lastError));
        (*consumer)->stop();
        QCOMPARE((*consumer)->stats().deadLettered, 0u);
        QCOMPARE(afterwards.load(), 0);
        const auto committed = adminFor(broker)->groups({ settings.group.group });
        VERIFY_RESULT(committed);
        QCOMPARE(committed->front().offsets.front().offset, std::optional(Offset{ 1 })); // of "bad"
    }
};

SPILLWAY_KAFKA_TEST_MAIN(RefusedLetterTest)
#include "tst_refusedletter.moc"
