// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sandbox/mockcluster.h"

#include "core/kafka/background.h"
#include "core/kafka/errors.h"
#include "core/kafka/handles.h"

#include <librdkafka/rdkafka_mock.h>

#include <arpa/inet.h>
#include <array>
#include <condition_variable>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace spillway::sandbox {

namespace {

/// Keeps the mock's thread awake while it is asked for something. Its wake-up has a gap (2.0.2: it reads the wake-up
/// pipe after having served the requests, so that one that comes in between is found at the next event or after a
/// second: 7 s for 17 topics, 1 s to end). Events of its sockets are not lost, so a connection that sends one byte per
/// millisecond, of a request that is never complete, closes the gap.
class Nudge {
public:
    explicit Nudge(quint16 port)
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
            const std::array<char, 4> size{ 0, 64, 0, 0 }; // of the request: 4 MiB, more than is ever sent
            (void)!::send(m_socket, size.data(), size.size(), MSG_NOSIGNAL);
        }
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    ~Nudge()
    {
        m_thread.request_stop();
        m_thread.join();
        ::close(m_socket);
    }
    Nudge(const Nudge&) = delete;
    Nudge& operator=(const Nudge&) = delete;

    void begin() { add(1); }
    void end() { add(-1); }

private:
    void add(int count)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting += count;
        m_changed.notify_all();
    }
    void run(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        while (!stop.stop_requested()) {
            if (m_waiting == 0) {
                m_changed.wait(lock, stop, [this] { return m_waiting > 0; });
                continue;
            }
            (void)!::send(m_socket, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
            m_changed.wait_for(lock, stop, std::chrono::milliseconds(1), [this] { return m_waiting == 0; });
        }
    }

    int m_socket = -1;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_waiting = 0;
    std::jthread m_thread;
};

} // namespace

struct MockCluster::Private {
    kafka::ClientHandle client; ///< owns the mock's threads; never connects anywhere
    kafka::Handle<rd_kafka_mock_cluster_t, rd_kafka_mock_cluster_destroy> cluster; ///< goes before the client
    std::unique_ptr<Nudge> nudge;
    int brokers = 0;
};

MockCluster::MockCluster(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

MockCluster::~MockCluster()
{
    // Half of the times a thread of librdkafka's sleeps out a second before it notices; nobody needs to wait for that.
    kafka::inBackground([p = std::shared_ptr<Private>(std::move(d))]() mutable {
        p->nudge->begin();
        p->cluster.reset();
        p->nudge.reset();
        p.reset();
    });
}

Result<std::unique_ptr<MockCluster>> MockCluster::start(int brokers)
{
    auto p = std::make_unique<Private>();
    p->brokers = brokers;
    std::array<char, 512> reason{};
    kafka::ConfHandle conf{ rd_kafka_conf_new() };
    rd_kafka_conf_set_log_cb(conf.get(), nullptr); // it tells of every connection that goes
    p->client.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), reason.data(), reason.size()));
    if (p->client) {
        static_cast<void>(conf.release()); // rd_kafka_new owns it from here on
        p->cluster.reset(rd_kafka_mock_cluster_new(p->client.get(), brokers));
    }
    if (!p->cluster)
        return Failure(Error{ .message
            = QStringLiteral("The sandbox's brokers could not be started: %1").arg(QString::fromUtf8(reason.data())),
            .hint = QStringLiteral("it needs free ports on 127.0.0.1") });
    const QByteArray servers = rd_kafka_mock_cluster_bootstraps(p->cluster.get());
    p->nudge = std::make_unique<Nudge>(servers.mid(servers.lastIndexOf(':') + 1).toUShort());
    return std::unique_ptr<MockCluster>(new MockCluster(std::move(p)));
}

QString MockCluster::bootstrapServers() const
{
    return QString::fromUtf8(rd_kafka_mock_cluster_bootstraps(d->cluster.get()));
}

Result<> MockCluster::createTopic(const QString& topic, int partitions)
{
    const QByteArray name = topic.toUtf8();
    d->nudge->begin();
    const auto code = rd_kafka_mock_topic_create(d->cluster.get(), name.constData(), partitions, d->brokers);
    d->nudge->end();
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return Failure(kafka::makeError(code, QStringLiteral("Create topic %1").arg(topic)));
    return {};
}

} // namespace spillway::sandbox
