// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/restfixture.h"

#include <QScopeGuard>

#include <algorithm>
#include <arpa/inet.h>
#include <bit>
#include <mutex>
#include <semaphore>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace spillway;
using namespace std::chrono_literals;
using namespace spillway::test;

namespace {

/// A connection that says nothing.
int connectSilently(quint16 port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, std::bit_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace

/// How long a request may take and how much it may bring, whatever the client does.
class RestLimitsTest : public QObject, RestFixture {
    Q_OBJECT

private slots:
    void cleanup() { end(); }

    void withoutAnOutcomeInTimeItIs504AndALateOneIsDropped()
    {
        auto options = anyPort();
        options.limits.request = 300ms;
        RestService::Delivered late;
        const auto atEnd = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            late = done;
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        RawHttp client(serve(options));
        const auto answer = client.ask(RawHttp::post("/kafka/events", Event));
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.detail().contains(u"may or may not"));
        late(kafka::Delivery{});
        QCOMPARE(client.ask(RawHttp::get("/kafka/topics")).status, 200);
        QCOMPARE(m_server->counts().timedOut, quint64{ 1 });
        m_server.reset();
        late(kafka::Delivery{}); // nor does it matter that the server is gone
    }

    // nothing was to be done: nothing is uncertain
    void aQuestionWithoutAnAnswerInTimeIs503()
    {
        auto options = anyPort();
        options.limits.request = 300ms;
        std::counting_semaphore<8> gate{ 0 };
        const auto atEnd = qScopeGuard([&] {
            gate.release(4);
            m_server.reset(); // before what its threads use
        });
        m_service->onTopics = [&] {
            gate.acquire();
            return QStringList();
        };
        RawHttp client(serve(options));
        const auto answer = client.ask(RawHttp::get("/kafka/topics"));
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.detail().contains(u"300 ms"));
    }

    void whatWasNotBegunInTimeIsNeverDone()
    {
        auto options = anyPort();
        options.limits.request = 300ms;
        std::counting_semaphore<8> gate{ 0 };
        const auto atEnd = qScopeGuard([&] {
            gate.release(4);
            m_server.reset();
        });
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            gate.acquire(); // the producer's queue is full
            done(kafka::Delivery{});
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        const quint16 port = serve(options);
        RawHttp first(port);
        RawHttp second(port);
        first.send(RawHttp::post("/kafka/events", Event));
        second.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 2); // both threads are in it
        RawHttp third(port);
        const auto answer = third.ask(RawHttp::post("/kafka/events", Event));
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.detail().contains(u"nothing was done"));
        QCOMPARE(first.read().status, 504);
        gate.release(4);
        QCOMPARE(third.ask(RawHttp::post("/kafka/events", Event)).status, 200);
        QCOMPARE(m_service->published.load(), 3);
    }

    void aRequestThatDripsEnds_data()
    {
        QTest::addColumn<QByteArray>("beginning");
        QTest::addColumn<int>("status");
        QTest::newRow("body") << QByteArray(
            "POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            "100000\r\n\r\n") << 408;
        QTest::newRow("headers") << QByteArray("GET /kafka/topics HTTP/1.1\r\nX: ") << 408;
        QTest::newRow("request line") << QByteArray("GET /kafka/") << 0;
        QTest::newRow("nothing") << QByteArray("G") << 0;
    }
    // libmicrohttpd's own timeout begins anew with every byte
    void aRequestThatDripsEnds()
    {
        QFETCH(QByteArray, beginning);
        QFETCH(int, status);
        auto options = anyPort();
        options.limits.request = 500ms;
        options.limits.idle = 600ms;
        RawHttp client(serve(options));
        QElapsedTimer timer;
        timer.start();
        client.send(beginning);
        RawAnswer answer;
        while (client.isOpen() && answer.status == 0 && timer.elapsed() < 8000) {
            client.send("1");
            answer = client.read(30);
        }
        QCOMPARE(answer.status, status);
        QVERIFY(client.closes());
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE(m_server->counts().connections, qint64{ 0 });
    }

    void anAnswerThatNobodyReadsEnds()
    {
        m_service->onTopics = [] {
            QStringList names; // more than both sides' buffers hold, and made in no time
            for (int i = 0; i < 100; ++i)
                names.append(QStringLiteral("%1").arg(i, 120'000));
            return names;
        };
        auto options = anyPort();
        options.limits.request = 1000ms;
        const int descriptor = connectSilently(serve(options));
        const QByteArray request = RawHttp::get("/kafka/topics");
        QCOMPARE(send(descriptor, request.constData(), size_t(request.size()), 0), ssize_t(request.size()));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->counts().requests, quint64{ 1 }, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_server->counts().connections, qint64{ 0 }, 10'000);
        close(descriptor);
    }

    void aBodyWithoutALengthIsBoundedToo()
    {
        auto options = anyPort();
        options.limits.bodyBytes = 10'000;
        RawHttp client(serve(options));
        const QByteArray head = "POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n";
        const QByteArray chunk = "1000\r\n" + QByteArray(0x1000, ' ') + "\r\n";
        const QByteArray event = QByteArray::number(Event.size(), 16) + "\r\n" + Event + "\r\n0\r\n\r\n";
        QCOMPARE(client.ask(head + event).status, 200);
        client.send(head);
        for (int i = 0; i < 5; ++i)
            client.send(chunk);
        const auto answer = client.ask("0\r\n\r\n");
        QCOMPARE(answer.status, 413);
        QCOMPARE(client.ask(head + event).status, 200); // the connection is still of use
        client.send(head);
        for (int i = 0; i < 100 && client.isOpen(); ++i)
            client.send(chunk);
        QVERIFY(client.closes());
        // one that says how large it is is not read at all
        RawHttp other(m_server->port());
        QCOMPARE(other
                     .ask("POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: 99999999999\r\n\r\n")
                     .status,
            413);
        RawHttp asks(m_server->port());
        QCOMPARE(asks.ask("POST /kafka/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: 20000\r\nExpect: 100-continue\r\n\r\n")
                     .status,
            413);
        QCOMPARE(m_service->published.load(), 2);
    }

    void aThousandIdleConnectionsDoNotHurt()
    {
        constexpr int many = 1000;
        auto options = anyPort();
        options.limits.connections = 1500;
        options.limits.idle = 30'000ms;
        const quint16 port = serve(options); // raises our limit of open files, too
        std::vector<int> idle;
        idle.reserve(many + 200);
        for (int i = 0; i < many; ++i)
            idle.push_back(connectSilently(port));
        QVERIFY(std::ranges::none_of(idle, [](int descriptor) { return descriptor < 0; }));
        QTRY_COMPARE(m_server->counts().connections, qint64{ many });
        QElapsedTimer timer;
        timer.start();
        RawHttp client(port);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(client.ask(RawHttp::post("/kafka/events", Event)).status, 200);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        // more, and they are so many that who has stood about longest has to go, and nobody else
        for (int i = 0; i < 200; ++i)
            idle.push_back(connectSilently(port));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->counts().connections, qint64{ 1500 * 3 / 4 }, 10'000);
        QCOMPARE(client.ask(RawHttp::get("/kafka/topics")).status, 200);
        for (const int descriptor : idle)
            close(descriptor);
    }

    void stopLetsRequestsEndAndAnswersWhatIsLeft()
    {
        std::mutex mutex;
        std::vector<RestService::Delivered> waiting;
        const auto atEnd = qScopeGuard([&] { m_server.reset(); }); // before what its threads use
        m_service->onPublish = [&](const QString&, const EventValue&, const QString&, const auto& done) {
            const std::lock_guard lock(mutex);
            waiting.push_back(done);
            return Result<QString>(QStringLiteral("demo.debate-events"));
        };
        const quint16 port = serve();
        RawHttp ends(port);
        RawHttp hangs(port);
        RawHttp idle(port);
        ends.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 1);
        hangs.send(RawHttp::post("/kafka/events", Event));
        QTRY_COMPARE(m_service->published.load(), 2);
        QElapsedTimer timer;
        timer.start();
        std::thread stopper([&] { m_server->stop(1000ms); });
        QTRY_VERIFY(connectSilently(port) < 0); // nobody else comes in
        {
            const std::lock_guard lock(mutex);
            waiting[0](kafka::Delivery{});
        }
        QCOMPARE(ends.read().status, 200);
        const auto left = hangs.read();
        QCOMPARE(left.status, 503);
        QVERIFY(left.detail().contains(u"stopping"));
        stopper.join();
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(idle.closes());
        QVERIFY(!m_server->isRunning());
        QVERIFY(m_server->start()); // and again
        QCOMPARE(RawHttp(m_server->port()).ask(RawHttp::get("/kafka/topics")).status, 200);
    }
};

QTEST_GUILESS_MAIN(RestLimitsTest)
#include "tst_restlimits.moc"
