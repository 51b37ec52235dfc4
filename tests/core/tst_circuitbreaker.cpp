// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/backoff.h"
#include "core/service/circuitbreaker.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

const Error away{ .code = ErrorCode::Unreachable, .message = QStringLiteral("no broker"), .hint = {} };
const Error tooLarge{ .code = ErrorCode::MessageTooLarge, .message = QStringLiteral("too large"), .hint = {} };

} // namespace

class CircuitBreakerTest : public QObject {
    Q_OBJECT

    CircuitBreaker::Clock::time_point m_now{};
    std::unique_ptr<CircuitBreaker> m_breaker;

    CircuitBreaker::State state() const { return m_breaker->picture().state; }
    void open()
    {
        for (int i = 0; i < 3; ++i)
            m_breaker->failed(away);
    }

private slots:
    void init()
    {
        m_breaker = std::make_unique<CircuitBreaker>(
            CircuitBreakerSettings{ .failures = 3, .openFor = 10s }, [this] { return m_now; });
    }

    void opensAfterFailuresInARowAndSaysWhy()
    {
        m_breaker->failed(away);
        m_breaker->failed(away);
        m_breaker->succeeded();
        m_breaker->failed(away);
        m_breaker->failed(away);
        QCOMPARE(state(), CircuitBreaker::State::Closed);
        QVERIFY(m_breaker->permit());
        m_breaker->failed(away);
        QCOMPARE(state(), CircuitBreaker::State::Open);
        const auto refused = m_breaker->permit();
        QVERIFY(!refused);
        QVERIFY(refused.error().retriable);
        QVERIFY(refused.error().message.contains(QLatin1String("no broker")));
        QVERIFY(refused.error().hint.contains(QLatin1String("10.0 s")));
        m_now += 4s;
        QCOMPARE(m_breaker->picture().untilNextAttempt, std::optional(std::chrono::milliseconds(6s)));
        QCOMPARE(m_breaker->picture().refused, 1u);
    }

    void oneAttemptDecidesWhenHalfOpen()
    {
        open();
        m_now += 10s;
        QVERIFY(m_breaker->permit());
        QCOMPARE(state(), CircuitBreaker::State::HalfOpen);
        QVERIFY2(!m_breaker->permit(), "only one");
        m_breaker->failed(away);
        QCOMPARE(state(), CircuitBreaker::State::Open);
        QVERIFY(!m_breaker->permit());
        m_now += 10s;
        QVERIFY(m_breaker->permit());
        m_breaker->succeeded();
        QCOMPARE(state(), CircuitBreaker::State::Closed);
        QVERIFY(m_breaker->permit());
        QCOMPARE(m_breaker->picture().opened, 2u);
    }

    void anAttemptWithoutAnOutcomeDoesNotBlockForEver()
    {
        open();
        m_now += 10s;
        QVERIFY(m_breaker->permit());
        m_now += 10s;
        QVERIFY(m_breaker->permit());
    }

    void troubleOfOneRecordDoesNotCount()
    {
        for (int i = 0; i < 100; ++i)
            m_breaker->failed(tooLarge);
        QCOMPARE(state(), CircuitBreaker::State::Closed);
    }

    void aLateSuccessCloses()
    {
        m_breaker->trip(QStringLiteral("nothing moves"));
        QVERIFY(m_breaker->troubled());
        QCOMPARE(m_breaker->picture().reason, QStringLiteral("nothing moves"));
        m_breaker->succeeded();
        QCOMPARE(state(), CircuitBreaker::State::Closed);
        QVERIFY(!m_breaker->troubled());
    }

    void backoffDoublesWithJitterAndIsCapped()
    {
        std::chrono::milliseconds least = 1h;
        std::chrono::milliseconds most = 0ms;
        for (int i = 0; i < 500; ++i) {
            const auto first = backoff(5s, 1);
            least = std::min(least, first);
            most = std::max(most, first);
            QVERIFY(first >= 4s && first <= 6s);
            const auto third = backoff(5s, 3);
            QVERIFY(third >= 16s && third <= 24s);
            QVERIFY(backoff(5s, 1000) <= 72s);
            QVERIFY(backoff(2min, 5) >= 96s); // a base beyond the cap is kept
        }
        QVERIFY(most - least > 1s);
    }
};

QTEST_GUILESS_MAIN(CircuitBreakerTest)
#include "tst_circuitbreaker.moc"
