// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/reach.h"
#include "cli/values.h"

#include <QElapsedTimer>

#include <algorithm>

namespace spillway::cli {

namespace {

/// The steps so far. A step that fails leaves its error; later ones are not tried once there is no way to the cluster.
class Steps {
public:
    void add(const char* name, const QElapsedTimer& clock, const Result<QString>& outcome)
    {
        m_ok = m_ok && outcome.has_value();
        m_steps.push_back({ { "step", name }, { "ok", outcome.has_value() }, { "ms", clock.elapsed() },
            { "detail", json(outcome ? *outcome : outcome.error().message) },
            { "hint", outcome || outcome.error().hint.isEmpty() ? Json() : json(outcome.error().hint) } });
    }
    bool ok() const { return m_ok; }
    const Json& list() const { return m_steps; }

private:
    Json m_steps = Json::array();
    bool m_ok = true;
};

Result<QString> settingsSaid(const Context& context)
{
    QStringList lines = redacted(context.connection()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    return lines.join(QStringLiteral(", "));
}

ExitCode check(Context& context)
{
    Steps steps;
    QElapsedTimer clock;
    clock.start();
    steps.add("configuration", clock, settingsSaid(context));

    // Name and port of each address apart from Kafka, so that the report tells a wrong name from a closed port from a
    // wrong protocol. One address that works is enough to go on.
    const auto addresses = bootstrapAddresses(context.connection().bootstrapServers);
    bool anyOpen = false;
    for (const HostPort& address : addresses) {
        clock.restart();
        const auto resolved = resolveHost(address, context.timeout());
        steps.add("resolve", clock,
            resolved ? Result<QString>(QStringLiteral("%1 is %2").arg(address.host, numericAddresses(*resolved)))
                     : Result<QString>(Failure(resolved.error())));
        if (!resolved)
            continue;
        clock.restart();
        const auto connected = openPort(address, *resolved, context.timeout());
        anyOpen = anyOpen || connected;
        steps.add("connect", clock,
            connected ? Result<QString>(QStringLiteral("%1:%2 accepts connections").arg(address.host).arg(address.port))
                      : Result<QString>(Failure(connected.error())));
    }

    Json clusterId;
    Json brokers = Json::array();
    bool reached = false;
    if (anyOpen) {
        clock.restart();
        auto connected = context.connect();
        reached = connected.has_value();
        if (connected) {
            const ClusterMetadata& metadata = connected->metadata;
            clusterId = json(metadata.clusterId);
            for (const Broker& broker : metadata.brokers)
                brokers.push_back(
                    { { "id", json(broker.id) }, { "host", json(broker.host) }, { "port", broker.port } });
            steps.add("metadata", clock,
                QStringLiteral("cluster %1 with %2 brokers").arg(metadata.clusterId).arg(metadata.brokers.size()));

            clock.restart();
            size_t partitions = 0;
            const TopicInfo* bad = nullptr;
            for (const TopicInfo& topic : metadata.topics) {
                partitions += topic.partitions.size();
                if (topic.error)
                    bad = &topic;
            }
            steps.add("topics", clock,
                bad ? Result<QString>(Failure(*bad->error))
                    : Result<QString>(
                        QStringLiteral("%1 topics with %2 partitions").arg(metadata.topics.size()).arg(partitions)));

            clock.restart();
            const auto groups = connected->admin->groups();
            steps.add("groups", clock,
                groups ? Result<QString>(QStringLiteral("%1 consumer groups").arg(groups->size()))
                       : Result<QString>(Failure(groups.error())));
        } else {
            steps.add("metadata", clock, Result<QString>(Failure(connected.error())));
        }
    }

    OutputWriter& out = context.output();
    const Json object{ { "ok", steps.ok() }, { "steps", steps.list() }, { "cluster_id", clusterId },
        { "brokers", brokers } };
    if (out.format() == OutputFormat::Table) {
        out.rows({ { "step", "STEP" }, { "ok", "OK" }, { "ms", "MS" }, { "detail", "DETAIL" } }, steps.list());
        for (const Json& step : steps.list()) {
            if (!step["hint"].is_null())
                out.text(QStringLiteral("hint (%1): %2").arg(cellText(step["step"]), cellText(step["hint"])));
        }
    } else {
        out.object({}, object);
    }
    if (!reached)
        return context.finish(ExitCode::CannotConnect);
    return context.finish(steps.ok() ? ExitCode::Done : ExitCode::Partial);
}

} // namespace

Command checkCommand()
{
    return { QStringLiteral("check"), {}, QStringLiteral("Try the connection step by step and say what is in the way."),
        {}, 0, 0, check };
}

} // namespace spillway::cli
