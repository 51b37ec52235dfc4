// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Handlers that return only after all around them has stopped and gone. Bites most under a sanitizer.

#include "core/kafka/abandoned.h"
#include "core/sandbox/sandbox.h"
#include "tests/kafka/servicefixture.h"
#include "tests/support/kafkafixtures.h"
#include "tests/support/latch.h"

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

/// Hangs in its first event.
class Hanging : public EventProcessor {
public:
    Hanging(EventClient client, std::shared_ptr<Latch> latch, std::shared_ptr<std::atomic<bool>> gone)
        : EventProcessor(std::move(client), QStringLiteral("hanging"))
        , m_latch(std::move(latch))
        , m_gone(std::move(gone))
    {
    }
    ~Hanging() override
    {
        stop();
        *m_gone = true;
    }
    Hanging(const Hanging&) = delete;
    Hanging& operator=(const Hanging&) = delete;
    QStringList eventTypes() const override { return { QStringLiteral("debate-events") }; }
    bool processEvent(const DomainEvent& event) override
    {
        m_latch->wait();
        sendMetric(event, QStringLiteral("late"), QStringLiteral("test"), 1, QStringLiteral("times"));
        ++m_events;
        return true;
    }

private:
    std::shared_ptr<Latch> m_latch;
    std::shared_ptr<std::atomic<bool>> m_gone;
    int m_events = 0;
};

} // namespace

class LeftBehindTest : public QObject {
    Q_OBJECT

    std::unique_ptr<sandbox::Sandbox> m_cluster;
    std::unique_ptr<ServiceFixture> m_fixture;

private slots:
    void init()
    {
        auto made = sandbox::Sandbox::start({ .seed = 1, .historyRecords = 10, .live = false });
        VERIFY_RESULT(made);
        m_cluster = std::move(*made);
        m_fixture = std::make_unique<ServiceFixture>(m_cluster->connection());
    }
    void cleanup()
    {
        m_fixture.reset();
        m_cluster.reset();
    }

    void aRecordThatFailsAfterStopIsNotDeadLettered_data()
    {
        QTest::addColumn<bool>("producerGoes");
        QTest::newRow("the producer stays") << false;
        QTest::newRow("the producer goes") << true;
    }
    void aRecordThatFailsAfterStopIsNotDeadLettered()
    {
        QFETCH(bool, producerGoes);
        const QString topic = m_fixture->config.topicName(QStringLiteral("debate-events"));
        auto admin = kafka::Admin::create(m_cluster->connection());
        VERIFY_RESULT(admin);
        for (const QString& name : { topic, QString(topic + QStringLiteral(".dead-letter")) })
            VERIFY_RESULT((*admin)->createTopic({ name, 1, 1, {} }));
        auto made = EventProducer::create(m_cluster->connection(), {});
        VERIFY_RESULT(made);
        std::shared_ptr<EventProducer> producer = std::move(*made);
        Record record;
        record.topic = topic;
        record.value = QByteArray("bad");
        VERIFY_RESULT(producer->send(record).get());

        const auto latch = std::make_shared<Latch>();
        ConsumerSettings settings;
        settings.id = QStringLiteral("tester");
        settings.group = m_fixture->config.consumerSettings(QStringLiteral("left-behind"), { topic });
        settings.handler = [latch](const ConsumedRecord&) {
            latch->wait();
            return Handled::poison(QStringLiteral("bad"));
        };
        settings.drain = 100ms;
        auto consumer = Consumer::start(m_cluster->connection(), settings, producer);
        VERIFY_RESULT(consumer);
        QTRY_VERIFY_WITH_TIMEOUT(latch->entered(), Patience);
        consumer->reset();
        if (producerGoes)
            producer.reset();
        latch->open();
        QCOMPARE(kafka::abandonedClients(20s), 0);
        if (!producer)
            return;
        VERIFY_RESULT(producer->flush(10s));
        QCOMPARE(producer->stats().delivered, quint64{ 1 }); // it comes again, where the partition is then
    }

    void aHandlerOfTheServiceMayReturnWhenTheServiceIsGone()
    {
        const auto inBridge = std::make_shared<Latch>();
        const auto inProcessor = std::make_shared<Latch>();
        const auto gone = std::make_shared<std::atomic<bool>>(false);
        auto bus = std::make_unique<EventBus>();
        bus->start();
        auto service = std::make_unique<KafkaService>(*bus, m_fixture->settings());
        service->addEventHandler(QStringLiteral("debate-events"), [inBridge](const DomainEvent&) { inBridge->wait(); });
        VERIFY_RESULT(service->addProcessor(std::make_shared<Hanging>(service->transport(), inProcessor, gone)));
        VERIFY_RESULT(service->start());
        const auto data = EventValue::object({ { QStringLiteral("debate_id"), "debate-1" } });
        VERIFY_RESULT(service->publishEvent(QStringLiteral("debate-events"), data).get());
        QTRY_VERIFY_WITH_TIMEOUT(inBridge->entered() && inProcessor->entered(), Patience);
        (void)service->stop();
        service.reset();
        bus.reset();
        QVERIFY(!*gone); // the call has it
        inBridge->open();
        inProcessor->open();
        QCOMPARE(kafka::abandonedClients(20s), 0);
        QVERIFY(*gone);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(LeftBehindTest)
#include "tst_leftbehind.moc"
