// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/values.h"
#include "core/kafka/connectiontest.h"

namespace spillway::cli {

namespace {

ExitCode check(Context& context)
{
    const auto report = kafka::testConnection(context.connection(), context.timeout(), context.interrupt().token());
    Json steps = Json::array();
    for (const kafka::ConnectionStepResult& step : report.steps)
        steps.push_back({ { "step", json(kafka::connectionStepName(step.step)) }, { "ok", step.ok },
            { "ms", double(step.took.count()) / 1000 }, { "detail", json(step.detail) },
            { "hint", step.ok || step.hint.isEmpty() ? Json() : json(step.hint) } });
    Json brokers = Json::array();
    for (const Broker& broker : report.brokers)
        brokers.push_back({ { "id", json(broker.id) }, { "host", json(broker.host) }, { "port", broker.port } });

    OutputWriter& out = context.output();
    if (out.format() == OutputFormat::Table) {
        out.rows({ { "step", "STEP" }, { "ok", "OK" }, { "ms", "MS" }, { "detail", "DETAIL" } }, steps);
        for (const Json& step : steps) {
            if (!step["hint"].is_null())
                out.text(QStringLiteral("hint (%1): %2").arg(cellText(step["step"]), cellText(step["hint"])));
        }
    } else {
        const Json cluster = report.clusterId.isEmpty() ? Json() : json(report.clusterId);
        out.object(
            {}, { { "ok", report.ok() }, { "steps", steps }, { "cluster_id", cluster }, { "brokers", brokers } });
    }
    if (!report.reached())
        return context.finish(ExitCode::CannotConnect);
    return context.finish(report.ok() ? ExitCode::Done : ExitCode::Partial);
}

} // namespace

Command checkCommand()
{
    return { QStringLiteral("check"), {}, QStringLiteral("Try the connection step by step and say what is in the way."),
        {}, 0, 0, check };
}

} // namespace spillway::cli
