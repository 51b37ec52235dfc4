// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/kafkalettersource.h"

#include "core/deadletter/dialects.h"
#include "core/deadletter/kafkalettersourceprivate.h"
#include "core/serde/text.h"

#include <queue>

#include <algorithm>
#include <deque>
#include <set>

namespace spillway::deadletter {

namespace {

double secondsSince(std::chrono::steady_clock::time_point began)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

qint64 bytesOf(const Record& record)
{
    qint64 bytes = static_cast<qint64>(sizeof(Record)) + (record.key ? record.key->size() : 0)
        + (record.value ? record.value->size() : 0);
    for (const Header& header : record.headers)
        bytes += static_cast<qint64>(sizeof(Header)) + 48 + header.name.size()
            + (header.value ? header.value->size() : 0);
    return bytes;
}

} // namespace

Error noSuchTopic(const QString& topic)
{
    return { .code = ErrorCode::NotFound,
        .message = QStringLiteral("%1: Topic does not exist").arg(topic),
        .hint = QStringLiteral("see \"spillwayctl deadletter list\" or \"spillwayctl topics list\"") };
}

KafkaLetterSource::KafkaLetterSource(
    ConnectionSettings settings, kafka::Gate& gate, QString journalFolder, QString actor)
    : d(std::make_unique<Private>(settings, gate, std::move(journalFolder), std::move(actor)))
{
}

KafkaLetterSource::~KafkaLetterSource() = default;

void KafkaLetterSource::setDeadline(kafka::Milliseconds deadline)
{
    d->admins.setDeadline(deadline);
}

Result<std::shared_ptr<ReplayJournal>> KafkaLetterSource::Private::journalOf(const QString& clusterId)
{
    const std::lock_guard lock(journalMutex);
    if (!journal || journalCluster != clusterId) {
        auto opened = ReplayJournal::open(journalFolder, clusterId, actor);
        if (!opened)
            return Failure(opened.error());
        journal = std::move(*opened);
        journalCluster = clusterId;
    } else if (const auto read = journal->refresh(); !read) {
        return Failure(read.error());
    }
    return journal;
}

Result<KafkaLetterSource::Private::Ready> KafkaLetterSource::Private::ready(const std::stop_token& stop)
{
    auto admin = AdminLease::take(admins, stop);
    if (!admin)
        return Failure(admin.error());
    auto metadata = (**admin)->metadata();
    if (!metadata)
        return Failure(metadata.error());
    auto notes = journalOf(metadata->clusterId);
    if (!notes)
        return Failure(notes.error());
    return Ready{ std::move(*admin), std::move(*metadata), std::move(*notes) };
}

Result<std::shared_ptr<ReplayJournal>> KafkaLetterSource::journal(std::stop_token stop)
{
    auto ready = d->ready(stop);
    if (!ready)
        return Failure(ready.error());
    return ready->journal;
}

Result<std::map<Partition, Span>> KafkaLetterSource::Private::wholeTopic(
    Ready& ready, const QString& topic, std::vector<Error>* failed)
{
    const TopicInfo* info = ready.metadata.find(topic);
    if (!info || (info->partitions.empty() && !info->error))
        return Failure(noSuchTopic(topic));
    if (info->error && info->partitions.empty())
        return Failure(info->error->code == ErrorCode::NotFound ? noSuchTopic(topic) : *info->error);
    std::vector<TopicPartition> partitions;
    for (const PartitionInfo& partition : info->partitions)
        partitions.push_back({ topic, partition.partition });
    const auto marks = (*ready.admin)->watermarks(partitions, ready.metadata);
    if (!marks)
        return Failure(marks.error());
    std::map<Partition, Span> spans;
    for (size_t i = 0; i < partitions.size(); ++i) {
        const Watermarks& mark = (*marks)[i];
        if (mark.logStart && mark.high) {
            spans[partitions[i].partition] = { partitions[i], *mark.logStart, *mark.high, *mark.logStart, *mark.high };
        } else if (failed) {
            failed->push_back({ .code = ErrorCode::Failed,
                .message = QStringLiteral("%1/%2 has no leader, or may not be read")
                               .arg(topic)
                               .arg(partitions[i].partition.value),
                .hint = QStringLiteral("a broker is down, or the user lacks Describe and Read on the topic"),
                .retriable = true });
        }
    }
    return spans;
}

Letter KafkaLetterSource::Private::letterOf(Ready& ready, Record record)
{
    Letter letter;
    letter.error = decode(record);
    const Coordinates at{ record.topic, record.partition, record.offset };
    auto state = ready.journal->stateOf(at, record.timestampMs);
    letter.state = state.state;
    letter.remark = std::move(state.remark);
    letter.record = std::move(record);
    return letter;
}

Original KafkaLetterSource::Private::fetch(Ready& ready, const Coordinates& at, const std::stop_token& stop)
{
    Original answer;
    const QString name = toText(at);
    const auto tell = [&](Original::Kind kind, QString explanation, std::optional<Error> error = {}) {
        answer.kind = kind;
        answer.explanation = std::move(explanation);
        answer.error = std::move(error);
        return answer;
    };
    const auto failure = [&](const Error& error) {
        if (error.code == ErrorCode::NotAuthorized)
            return tell(Original::Kind::NotAllowed, QStringLiteral("%1: no right to read it").arg(name), error);
        if (error.code == ErrorCode::NotFound)
            return tell(Original::Kind::NoSuchTopic, QStringLiteral("%1: the topic does not exist").arg(name), error);
        return tell(Original::Kind::Unreachable, QStringLiteral("%1: %2").arg(name, error.message), error);
    };
    const TopicInfo* info = ready.metadata.find(at.topic);
    if (info && info->error && info->partitions.empty())
        return failure(*info->error);
    if (!info)
        return tell(Original::Kind::NoSuchTopic,
            QStringLiteral("Topic %1 does not exist (any more)").arg(visibleText(at.topic)));
    if (!std::ranges::any_of(info->partitions, [&](const auto& p) { return p.partition == at.partition; }))
        return tell(Original::Kind::NoSuchTopic,
            QStringLiteral("%1 has no partition %2 (any more)").arg(visibleText(at.topic)).arg(at.partition.value));
    using Kind = kafka::OffsetQuestion::Kind;
    for (const Kind kind : { Kind::LogStart, Kind::High }) {
        const auto offsets = (*ready.admin)->offsets({ at.topicPartition() }, { kind }, ready.metadata);
        if (!offsets)
            return failure(offsets.error());
        if (offsets->front().error)
            return failure(*offsets->front().error);
        (kind == Kind::LogStart ? answer.logStart : answer.end) = offsets->front().offset;
    }
    if (!answer.logStart || !answer.end)
        return tell(Original::Kind::Unreachable, QStringLiteral("%1: the partition did not answer").arg(name));
    if (at.offset < *answer.logStart)
        return tell(Original::Kind::Expired,
            QStringLiteral("Expired: %1 is before the log start %2; retention or DeleteRecords removed it")
                .arg(name)
                .arg(answer.logStart->value));
    if (at.offset >= *answer.end)
        return tell(Original::Kind::BeyondEnd,
            QStringLiteral("%1 is beyond the end %2: the topic was created anew, or the header is wrong")
                .arg(name)
                .arg(answer.end->value));
    const auto reading = readSpans(
        settings, { { at.topicPartition(), at.offset, Offset{ at.offset.value + 1 }, *answer.logStart, *answer.end } },
        [&](const TopicPartition&, const kafka::RecordRef& ref) {
            answer.record = ref.toRecord(at.topic);
            return false;
        },
        stop, Quiet);
    if (answer.record)
        return tell(Original::Kind::Found, QStringLiteral("Found at %1").arg(name));
    if (reading.cancelled)
        return tell(Original::Kind::Unreachable, QStringLiteral("%1: reading was cancelled").arg(name),
            cancelled(QStringLiteral("Reading")));
    if (!reading.failed.empty())
        return failure(reading.failed.begin()->second);
    if (reading.trouble)
        return failure(*reading.trouble);
    return tell(Original::Kind::CompactedAway,
        QStringLiteral("%1 is gone although its partition reaches from %2 to %3: compaction removed it, or its "
                       "transaction was aborted")
            .arg(name)
            .arg(answer.logStart->value)
            .arg(answer.end->value));
}

Result<Letter> KafkaLetterSource::letter(const Coordinates& at, std::stop_token stop)
{
    auto ready = d->ready(stop);
    if (!ready)
        return Failure(ready.error());
    Original found = d->fetch(*ready, at, stop);
    if (found.record)
        return d->letterOf(*ready, std::move(*found.record));
    if (found.error)
        return Failure(*found.error);
    return Failure(Error{ .code = ErrorCode::NotFound, .message = found.explanation, .hint = {} });
}

Original KafkaLetterSource::original(const DeadLetter& letter, std::stop_token stop)
{
    Original answer;
    if (!letter.origin.hasCoordinates()) {
        QStringList missing;
        if (!letter.origin.topic)
            missing << QStringLiteral("topic");
        if (!letter.origin.partition)
            missing << QStringLiteral("partition");
        if (!letter.origin.offset)
            missing << QStringLiteral("offset");
        answer.explanation = QStringLiteral("The headers do not say where the original was: no usable %1")
                                 .arg(missing.join(QStringLiteral(", ")));
        return answer;
    }
    auto ready = d->ready(stop);
    if (!ready) {
        answer.kind = Original::Kind::Unreachable;
        answer.error = ready.error();
        answer.explanation = ready.error().message;
        return answer;
    }
    return d->fetch(*ready, { *letter.origin.topic, *letter.origin.partition, *letter.origin.offset }, stop);
}

namespace {

/// Records of one partition, oldest first, at most `bytes` of them: the oldest leave.
struct Kept {
    Span span;
    std::deque<Record> records;
    qint64 bytes = 0;
    bool cut = false;
};

struct Head {
    qint64 timestampMs;
    Partition partition;
    size_t left;
    bool operator<(const Head& other) const
    {
        return timestampMs != other.timestampMs ? timestampMs < other.timestampMs : partition < other.partition;
    }
};

} // namespace

Result<ScanResult> KafkaLetterSource::scan(const ScanRequest& request, Progress& progress, std::stop_token stop)
{
    const auto began = std::chrono::steady_clock::now();
    auto ready = d->ready(stop);
    if (!ready)
        return Failure(ready.error());
    ScanResult result;
    auto whole = d->wholeTopic(*ready, request.topic, &result.failed);
    if (!whole)
        return Failure(whole.error());
    std::map<Partition, Kept> kept;
    std::vector<Span> spans;
    qint64 expected = 0;
    for (auto& [partition, span] : *whole) {
        if (request.partition && *request.partition != partition)
            continue;
        result.depth += span.high.value - span.logStart.value;
        if (!request.before.empty()) {
            const auto before = request.before.find(partition);
            if (before == request.before.end())
                continue;
            span.to = std::min(span.to, before->second);
        }
        span.from = Offset{ std::max(span.logStart.value, span.to.value - std::max<qint64>(1, request.limit)) };
        if (span.from >= span.to)
            continue;
        expected += span.to.value - span.from.value;
        kept[partition].span = span;
        spans.push_back(span);
    }
    if (request.partition && !whole->contains(*request.partition) && result.failed.empty())
        return Failure(Error{ .code = ErrorCode::NotFound,
            .message = QStringLiteral("%1 has no partition %2").arg(request.topic).arg(request.partition->value),
            .hint = {} });
    progress.expected = expected;
    const qint64 share = static_cast<qint64>(request.maxBytes / std::max<size_t>(1, spans.size()));
    const auto reading = readSpans(
        d->settings, spans,
        [&](const TopicPartition& tp, const kafka::RecordRef& ref) {
            Kept& into = kept.at(tp.partition);
            into.records.push_back(ref.toRecord(tp.topic));
            into.bytes += bytesOf(into.records.back());
            while (into.bytes > share && into.records.size() > 1) {
                into.bytes -= bytesOf(into.records.front());
                into.records.pop_front();
                into.cut = true;
            }
            ++progress.done;
            return true;
        },
        stop, Quiet);
    if (reading.cancelled)
        return Failure(cancelled(QStringLiteral("Scanning %1").arg(request.topic)));
    if (reading.trouble) {
        if (progress.done == 0)
            return Failure(*reading.trouble);
        result.failed.push_back(*reading.trouble);
    }
    for (const auto& [partition, error] : reading.failed)
        result.failed.push_back(error);

    std::priority_queue<Head> heads;
    for (const auto& [partition, of] : kept) {
        if (!of.records.empty())
            heads.push({ of.records.back().timestampMs, partition, of.records.size() });
    }
    std::map<Partition, size_t> left;
    for (const auto& [partition, of] : kept)
        left[partition] = of.records.size();
    while (!heads.empty() && static_cast<qint64>(result.letters.size()) < request.limit) {
        const Head head = heads.top();
        heads.pop();
        auto& records = kept.at(head.partition).records;
        result.letters.push_back(d->letterOf(*ready, std::move(records[head.left - 1])));
        left[head.partition] = head.left - 1;
        if (head.left > 1)
            heads.push({ records[head.left - 2].timestampMs, head.partition, head.left - 1 });
    }
    for (const Letter& letter : result.letters)
        result.withoutHeaders += letter.error.recognised() ? 0 : 1;
    for (const auto& [partition, of] : kept) {
        const size_t untouched = left.at(partition);
        // All that was read was handed out: on below the window. Otherwise on below the last one handed out.
        Offset next = of.span.from;
        if (of.cut && untouched == 0 && !of.records.empty())
            next = of.records.front().offset;
        else if (untouched > 0)
            next = Offset{ of.records[untouched - 1].offset.value + 1 };
        if (next > of.span.logStart)
            result.next[partition] = next;
        result.memoryBound
            = result.memoryBound || (of.cut && static_cast<qint64>(result.letters.size()) < request.limit);
    }
    result.seconds = secondsSince(began);
    return result;
}

namespace {

constexpr qint64 WidestGap = 1000; // offsets read over rather than beginning anew: a new reader costs about 30 ms

Result<> endOf(const SpanReading& reading, const QString& topic)
{
    if (reading.satisfied)
        return {};
    if (reading.cancelled)
        return Failure(cancelled(QStringLiteral("Reading %1").arg(topic)));
    if (!reading.failed.empty())
        return Failure(reading.failed.begin()->second);
    if (reading.trouble)
        return Failure(*reading.trouble);
    return {};
}

} // namespace

Result<> KafkaLetterSource::Private::readWhole(const Span& span, const Take& take, const std::stop_token& stop)
{
    return endOf(
        readSpans(
            settings, { span },
            [&](const TopicPartition& tp, const kafka::RecordRef& ref) { return take(ref.toRecord(tp.topic)); }, stop,
            Quiet),
        span.partition.topic);
}

Result<> KafkaLetterSource::Private::readPicked(const std::map<Partition, Span>& whole, std::vector<Coordinates> picks,
    const Take& take, const std::stop_token& stop)
{
    std::ranges::sort(picks);
    std::map<Partition, std::deque<Span>> stretches;
    for (const Coordinates& pick : picks) {
        const auto known = whole.find(pick.partition);
        if (known == whole.end() || pick.offset < known->second.logStart || pick.offset >= known->second.high)
            continue;
        auto& of = stretches[pick.partition];
        if (of.empty() || pick.offset.value - of.back().to.value > WidestGap) {
            of.push_back(known->second);
            of.back().from = pick.offset;
        }
        of.back().to = Offset{ pick.offset.value + 1 };
    }
    // each pass reads the next stretch of every partition
    while (!stretches.empty()) {
        std::vector<Span> pass;
        for (auto at = stretches.begin(); at != stretches.end();) {
            pass.push_back(at->second.front());
            at->second.pop_front();
            at = at->second.empty() ? stretches.erase(at) : std::next(at);
        }
        const auto reading = readSpans(
            settings, pass,
            [&](const TopicPartition& tp, const kafka::RecordRef& ref) {
                const Coordinates place{ tp.topic, ref.partition, ref.offset };
                return !std::ranges::binary_search(picks, place) || take(ref.toRecord(tp.topic));
            },
            stop, Quiet);
        if (const auto ended = endOf(reading, picks.front().topic); !ended || reading.satisfied)
            return ended;
    }
    return {};
}

Result<> KafkaLetterSource::discard(
    const std::vector<Coordinates>& letters, const QString& reason, std::stop_token stop)
{
    if (letters.empty())
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("No letter is named"),
            .hint = QStringLiteral("pick at least one") });
    const kafka::Operation operation
        = kafka::DiscardOperation{ letters.front().topic, static_cast<qint64>(letters.size()), reason };
    return d->gate.execute(operation, kafka::Confirmation::NotGiven, [&]() -> Result<> {
        auto ready = d->ready(stop);
        if (!ready)
            return Failure(ready.error());
        const auto whole = d->wholeTopic(*ready, letters.front().topic);
        if (!whole)
            return Failure(whole.error());
        std::vector<JournalEntry> entries;
        std::set<Coordinates> missing(letters.begin(), letters.end());
        const auto take = [&](const Record& record) {
            JournalEntry entry;
            entry.what = reason.isEmpty() ? JournalEntry::What::Reopened : JournalEntry::What::Discarded;
            entry.letter = { record.topic, record.partition, record.offset };
            entry.timestampMs = record.timestampMs;
            entry.reason = reason;
            missing.erase(entry.letter);
            entries.push_back(std::move(entry));
            return true;
        };
        if (const auto read = d->readPicked(*whole, letters, take, stop); !read)
            return Failure(read.error());
        if (!missing.empty())
            return Failure(Error{ .code = ErrorCode::NotFound,
                .message = QStringLiteral("There is no letter %1 (any more)").arg(toText(*missing.begin())),
                .hint = QStringLiteral("nothing was marked") });
        return ready->journal->append(entries);
    });
}

} // namespace spillway::deadletter
