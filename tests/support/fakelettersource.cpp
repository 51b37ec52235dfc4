// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakelettersource.h"

#include "core/deadletter/dialects.h"

#include <algorithm>

namespace spillway::test {

using namespace deadletter;

namespace {

constexpr qint64 FirstMs = 1'790'000'000'000;

}

void FakeLetterSource::addTopic(const QString& name, DeadLetterTopic::Verdict verdict)
{
    const std::lock_guard lock(m_mutex);
    DeadLetterTopic topic;
    topic.name = name;
    topic.verdict = verdict;
    topic.nameRule = QStringLiteral("ends with -dlt");
    topic.partitions = 1;
    m_topics.push_back(topic);
}

void FakeLetterSource::addLetter(
    const QString& topic, std::vector<Header> headers, std::optional<QByteArray> key, std::optional<QByteArray> value)
{
    const std::lock_guard lock(m_mutex);
    auto& letters = m_letters[topic];
    Letter letter;
    letter.record.topic = topic;
    letter.record.partition = Partition{ 0 };
    letter.record.offset = Offset{ qint64(letters.size()) };
    letter.record.timestampMs = FirstMs + 1000 * qint64(letters.size());
    letter.record.timestampType = TimestampType::CreateTime;
    letter.record.key = std::move(key);
    letter.record.value = std::move(value);
    letter.record.headers = std::move(headers);
    letter.error = decode(letter.record);
    letters.push_back(std::move(letter));
}

void FakeLetterSource::failTopics(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_topicsError = std::move(error);
}

void FakeLetterSource::failScans(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_scanError = std::move(error);
}

void FakeLetterSource::failPartitions(std::vector<Error> errors)
{
    const std::lock_guard lock(m_mutex);
    m_failedPartitions = std::move(errors);
}

void FakeLetterSource::setOriginal(Offset offset, const Record& record)
{
    const std::lock_guard lock(m_mutex);
    m_originals[offset] = record;
}

void FakeLetterSource::setOriginalKind(Original::Kind kind, const QString& explanation)
{
    const std::lock_guard lock(m_mutex);
    m_kind = kind;
    m_explanation = explanation;
}

void FakeLetterSource::hold(bool originals, bool scans)
{
    const std::lock_guard lock(m_mutex);
    m_holdOriginals = originals;
    m_holdScans = scans;
    m_changed.notify_all();
}

TopicsRequest FakeLetterSource::lookedFor() const
{
    const std::lock_guard lock(m_mutex);
    return m_lookedFor;
}

int FakeLetterSource::scans() const
{
    const std::lock_guard lock(m_mutex);
    return m_scans;
}

int FakeLetterSource::originalsAsked() const
{
    const std::lock_guard lock(m_mutex);
    return m_originalsAsked;
}

int FakeLetterSource::plans() const
{
    const std::lock_guard lock(m_mutex);
    return m_plans;
}

std::vector<ReplayPlan> FakeLetterSource::replayed() const
{
    const std::lock_guard lock(m_mutex);
    return m_replayed;
}

QString FakeLetterSource::discardReason() const
{
    const std::lock_guard lock(m_mutex);
    return m_reason;
}

Result<TopicsResult> FakeLetterSource::topics(const TopicsRequest& request, std::stop_token)
{
    const std::lock_guard lock(m_mutex);
    m_lookedFor = request;
    if (m_topicsError)
        return Failure(*m_topicsError);
    TopicsResult result;
    for (DeadLetterTopic topic : m_topics) {
        const auto& letters = m_letters[topic.name];
        topic.depth = qint64(letters.size());
        topic.open = std::ranges::count(letters, LetterState::Open, &Letter::state);
        topic.sampled = qint64(letters.size());
        topic.withHeaders = topic.verdict == DeadLetterTopic::Verdict::DeadLetters ? topic.sampled : 0;
        result.topics.push_back(std::move(topic));
    }
    return result;
}

Result<ScanResult> FakeLetterSource::scan(const ScanRequest& request, Progress& progress, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    ++m_scans;
    m_changed.wait(lock, stop, [this] { return !m_holdScans; });
    if (stop.stop_requested())
        return Failure(Error{ ErrorCode::Cancelled, {}, {}, false, false });
    if (m_scanError)
        return Failure(*m_scanError);
    ScanResult result;
    result.failed = m_failedPartitions;
    const auto& letters = m_letters[request.topic];
    result.depth = qint64(letters.size());
    const auto before = request.before.find(Partition{ 0 });
    for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) { // NOLINT(modernize-loop-convert): views
        if (before != request.before.end() && letter->record.offset >= before->second)
            continue;
        if (qint64(result.letters.size()) == request.limit) {
            result.next[Partition{ 0 }] = result.letters.back().record.offset;
            break;
        }
        result.letters.push_back(*letter);
    }
    progress.expected = result.depth;
    progress.done = qint64(result.letters.size());
    return result;
}

Result<Letter> FakeLetterSource::letter(const Coordinates& at, std::stop_token)
{
    const std::lock_guard lock(m_mutex);
    for (const Letter& letter : m_letters[at.topic]) {
        if (letter.at() == at)
            return letter;
    }
    return Failure(Error{ ErrorCode::NotFound, QStringLiteral("no such letter"), {}, false, false });
}

Original FakeLetterSource::original(const DeadLetter& letter, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    ++m_originalsAsked;
    m_changed.wait(lock, stop, [this] { return !m_holdOriginals; });
    Original original;
    const auto found = letter.origin.offset ? m_originals.find(*letter.origin.offset) : m_originals.end();
    if (found != m_originals.end()) {
        original.kind = Original::Kind::Found;
        original.record = found->second;
    } else {
        original.kind = m_kind;
        original.explanation = m_explanation;
    }
    return original;
}

Result<ReplayPlan> FakeLetterSource::plan(const ReplayRequest& request, Progress&, std::stop_token)
{
    const std::lock_guard lock(m_mutex);
    ReplayPlan plan;
    plan.id = QStringLiteral("plan-%1").arg(++m_plans);
    plan.request = request;
    std::map<QString, ReplayTarget> targets;
    for (const Letter& letter : m_letters[request.topic]) {
        if (!request.picks.empty() && std::ranges::find(request.picks, letter.at()) == request.picks.end())
            continue;
        PlannedRecord planned
            = planRecord(letter, request, { .exists = true, .partitions = 6, .maxMessageBytes = {} }, letter.state);
        ReplayTarget& target = targets[planned.toTopic];
        target.topic = planned.toTopic;
        target.exists = true;
        target.groups = QStringList{ QStringLiteral("fulfilment") };
        target.records += planned.action == PlannedRecord::Action::Replay ? 1 : 0;
        plan.records.push_back(std::move(planned));
    }
    for (auto& [name, target] : targets)
        plan.targets.push_back(std::move(target));
    return plan;
}

Result<ReplayReport> FakeLetterSource::replay(const ReplayPlan& plan, kafka::Confirmation confirmation,
    Progress& progress, std::stop_token, const std::function<void(const ReplayOutcome&)>&)
{
    const std::lock_guard lock(m_mutex);
    if (confirmation != kafka::Confirmation::Given)
        return Failure(Error{ ErrorCode::Refused, QStringLiteral("not confirmed"), {}, false, false });
    m_replayed.push_back(plan);
    ReplayReport report;
    report.selected = qint64(plan.records.size());
    for (const PlannedRecord& record : plan.records) {
        ReplayOutcome outcome;
        outcome.from = record.from;
        outcome.toTopic = record.toTopic;
        if (record.action == PlannedRecord::Action::Replay) {
            outcome.kind = ReplayOutcome::Kind::Replayed;
            ++report.replayed;
            for (Letter& letter : m_letters[record.from.topic]) {
                if (letter.at() == record.from)
                    letter.state = LetterState::Replayed;
            }
        } else {
            outcome.reason = record.reason;
            ++report.skipped;
        }
        report.outcomes.push_back(std::move(outcome));
    }
    progress.done = report.selected;
    return report;
}

Result<> FakeLetterSource::discard(const std::vector<Coordinates>& letters, const QString& reason, std::stop_token)
{
    const std::lock_guard lock(m_mutex);
    m_reason = reason;
    for (const Coordinates& at : letters) {
        for (Letter& letter : m_letters[at.topic]) {
            if (letter.at() == at)
                letter.state = reason.isEmpty() ? LetterState::Open : LetterState::Discarded;
        }
    }
    return {};
}

} // namespace spillway::test
