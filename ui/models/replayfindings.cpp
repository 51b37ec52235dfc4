// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/replayfindings.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <map>

namespace spillway::ui {

using namespace deadletter;

namespace {

QString records(qint64 count)
{
    return QStringLiteral("%1 %2").arg(
        format::count(count), count == 1 ? QStringLiteral("record") : QStringLiteral("records"));
}

ReplayFinding findingOf(const PlannedRecord& record)
{
    using Step = ReplayFinding::Step;
    ReplayFinding finding;
    finding.status = Status::Warning;
    switch (record.action) {
    case PlannedRecord::Action::Replay:
        finding.what = record.warning;
        finding.step = Step::LeaveOut;
        break;
    case PlannedRecord::Action::Already:
    case PlannedRecord::Action::Uncertain:
        finding.status = record.action == PlannedRecord::Action::Already ? Status::Note : Status::Warning;
        finding.what = record.reason;
        finding.step = Step::Again;
        break;
    case PlannedRecord::Action::Skip:
        finding.what = record.reason;
        finding.step = record.tombstone ? Step::SendTombstones : Step::None;
        break;
    }
    return finding;
}

} // namespace

std::vector<ReplayFinding> findingsOf(const ReplayPlan& plan, size_t most)
{
    std::map<std::pair<QString, int>, ReplayFinding> byReason;
    for (const PlannedRecord& record : plan.records) {
        ReplayFinding finding = findingOf(record);
        if (finding.what.isEmpty())
            continue;
        const auto at = byReason.try_emplace({ finding.what, int(finding.step) }, finding).first;
        at->second.letters.push_back(record.from);
    }
    std::vector<ReplayFinding> found;
    for (auto& [reason, finding] : byReason) {
        const qint64 count = qint64(finding.letters.size());
        finding.what = finding.step == ReplayFinding::Step::LeaveOut
            ? QStringLiteral("%1: %2").arg(records(count), finding.what)
            : QStringLiteral("%1 left out: %2").arg(records(count), finding.what);
        found.push_back(std::move(finding));
    }
    std::ranges::stable_sort(found, std::greater{}, [](const ReplayFinding& one) { return one.letters.size(); });
    if (found.size() > most) {
        const auto kinds = qint64(found.size() - most);
        found.resize(most);
        found.push_back({ .status = Status::Note, .what = QStringLiteral("%1 more reasons").arg(kinds) });
    }
    const qint64 passed = plan.count(PlannedRecord::Action::Replay);
    ReplayFinding first;
    first.status = passed > 0 ? Status::Ok : Status::Warning;
    first.what = passed == qint64(plan.records.size())
        ? QStringLiteral("Dry run: %1 can be replayed")
              .arg(passed == 1 ? QStringLiteral("the record") : QStringLiteral("all %1").arg(records(passed)))
        : QStringLiteral("Dry run: %1 of %2 can be replayed")
              .arg(format::count(passed), records(qint64(plan.records.size())));
    found.insert(found.begin(), first);
    for (const QString& warning : plan.warnings)
        found.push_back({ .status = Status::Warning, .what = visibleText(warning) });
    if (plan.more)
        found.push_back({ .status = Status::Note,
            .what = QStringLiteral("More letters lie beyond the limit: the same replay again goes on with them") });
    return found;
}

QString nameToType(const ReplayPlan& plan, bool production, qint64 above)
{
    if (!production && plan.count(PlannedRecord::Action::Replay) <= above)
        return {};
    QStringList targets;
    for (const ReplayTarget& target : plan.targets) {
        if (target.records > 0)
            targets << target.topic;
    }
    return targets.size() == 1 ? targets.front() : plan.request.topic;
}

QString reportSentence(const ReplayReport& report)
{
    QStringList parts{ QStringLiteral("%1 replayed").arg(records(report.replayed)) };
    const auto add = [&parts](qint64 count, const char* what) {
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(format::count(count), QLatin1String(what));
    };
    add(report.already, "replayed before");
    add(report.skipped, "left out");
    add(report.failed, "failed");
    add(report.uncertain, "uncertain (look in the target)");
    return parts.join(QStringLiteral(", "))
        + (report.cancelled ? QStringLiteral("; stopped, the rest was not sent") : QString())
        + QStringLiteral("; %1").arg(format::duration(qint64(report.seconds * 1000)));
}

QString reportText(const ReplayReport& report, const QString& topic)
{
    QString text = QStringLiteral("Replay of %1: %2\n").arg(topic, reportSentence(report));
    text += QStringLiteral("partition\toffset\toutcome\tto topic\tto partition\tto offset\treason\n");
    for (const ReplayOutcome& one : report.outcomes)
        text += QStringLiteral("%1\t%2\t%3\t%4\t%5\t%6\t%7\n")
                    .arg(QString::number(one.from.partition.value), QString::number(one.from.offset.value),
                        outcomeName(one.kind), one.toTopic,
                        one.toPartition ? QString::number(one.toPartition->value) : QString(),
                        one.toOffset ? QString::number(one.toOffset->value) : QString(), visibleText(one.reason));
    return text;
}

} // namespace spillway::ui
