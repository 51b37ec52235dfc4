// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/deadlettercommands.h"
#include "cli/deadletterjson.h"
#include "cli/values.h"
#include "core/browse/textfilter.h"
#include "core/deadletter/dialects.h"
#include "core/serde/text.h"

#include <cstdio>
#include <unistd.h>

namespace spillway::cli {

using namespace deadletter;

namespace {

/// What was asked for; nullopt after a complaint.
std::optional<ReplayRequest> requestOf(Context& context)
{
    ReplayRequest request;
    request.topic = context.words().front();
    auto picks = parsePicks(request.topic, context.values("pick"));
    if (!picks || (context.isSet("pick") && picks->empty())) {
        context.usage(picks ? QStringLiteral("--pick names no letter") : picks.error().message);
        return {};
    }
    request.picks = std::move(*picks);
    if (const TextFilter filter(context.value("filter")); !filter.isEmpty()) {
        request.filter = [filter](const Record& record) {
            const auto view = [](const std::optional<QByteArray>& bytes) {
                return bytes ? BytesView(bytes->constData(), size_t(bytes->size())) : BytesView();
            };
            return filter.matches(view(record.key), view(record.value), headerViews(record));
        };
    }
    if (context.isSet("to"))
        request.to = context.value("to");
    if (request.to && request.to->isEmpty()) {
        context.usage(QStringLiteral("--to needs the name of a topic"));
        return {};
    }
    if (context.isSet("partition")) {
        const auto number = context.number("partition", 0, std::numeric_limits<qint32>::max());
        if (!number)
            return {};
        request.partition = Partition{ qint32(*number) };
    }
    if (context.isSet("limit")) {
        request.limit = context.number("limit", 1, std::numeric_limits<qint64>::max());
        if (!request.limit)
            return {};
    }
    if (context.isSet("rate")) {
        bool ok = false;
        request.perSecond = context.value("rate").toDouble(&ok);
        if (!ok || !(request.perSecond >= 0.01 && request.perSecond <= 1e6)) {
            context.usage(QStringLiteral("--rate %1 is not a number of records per second from 0.01 to 1000000")
                              .arg(context.value("rate")));
            return {};
        }
    }
    request.keepHeaders = context.isSet("keep-headers");
    request.addLineage = context.isSet("add-lineage");
    request.again = context.isSet("again");
    request.sendTombstones = context.isSet("send-tombstones");
    return request;
}

void sayPlan(Context& context, const ReplayPlan& plan)
{
    context.note(plan.question());
    if (plan.count(PlannedRecord::Action::Replay) > 0) {
        for (const auto& [name, text] : plan.details())
            context.note(QStringLiteral("  %1  %2").arg(name.leftJustified(14), text));
    }
    for (const QString& warning : plan.warnings)
        context.note(QStringLiteral("  warning: ") + warning);
    std::map<QString, qint64> reasons;
    for (const PlannedRecord& planned : plan.records) {
        if (!planned.warning.isEmpty())
            ++reasons[QStringLiteral("warning: ") + planned.warning];
        else if (planned.action != PlannedRecord::Action::Replay)
            ++reasons[actionName(planned.action) + QStringLiteral(": ") + planned.reason];
    }
    int said = 0;
    for (const auto& [reason, count] : reasons) {
        if (++said > 20) {
            context.note(QStringLiteral("  … and %1 more kinds").arg(reasons.size() - 20));
            break;
        }
        context.note(QStringLiteral("  %1 × %2").arg(count).arg(reason));
    }
}

Json totals(const ReplayReport& report)
{
    return { { "selected", report.selected }, { "replayed", report.replayed }, { "already", report.already },
        { "skipped", report.skipped }, { "failed", report.failed }, { "seconds", report.seconds },
        { "uncertain", report.uncertain } };
}

ExitCode dryRun(Context& context, const ReplayPlan& plan, double seconds)
{
    using Action = PlannedRecord::Action;
    OutputWriter& out = context.output();
    Json rows = Json::array();
    for (const PlannedRecord& planned : plan.records)
        rows.push_back(plannedJson(planned));
    if (out.format() == OutputFormat::Table) {
        sayPlan(context, plan);
        out.rows({ { "partition", "P" }, { "offset", "OFFSET" }, { "action", "ACTION" }, { "to_topic", "TO" },
                     { "to_partition", "P" }, { "headers_removed", "REMOVED" }, { "headers_kept", "KEPT" },
                     { "reason", "REASON" }, { "warning", "WARNING" } },
            rows);
    } else {
        for (const Json& row : rows)
            out.raw(toLine(row) + '\n');
        Json targets = Json::array();
        for (const ReplayTarget& target : plan.targets)
            targets.push_back(
                { { "topic", json(target.topic) }, { "exists", target.exists }, { "partitions", target.partitions },
                    { "max_message_bytes", target.maxMessageBytes ? Json(*target.maxMessageBytes) : Json() },
                    { "compacted", target.compacted }, { "records", target.records },
                    { "groups", target.groups ? Json(nlohmann::ordered_json::array()) : Json() } });
        for (size_t i = 0; i < plan.targets.size(); ++i) {
            if (const auto& groups = plan.targets[i].groups) {
                for (const QString& group : *groups)
                    targets[i]["groups"].push_back(json(group));
            }
        }
        Json warnings = Json::array();
        for (const QString& warning : plan.warnings)
            warnings.push_back(json(warning));
        out.raw(
            toLine(Json{ { "selected", plan.records.size() }, { "replayed", 0 },
                { "already", plan.count(Action::Already) }, { "skipped", plan.count(Action::Skip) }, { "failed", 0 },
                { "seconds", seconds }, { "uncertain", plan.count(Action::Uncertain) }, { "dry_run", true },
                { "to_replay", plan.count(Action::Replay) }, { "targets", targets }, { "warnings", warnings } })
            + '\n');
    }
    return context.finish();
}

/// "12 of 300" on a terminal's stderr, while the outcomes go elsewhere.
void showProgress(const Progress& progress)
{
    if (::isatty(STDERR_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 0)
        std::fprintf(stderr, "\r%lld of %lld\033[K", static_cast<long long>(progress.done),
            static_cast<long long>(progress.expected));
}

ExitCode replay(Context& context)
{
    const auto request = requestOf(context);
    if (!request)
        return ExitCode::Usage;
    if (context.isSet("dry-run") && context.isSet("yes"))
        return context.usage(QStringLiteral("--dry-run and --yes exclude each other"));
    const auto source = lettersOf(context);
    if (!source)
        return context.fail(source.error());
    const auto began = std::chrono::steady_clock::now();
    Progress planning;
    const auto plan = (*source)->plan(*request, planning, context.interrupt().token());
    if (!plan)
        return context.fail(plan.error());
    if (context.isSet("dry-run"))
        return dryRun(context, *plan, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    sayPlan(context, *plan);

    OutputWriter& out = context.output();
    const bool table = out.format() == OutputFormat::Table;
    Json rows = Json::array();
    Progress progress;
    const auto confirmation = context.isSet("yes") ? kafka::Confirmation::Given : kafka::Confirmation::NotGiven;
    const auto report = (*source)->replay(
        *plan, confirmation, progress, context.interrupt().token(), [&](const ReplayOutcome& outcome) {
            table ? rows.push_back(outcomeJson(outcome)) : out.raw(toLine(outcomeJson(outcome)) + '\n');
            showProgress(progress);
        });
    if (!report)
        return context.fail(report.error());
    if (table) {
        out.rows({ { "partition", "P" }, { "offset", "OFFSET" }, { "outcome", "OUTCOME" }, { "to_topic", "TO" },
                     { "to_partition", "P" }, { "to_offset", "OFFSET" }, { "reason", "REASON" } },
            rows);
        out.text(QStringLiteral("%1 selected: %2 replayed, %3 already, %4 skipped, %5 failed, %6 uncertain; %7 s")
                     .arg(report->selected)
                     .arg(report->replayed)
                     .arg(report->already)
                     .arg(report->skipped)
                     .arg(report->failed)
                     .arg(report->uncertain)
                     .arg(report->seconds, 0, 'f', 2));
    } else {
        out.raw(toLine(totals(*report)) + '\n');
    }
    if (report->uncertain > 0)
        context.note(QStringLiteral("%1 letters may or may not have been written: look in the target, then replay them "
                                    "with --again, or discard them")
                         .arg(report->uncertain));
    if (report->cancelled)
        context.note(
            QStringLiteral("ended early: %1 sent stay sent; the same command again goes on").arg(report->replayed));
    const bool partial = report->cancelled || report->failed > 0 || report->skipped > 0 || report->uncertain > 0;
    return context.finish(partial ? ExitCode::Partial : ExitCode::Done);
}

ExitCode discard(Context& context)
{
    const bool reopen = context.isSet("reopen");
    const QString reason = context.value("reason").trimmed();
    if (reopen == !reason.isEmpty())
        return context.usage(reopen ? QStringLiteral("--reopen and --reason exclude each other")
                                    : QStringLiteral("--reason R is missing"));
    const QString first = context.words().front();
    std::vector<Coordinates> letters;
    if (context.isSet("pick")) {
        auto picks = parsePicks(first, context.values("pick"));
        if (!picks)
            return context.usage(picks.error().message);
        letters = std::move(*picks);
        if (context.words().size() > 1)
            return context.usage(QStringLiteral("with --pick there is one word, the topic"));
    } else {
        for (const QString& word : context.words()) {
            const auto at = parseCoordinates(word);
            if (!at)
                return context.usage(at.error().message);
            letters.push_back(*at);
        }
    }
    for (const Coordinates& at : letters) {
        if (at.topic != letters.front().topic)
            return context.usage(QStringLiteral("letters of one topic at a time"));
    }
    if (letters.empty())
        return context.usage(QStringLiteral("no letter is named"));
    const auto source = lettersOf(context);
    if (!source)
        return context.fail(source.error());
    if (const auto done = (*source)->discard(letters, reason, context.interrupt().token()); !done)
        return context.fail(done.error());
    const char* key = reopen ? "reopened" : "discarded";
    context.output().object({ { "topic", "Topic" }, { key, reopen ? "Reopened" : "Discarded" } },
        { { "topic", json(letters.front().topic) }, { key, letters.size() } });
    return context.finish();
}

} // namespace

std::vector<Command> replayCommands()
{
    const auto option = [](const char* name, const char* description, const char* value = nullptr) {
        return QCommandLineOption(
            QLatin1String(name), QString::fromUtf8(description), value ? QString::fromUtf8(value) : QString());
    };
    const QCommandLineOption pick = option("pick", "Only these letters; may be given several times.", "P:O[,P:O…]");
    return {
        { QStringLiteral("deadletter replay"),
            QStringLiteral("TOPIC [--pick P:O,…] [--filter TEXT] [--to TOPIC] [--partition P] [--rate N] [--limit N]\n"
                           "       [--keep-headers] [--add-lineage] [--again] [--send-tombstones] --dry-run|--yes"),
            QStringLiteral("Write dead letters again, key and value byte for byte, without their error headers."),
            { pick, option("filter", "Only letters with all these words in key, value or headers.", "TEXT"),
                option("to", "Topic to write to; each letter's original topic unless given.", "TOPIC"),
                option("partition",
                    "Partition to write to. Unless given: the original one in the original topic, else "
                    "the one the key gives.",
                    "P"),
                option("rate", "At most N records per second.", "N"),
                option("limit", "At most N records; the same command again goes on with the next.", "N"),
                option("keep-headers", "Keep the error headers, too."),
                option("add-lineage", "Add headers that say where the record was replayed from."),
                option("again", "Also what was replayed, discarded or cut off before."),
                option("send-tombstones", "Also letters with a null value; on a compacted topic each deletes its key."),
                option("dry-run", "Only say what would be done."), option("yes", "Confirm: do it.") },
            1, 1, replay },
        { QStringLiteral("deadletter discard"),
            QStringLiteral("TOPIC:PARTITION:OFFSET… | TOPIC --pick P:O,…  --reason R | --reopen"),
            QStringLiteral("Mark letters as dealt with, in the local journal; the cluster stays as it is."),
            { pick, option("reason", "Why; kept in the journal.", "R"),
                option("reopen", "Take the mark back: they are open again.") },
            1, -1, discard },
    };
}

} // namespace spillway::cli
