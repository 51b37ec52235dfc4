// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/client.h"

#include "core/kafka/background.h"
#include "core/kafka/errors.h"

#include <QLoggingCategory>

#include <condition_variable>
#include <mutex>

namespace spillway::kafka {

Q_LOGGING_CATEGORY(logClient, "kafka.client", QtWarningMsg)

namespace {

Result<> setProperty(rd_kafka_conf_t* conf, const char* name, const QByteArray& value, bool secret)
{
    char reason[512];
    if (rd_kafka_conf_set(conf, name, value.constData(), reason, sizeof reason) == RD_KAFKA_CONF_OK)
        return {};
    // librdkafka's reason may quote the value, so a secret's reason is never passed on
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
        .message = secret
            ? QStringLiteral("Property %1 was refused").arg(QLatin1String(name))
            : QStringLiteral("Property %1 was refused: %2").arg(QLatin1String(name), QString::fromUtf8(reason)),
        .hint = QStringLiteral("correct its value or leave it out") });
}

} // namespace

Result<ClientHandle> makeClient(const ConnectionSettings& settings, rd_kafka_type_t type,
    std::initializer_list<OwnProperty> own, VanishedCallback vanished, RebalanceCallback rebalance)
{
    ConfHandle conf{ rd_kafka_conf_new() };
    const QByteArray servers = settings.bootstrapServers.toUtf8();
    const std::pair<const char*, QByteArray> basics[] = { { "bootstrap.servers", servers }, { "client.id", "spillway" },
        { "socket.keepalive.enable", "true" }, { "log.queue", "true" }, { "allow.auto.create.topics", "false" },
        { "reconnect.backoff.ms", "100" }, { "reconnect.backoff.max.ms", "2000" } };
    for (const auto& [name, value] : basics)
        if (auto set = setProperty(conf.get(), name, value, false); !set)
            return Failure(set.error());
    // a password refused once will be refused again; a broker may lock the account
    if (const auto protocol = settings.properties.find(QStringLiteral("security.protocol"));
        protocol != settings.properties.end()
        && protocol->second.startsWith(QLatin1String("sasl"), Qt::CaseInsensitive))
        if (auto set = setProperty(conf.get(), "reconnect.backoff.max.ms", "10000", false); !set)
            return Failure(set.error());
    for (const auto& [name, value] : settings.properties)
        if (auto set = setProperty(conf.get(), name.toUtf8().constData(), value.toUtf8(), false); !set)
            return Failure(set.error());
    for (const auto& [name, secret] : settings.secrets)
        if (auto set = setProperty(conf.get(), name.toUtf8().constData(), secret.reveal(), true); !set)
            return Failure(set.error());
    for (const auto& [name, value] : own)
        if (auto set = setProperty(conf.get(), name, value, false); !set)
            return Failure(set.error());

    rd_kafka_conf_set_events(
        conf.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | (type == RD_KAFKA_PRODUCER ? RD_KAFKA_EVENT_DR : 0));
    if (vanished.call) {
        rd_kafka_conf_set_error_cb(conf.get(), vanished.call);
        rd_kafka_conf_set_opaque(conf.get(), vanished.opaque);
    }
    if (rebalance.call) {
        rd_kafka_conf_set_rebalance_cb(conf.get(), rebalance.call);
        rd_kafka_conf_set_opaque(conf.get(), rebalance.opaque);
    }
    char reason[512];
    ClientHandle client{ rd_kafka_new(type, conf.get(), reason, sizeof reason) };
    if (!client)
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("Settings were refused: %1").arg(QString::fromUtf8(reason)),
            .hint = QStringLiteral("correct the connection's properties") });
    static_cast<void>(conf.release()); // rd_kafka_new owns it from here on
    rd_kafka_set_log_queue(client.get(), nullptr);
    return client;
}

void destroyWithin(ClientHandle client, Milliseconds patience)
{
    if (!client)
        return;
    struct State {
        std::mutex mutex;
        std::condition_variable done;
        bool destroyed = false;
    };
    auto state = std::make_shared<State>();
    inBackground([state, handle = client.release()] {
        rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        const std::lock_guard lock(state->mutex);
        state->destroyed = true;
        state->done.notify_all();
    });
    if (patience <= Milliseconds(0))
        return;
    std::unique_lock lock(state->mutex);
    if (!state->done.wait_for(lock, patience, [&] { return state->destroyed; }))
        qCWarning(logClient, "A Kafka client did not close within %lld ms and was abandoned",
            static_cast<long long>(patience.count()));
}

BrokerComplaint brokerComplaint(const char* text)
{
    // "127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state
    // CONNECT)"
    const QString whole = QString::fromUtf8(text);
    const qsizetype colon = whole.indexOf(QLatin1String(": "));
    if (colon <= 0)
        return { {}, whole };
    QString broker = whole.left(colon);
    if (!broker.contains(QLatin1Char('/')) || broker.contains(QLatin1Char(' ')))
        return { {}, whole };
    if (const qsizetype scheme = broker.indexOf(QLatin1String("://")); scheme >= 0)
        broker = broker.mid(scheme + 3);
    broker = broker.left(broker.indexOf(QLatin1Char('/')));
    QString reason = whole.mid(colon + 2);
    if (const qsizetype after = reason.indexOf(QLatin1String(" (after ")); after > 0)
        reason = reason.left(after);
    return { broker, reason };
}

void logEvent(rd_kafka_event_t* event)
{
    const char* facility = nullptr;
    const char* text = nullptr;
    int level = 0;
    if (rd_kafka_event_log(event, &facility, &text, &level) == 0)
        qCInfo(logClient, "%s: %s", facility, text);
}

} // namespace spillway::kafka
