// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/allowlist.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace spillway {

namespace {

// The properties of librdkafka 2.0.2 (its CONFIGURATION.md), by what they may be used for here. Sorted within each
// list.

constexpr std::array AllowedNames{
    "api.version.fallback.ms",
    "api.version.request",
    "api.version.request.timeout.ms",
    "broker.address.family",
    "broker.address.ttl",
    "broker.version.fallback",
    "check.crcs",
    "client.id",
    "client.rack",
    "compression.codec",
    "compression.level",
    "compression.type",
    "connections.max.idle.ms",
    "coordinator.query.interval.ms",
    "debug",
    "enable.random.seed",
    "enable.sasl.oauthbearer.unsecure.jwt",
    "enable.ssl.certificate.verification",
    "fetch.error.backoff.ms",
    "fetch.max.bytes",
    "fetch.message.max.bytes",
    "fetch.min.bytes",
    "fetch.wait.max.ms",
    "heartbeat.interval.ms",
    "linger.ms",
    "log.connection.close",
    "log_level",
    "max.partition.fetch.bytes",
    "max.poll.interval.ms",
    "message.copy.max.bytes",
    "message.max.bytes",
    "metadata.max.age.ms",
    "queue.buffering.max.ms",
    "queued.max.messages.kbytes",
    "queued.min.messages",
    "receive.message.max.bytes",
    "reconnect.backoff.jitter.ms",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "request.timeout.ms",
    "retry.backoff.ms",
    "sasl.kerberos.keytab",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.principal",
    "sasl.kerberos.service.name",
    "sasl.mechanism",
    "sasl.mechanisms",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.method",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.username",
    "security.protocol",
    "session.timeout.ms",
    "socket.blocking.max.ms",
    "socket.connection.setup.timeout.ms",
    "socket.keepalive.enable",
    "socket.max.fails",
    "socket.nagle.disable",
    "socket.receive.buffer.bytes",
    "socket.send.buffer.bytes",
    "socket.timeout.ms",
    "ssl.ca.certificate.stores",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.cipher.suites",
    "ssl.crl.location",
    "ssl.curves.list",
    "ssl.endpoint.identification.algorithm",
    "ssl.key.location",
    "ssl.keystore.location",
    "ssl.sigalgs.list",
    "sticky.partitioning.linger.ms",
    "topic.blacklist",
    "topic.metadata.propagation.max.ms",
    "topic.metadata.refresh.fast.cnt",
    "topic.metadata.refresh.fast.interval.ms",
    "topic.metadata.refresh.interval.ms",
    "topic.metadata.refresh.sparse",
};

constexpr std::array SecretNames{
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.password",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.password",
};

struct Explained {
    std::string_view name;
    const char* why;
};

constexpr const char* ByOption = "use --bootstrap or KAFKA_BOOTSTRAP_SERVERS";
constexpr const char* Reading = "readers seek to exact offsets and never join or commit for a group of yours";
constexpr const char* Delivery = "the producer's promise to lose and double nothing depends on it";
constexpr const char* Bounds = "Spillway bounds its own memory with it";
constexpr const char* Inside = "it connects librdkafka with the program and has no meaning from outside";
constexpr const char* Isolation = "use --isolation committed|uncommitted";

constexpr std::array OwnedNames{
    Explained{ "acks", Delivery },
    Explained{ "allow.auto.create.topics", "a mistyped name must not create a topic" },
    Explained{ "auto.commit.enable", Reading },
    Explained{ "auto.commit.interval.ms", Reading },
    Explained{ "auto.offset.reset", Reading },
    Explained{ "background_event_cb", Inside },
    Explained{ "batch.num.messages", Bounds },
    Explained{ "batch.size", Bounds },
    Explained{ "bootstrap.servers", ByOption },
    Explained{ "builtin.features", Inside },
    Explained{ "closesocket_cb", Inside },
    Explained{ "connect_cb", Inside },
    Explained{ "consume.callback.max.messages", Inside },
    Explained{ "consume_cb", Inside },
    Explained{ "default_topic_conf", Inside },
    Explained{ "delivery.report.only.error", Delivery },
    Explained{ "delivery.timeout.ms", "use --timeout" },
    Explained{ "dr_cb", Inside },
    Explained{ "dr_msg_cb", Inside },
    Explained{ "enable.auto.commit", Reading },
    Explained{ "enable.auto.offset.store", Reading },
    Explained{ "enable.gapless.guarantee", Delivery },
    Explained{ "enable.idempotence", Delivery },
    Explained{ "enable.partition.eof", "readers need it to know where a partition ends" },
    Explained{ "enabled_events", Inside },
    Explained{ "error_cb", Inside },
    Explained{ "group.id", Reading },
    Explained{ "group.instance.id", Reading },
    Explained{ "group.protocol.type", Reading },
    Explained{ "internal.termination.signal", Inside },
    Explained{ "isolation.level", Isolation },
    Explained{ "log.queue", Inside },
    Explained{ "log.thread.name", Inside },
    Explained{ "log_cb", Inside },
    Explained{ "max.in.flight", Delivery },
    Explained{ "max.in.flight.requests.per.connection", Delivery },
    Explained{ "message.send.max.retries", Delivery },
    Explained{ "message.timeout.ms", "use --timeout" },
    Explained{ "metadata.broker.list", ByOption },
    Explained{ "msg_order_cmp", Inside },
    Explained{ "oauthbearer_token_refresh_cb", Inside },
    Explained{ "offset.store.method", Reading },
    Explained{ "offset.store.sync.interval.ms", Reading },
    Explained{ "offset_commit_cb", Inside },
    Explained{ "opaque", Inside },
    Explained{ "partition.assignment.strategy", Reading },
    Explained{ "partitioner", "keys go where Java's producer puts them (murmur2)" },
    Explained{ "partitioner_cb", Inside },
    Explained{ "produce.offset.report", Delivery },
    Explained{ "queue.buffering.backpressure.threshold", Bounds },
    Explained{ "queue.buffering.max.kbytes", Bounds },
    Explained{ "queue.buffering.max.messages", Bounds },
    Explained{ "queuing.strategy", Delivery },
    Explained{ "rebalance_cb", Inside },
    Explained{ "request.required.acks", Delivery },
    Explained{ "resolve_cb", Inside },
    Explained{ "retries", Delivery },
    Explained{ "socket_cb", Inside },
    Explained{ "ssl.certificate.verify_cb", Inside },
    Explained{ "ssl_ca", Inside },
    Explained{ "ssl_certificate", Inside },
    Explained{ "ssl_key", Inside },
    Explained{ "statistics.interval.ms", Inside },
    Explained{ "stats_cb", Inside },
    Explained{ "throttle_cb", Inside },
    Explained{ "transaction.timeout.ms", Delivery },
    Explained{ "transactional.id", "it would fence another producer of that name" },
};

constexpr const char* LoadsCode = "it loads code into the program";

constexpr std::array ForbiddenNames{
    Explained{ "interceptors", LoadsCode },
    Explained{ "offset.store.path", "it writes files" },
    Explained{ "open_cb", LoadsCode },
    Explained{ "plugin.library.paths", LoadsCode },
    Explained{ "sasl.kerberos.kinit.cmd", "it runs a command; run kinit yourself and keep the ticket fresh" },
    Explained{ "ssl.engine.id", LoadsCode },
    Explained{ "ssl.engine.location", LoadsCode },
    Explained{ "ssl.providers", LoadsCode },
    Explained{ "ssl_engine_callback_data", LoadsCode },
};

template <class List> const Explained* findExplained(const List& list, std::string_view name)
{
    const auto it = std::lower_bound(list.begin(), list.end(), name,
        [](const Explained& entry, std::string_view wanted) { return entry.name < wanted; });
    return it != list.end() && it->name == name ? &*it : nullptr;
}

template <class List> bool contains(const List& list, std::string_view name)
{
    return std::binary_search(list.begin(), list.end(), name);
}

constexpr bool byName(const Explained& a, const Explained& b)
{
    return a.name < b.name;
}
static_assert(std::is_sorted(OwnedNames.begin(), OwnedNames.end(), byName));
static_assert(std::is_sorted(ForbiddenNames.begin(), ForbiddenNames.end(), byName));

/// Levenshtein distance, for short names only.
size_t distance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({ row[j] + 1, row[j - 1] + 1, replaced });
        }
    }
    return row[b.size()];
}

} // namespace

PropertyRule propertyRule(const QString& name)
{
    const std::string wanted = name.toStdString();
    if (contains(SecretNames, wanted))
        return PropertyRule::Secret;
    if (contains(AllowedNames, wanted))
        return PropertyRule::Allowed;
    if (findExplained(ForbiddenNames, wanted))
        return PropertyRule::Forbidden;
    if (findExplained(OwnedNames, wanted))
        return PropertyRule::Owned;
    return PropertyRule::Unknown;
}

QString canonicalProperty(const QString& name)
{
    if (name == QLatin1String("sasl.mechanisms"))
        return QStringLiteral("sasl.mechanism");
    if (name == QLatin1String("max.partition.fetch.bytes"))
        return QStringLiteral("fetch.message.max.bytes");
    if (name == QLatin1String("queue.buffering.max.ms"))
        return QStringLiteral("linger.ms");
    if (name == QLatin1String("compression.codec"))
        return QStringLiteral("compression.type");
    return name;
}

QString nearestProperty(const QString& name)
{
    constexpr size_t LongestName = 64;
    const std::string wanted = name.toLower().replace(QLatin1Char('_'), QLatin1Char('.')).toStdString();
    if (wanted.empty() || wanted.size() > LongestName)
        return {};
    // A third of the letters wrong is still a slip of the fingers; more is another word.
    size_t best = wanted.size() / 3 + 1;
    std::string_view nearest;
    const auto consider = [&](std::string_view candidate) {
        if (const size_t d = distance(wanted, candidate); d < best) {
            best = d;
            nearest = candidate;
        }
    };
    for (const char* candidate : SecretNames)
        consider(candidate);
    for (const char* candidate : AllowedNames)
        consider(candidate);
    return QString::fromLatin1(nearest.data(), qsizetype(nearest.size()));
}

QString refusalReason(const QString& name)
{
    const std::string wanted = name.toStdString();
    switch (propertyRule(name)) {
    case PropertyRule::Allowed:
    case PropertyRule::Secret:
        return {};
    case PropertyRule::Forbidden:
        return QStringLiteral("is never accepted from outside: %1")
            .arg(QLatin1String(findExplained(ForbiddenNames, wanted)->why));
    case PropertyRule::Owned:
        return QStringLiteral("is set by Spillway itself: %1")
            .arg(QLatin1String(findExplained(OwnedNames, wanted)->why));
    case PropertyRule::Unknown:
        break;
    }
    const QString nearest = nearestProperty(name);
    const QString reason = QStringLiteral("is not a property Spillway accepts");
    return nearest.isEmpty() ? reason : reason + QStringLiteral("; did you mean \"%1\"?").arg(nearest);
}

QStringList acceptedProperties()
{
    QStringList names;
    for (const char* name : AllowedNames)
        names.append(QLatin1String(name));
    for (const char* name : SecretNames)
        names.append(QLatin1String(name));
    names.sort();
    return names;
}

} // namespace spillway
