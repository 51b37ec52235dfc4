// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What only a cluster that misbehaves on command shows.

#include "core/service/eventproducer.h"
#include "tests/kafka/mockcluster.h"
#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QTest>

#include <semaphore>

using namespace spillway;
using namespace spillway::test;
using namespace std::chrono_literals;

namespace {

/// Calls `then` on the thread that logs a message with `text` in it, once, before it goes on.
class WhenLogged {
public:
    WhenLogged(QString text, std::function<void()> then)
    {
        s_text = std::move(text);
        s_then = std::move(then);
        s_before = qInstallMessageHandler(&WhenLogged::take);
    }
    ~WhenLogged() { qInstallMessageHandler(s_before); }
    WhenLogged(const WhenLogged&) = delete;
    WhenLogged& operator=(const WhenLogged&) = delete;

private:
    static void take(QtMsgType type, const QMessageLogContext& context, const QString& message)
    {
        s_before(type, context, message);
        std::function<void()> then;
        {
            const std::lock_guard lock(s_mutex);
            if (message.contains(s_text))
                then = std::exchange(s_then, {});
        }
        if (then)
            then();
    }
    static inline std::mutex s_mutex;
    static inline QString s_text;
    static inline std::function<void()> s_then;
    static inline QtMessageHandler s_before = nullptr;
};

} // namespace

class EventProducerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MockCluster> m_cluster;
    const QString m_topic = QStringLiteral("events");

    std::unique_ptr<EventProducer> producer(EventProducerSettings settings)
    {
        auto made = EventProducer::create(m_cluster->settings(), settings);
        if (!made)
            qFatal("no producer: %s", qPrintable(toText(made.error())));
        return std::move(*made);
    }
    Record record(int i) const
    {
        Record made;
        made.topic = m_topic;
        made.key = QByteArray("k");
        made.value = QByteArray::number(i);
        return made;
    }
    std::map<QByteArray, int> written()
    {
        CheckingSink sink;
        sink.keepRecords = true;
        kafka::ReadRequest request;
        request.topics = QStringList{ m_topic };
        std::map<QByteArray, int> values;
        if (readAll(m_cluster->settings(), request, sink)) {
            for (const Record& one : sink.kept())
                ++values[one.value.value_or(QByteArray())];
        }
        return values;
    }

private slots:
    void init()
    {
        m_cluster = std::make_unique<MockCluster>();
        QVERIFY(m_cluster->createTopic(m_topic, 1));
    }
    void cleanup() { m_cluster.reset(); }

    void aDefiniteFailureIsSentAgainAndArrivesOnce()
    {
        EventProducerSettings settings;
        settings.producer.deliveryTimeout = 1000ms;
        settings.retries = 20;
        settings.retryDelay = 100ms;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        std::vector<std::future<Result<kafka::Delivery>>> sent;
        for (int i = 1; i <= 10; ++i)
            sent.push_back(with->send(record(i)));
        QTRY_VERIFY_WITH_TIMEOUT(with->stats().resent >= 10, 20'000);
        m_cluster->setDown(false);
        for (auto& one : sent)
            VERIFY_RESULT(one.get());
        const auto values = written();
        QCOMPARE(values.size(), 11u);
        for (const auto& [value, times] : values)
            QVERIFY2(times == 1, value.constData());
        QCOMPARE(with->stats().delivered, 11u);
        QCOMPARE(with->stats().failed, 0u);
    }

    // R69
    void whatComesLaterWaitsForARecordOfItsKeyThatIsSentAgain()
    {
        EventProducerSettings settings;
        settings.producer.deliveryTimeout = 3000ms;
        settings.retries = 20;
        settings.retryDelay = 8000ms; // librdkafka has connected again by then
        settings.breaker.failures = 1000;
        settings.stallLimit = 60s;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        std::vector<std::future<Result<kafka::Delivery>>> sent;
        sent.push_back(with->send(record(1)));
        QTRY_COMPARE_WITH_TIMEOUT(with->stats().held, 1, 20'000);
        m_cluster->setDown(false);
        for (int i = 2; i < 5; ++i)
            sent.push_back(with->send(record(i)));
        QCOMPARE(with->stats().held, 4);
        Record other = record(99);
        other.key = QByteArray("another key");
        auto beside = with->send(other);
        QCOMPARE(with->stats().held, 4); // it does not wait
        qint64 last = -1;
        for (auto& one : sent) {
            const auto delivered = one.get();
            VERIFY_RESULT(delivered);
            QVERIFY(delivered->offset.value > last);
            last = delivered->offset.value;
        }
        VERIFY_RESULT(beside.get());
        QCOMPARE(with->stats().held, 0);
        QTRY_COMPARE(with->stats().waiting, 0);
        VERIFY_RESULT(with->send(record(5)).get());
    }

    void whatIsHeldBackIsReportedAtStop()
    {
        EventProducerSettings settings;
        settings.producer.deliveryTimeout = 500ms;
        settings.retryDelay = 60s;
        settings.breaker.failures = 1000;
        settings.stallLimit = 60s;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        std::atomic<int> failed{ 0 };
        const auto count = [&](const Result<kafka::Delivery>& r) { failed += r ? 0 : 1; };
        VERIFY_RESULT(with->send(record(1), {}, count));
        QTRY_COMPARE_WITH_TIMEOUT(with->stats().held, 1, 20'000);
        VERIFY_RESULT(with->send(record(2), {}, count));
        with->stop(100ms);
        QCOMPARE(failed, 2);
        QCOMPARE(with->stats().waiting, 0);
    }

    void whatIsGivenUpIsReportedOnceAsFailed()
    {
        EventProducerSettings settings;
        settings.producer.deliveryTimeout = 500ms;
        settings.retries = 1;
        settings.retryDelay = 50ms;
        settings.breaker.failures = 1000;
        settings.stallLimit = 60s;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        const auto outcome = with->send(record(1)).get();
        QVERIFY(!outcome);
        QCOMPARE(with->stats().resent, 1u);
        QCOMPARE(with->stats().failed, 1u);
        QVERIFY(!with->stats().lastError.isEmpty());
    }

    void whatNeverCameToAnEndIsReportedAtStop()
    {
        auto with = producer({});
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        std::atomic<int> failed{ 0 };
        for (int i = 0; i < 5; ++i)
            VERIFY_RESULT(with->send(record(i), {}, [&](const Result<kafka::Delivery>& r) { failed += r ? 0 : 1; }));
        QElapsedTimer clock;
        clock.start();
        with->stop(500ms);
        QCOMPARE(failed, 5);
        QVERIFY2(clock.elapsed() < 5000, "stopping takes too long");
        QVERIFY(!with->send(record(9)).get());
    }

    void theCircuitOpensWhileNothingMovesAndClosesAfterwards()
    {
        EventProducerSettings settings;
        settings.stallLimit = 500ms;
        settings.breaker.openFor = 60s;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        auto waiting = with->send(record(1));
        QTRY_COMPARE_WITH_TIMEOUT(with->circuit().state, CircuitBreaker::State::Open, 10'000);
        QVERIFY2(with->circuit().reason.contains(QLatin1String("Failed to connect to Kafka")),
            qPrintable(with->circuit().reason));
        QVERIFY(with->circuit().untilNextAttempt);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(!with->send(record(2)).get()); // refused at once
        QVERIFY(clock.elapsed() < 500);
        m_cluster->setDown(false);
        VERIFY_RESULT(waiting.get());
        QTRY_COMPARE_WITH_TIMEOUT(with->circuit().state, CircuitBreaker::State::Closed, 10'000);
        VERIFY_RESULT(with->send(record(3)).get());
    }

    // The keeper found that nothing moves and is about to open the circuit when the record that waited is delivered:
    // with nobody sending, nothing would close it again. The breaker logs after the look at the clock and before it is
    // troubled, so a delivery held up to there finds nothing to close.
    void aDeliveryBesideTheOpeningOfTheCircuitClosesIt()
    {
        EventProducerSettings settings;
        settings.stallLimit = 500ms;
        settings.breaker.openFor = 60s;
        auto with = producer(settings);
        VERIFY_RESULT(with->send(record(0)).get());
        m_cluster->setDown(true);
        std::binary_semaphore delivered{ 0 };
        std::atomic<bool> beside{ false };
        const WhenLogged opening(QStringLiteral("The circuit breaker opened"), [&] {
            m_cluster->setDown(false);
            beside = delivered.try_acquire_for(20s);
        });
        VERIFY_RESULT(with->send(record(1), {}, [&](const Result<kafka::Delivery>& r) {
            if (r)
                delivered.release();
        }));
        QTRY_COMPARE_WITH_TIMEOUT(with->circuit().opened, quint64{ 1 }, 30'000);
        QVERIFY(beside);
        QTRY_COMPARE_WITH_TIMEOUT(with->circuit().state, CircuitBreaker::State::Closed, 5'000);
    }

    void aFatalErrorReplacesTheProducer()
    {
        auto with = producer({});
        VERIFY_RESULT(with->send(record(0)).get());
        constexpr int16_t produce = 0; // Kafka's api key
        m_cluster->pushErrors(produce,
            { RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH });
        int delivered = 0;
        int failed = 0;
        for (int i = 1; i <= 20; ++i)
            ++(with->send(record(i)).get() ? delivered : failed);
        QVERIFY2(delivered >= 15, qPrintable(QStringLiteral("%1 delivered, %2 failed").arg(delivered).arg(failed)));
        VERIFY_RESULT(with->send(record(21)).get());
        const auto values = written();
        for (const auto& [value, times] : values)
            QVERIFY2(times == 1, value.constData());
    }
};

SPILLWAY_KAFKA_TEST_MAIN(EventProducerTest)
#include "tst_eventproducer.moc"
