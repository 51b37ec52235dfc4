// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/deadletterjson.h"

#include "cli/values.h"
#include "core/deadletter/dialects.h"
#include "core/serde/recordjson.h"
#include "core/serde/text.h"

#include <algorithm>

namespace spillway::cli {

using namespace deadletter;

namespace {

/// A header's name or value as the records have it: text, or base64 where it is none.
Json bytesJson(const std::optional<QByteArray>& bytes)
{
    if (!bytes)
        return {};
    if (isValidUtf8(bytesOf(*bytes)))
        return bytes->toStdString();
    std::string text;
    appendBase64(text, bytesOf(*bytes));
    return text;
}

Json originJson(const Origin& origin)
{
    return { { "topic", json(origin.topic) }, { "partition", json(origin.partition) },
        { "offset", json(origin.offset) }, { "timestamp", timeJson(origin.timestampMs) } };
}

std::string verdictName(DeadLetterTopic::Verdict verdict)
{
    switch (verdict) {
    case DeadLetterTopic::Verdict::DeadLetters:
        return "dead_letters";
    case DeadLetterTopic::Verdict::LooksLike:
        return "looks_like";
    case DeadLetterTopic::Verdict::Empty:
        return "empty";
    case DeadLetterTopic::Verdict::NotLooked:
        return "not_looked";
    }
    return {};
}

std::string kindName(Original::Kind kind)
{
    switch (kind) {
    case Original::Kind::Found:
        return "found";
    case Original::Kind::Expired:
        return "expired";
    case Original::Kind::BeyondEnd:
        return "beyond_end";
    case Original::Kind::CompactedAway:
        return "compacted_away";
    case Original::Kind::NoSuchTopic:
        return "no_such_topic";
    case Original::Kind::NotAllowed:
        return "not_allowed";
    case Original::Kind::NotNamed:
        return "not_named";
    case Original::Kind::Unreachable:
        return "unreachable";
    }
    return {};
}

std::string changeName(HeaderChange::Kind kind)
{
    return kind == HeaderChange::Kind::Added ? "added" : kind == HeaderChange::Kind::Removed ? "removed" : "changed";
}

std::string recordLine(const Record& record)
{
    std::string line;
    RecordJsonWriter().append(line, record);
    return line;
}

std::string number(std::optional<qint64> value)
{
    return value ? std::to_string(*value) : "?";
}

} // namespace

Json timeJson(std::optional<qint64> ms)
{
    const std::string text = ms && *ms >= 0 ? rfc3339(*ms) : std::string();
    return text.empty() ? Json() : Json(text);
}

Json topicJson(const DeadLetterTopic& topic)
{
    Json dialects = Json::object();
    for (const auto& [dialect, count] : topic.dialects)
        dialects[dialectName(dialect).toStdString()] = count;
    return { { "topic", json(topic.name) }, { "partitions", topic.partitions },
        { "depth", topic.depth ? Json(*topic.depth) : Json() }, { "open", topic.open ? Json(*topic.open) : Json() },
        { "inflow_per_min", topic.inflowPerMinute ? Json(*topic.inflowPerMinute) : Json() },
        { "oldest", timeJson(topic.oldestMs) }, { "newest", timeJson(topic.newestMs) },
        { "verdict", verdictName(topic.verdict) }, { "dialects", dialects }, { "sampled", topic.sampled },
        { "with_error_headers", topic.withHeaders }, { "remark", json(topic.remark()) } };
}

Json groupJson(const LetterGroup& group)
{
    return { { "id", json(group.id) }, { "error_class", json(group.errorClass) },
        { "origin_topic", json(group.originTopic) }, { "consumer_group", json(group.consumerGroup) },
        { "message", json(group.message) }, { "count", group.count }, { "first_seen", timeJson(group.firstSeenMs) },
        { "last_seen", timeJson(group.lastSeenMs) }, { "state", group.open > 0 ? "open" : "closed" },
        { "open", group.open }, { "dialect", json(dialectName(group.dialect)) } };
}

Json deadLetterJson(const Letter& letter)
{
    const DeadLetter& error = letter.error;
    Json details = Json::object();
    for (const Detail& detail : error.details)
        details[bytesJson(detail.header).get<std::string>()] = json(detail.value);
    Json problems = Json::array();
    for (const HeaderProblem& problem : error.problems)
        problems.push_back({ { "header", bytesJson(problem.header) }, { "problem", json(problem.what) } });
    Json earlier = Json::array();
    for (const EarlierFailure& failure : error.earlier)
        earlier.push_back({ { "origin", originJson(failure.origin) }, { "error_class", json(failure.errorClass) },
            { "error_message", json(failure.errorMessage) } });
    Json also = Json::array();
    for (const Dialect dialect : error.alsoCarries)
        also.push_back(json(dialectName(dialect)));
    return { { "dialect", json(dialectName(error.dialect)) }, { "origin", originJson(error.origin) },
        { "error_class", json(error.errorClass) }, { "error_message", json(error.errorMessage) },
        { "stack", json(error.stack) }, { "consumer_group", json(error.consumerGroup) },
        { "attempts", error.attempts ? Json(*error.attempts) : Json() }, { "failed_at", timeJson(error.failedAtMs) },
        { "state", json(stateName(letter.state)) },
        { "state_remark", letter.remark.isEmpty() ? Json() : json(letter.remark) },
        { "wrapper_class", json(error.wrapperClass) }, { "key_failed", error.keyFailed }, { "pointer", error.pointer },
        { "details", details }, { "problems", problems }, { "more_problems", error.moreProblems },
        { "earlier", earlier }, { "also_carries", also }, { "error_headers", error.errorHeaders } };
}

Json originalJson(const Original& original, const Record& letter)
{
    Json object{ { "kind", kindName(original.kind) }, { "explanation", json(original.explanation) },
        { "log_start", json(original.logStart) }, { "end", json(original.end) } };
    if (!original.record)
        return object;
    const Comparison comparison = compare(*original.record, letter);
    Json headers = Json::array();
    for (const HeaderChange& change : comparison.headers)
        headers.push_back({ { "change", changeName(change.kind) }, { "name", bytesJson(change.name) },
            { "before", bytesJson(change.before) }, { "after", bytesJson(change.after) },
            { "error_header", change.errorHeader } });
    object["comparison"]
        = { { "key_identical", comparison.keyIdentical }, { "value_identical", comparison.valueIdentical },
              { "headers_kept", comparison.headersKept }, { "headers", headers } };
    return object;
}

std::string letterLine(const Letter& letter, const Original* original)
{
    // The record's own line stays as it is, with its numbers as written: ours goes before its closing brace.
    std::string line = recordLine(letter.record);
    line.erase(line.size() - 2);
    line += ",\"dead_letter\":" + toLine(deadLetterJson(letter));
    if (original) {
        std::string theirs = toLine(originalJson(*original, letter.record));
        if (original->record) {
            std::string record = recordLine(*original->record);
            record.pop_back();
            theirs.pop_back();
            theirs += ",\"record\":" + record + '}';
        }
        line += ",\"original\":" + theirs;
    }
    return line + "}\n";
}

std::string letterText(const Letter& letter, const Original* original)
{
    const auto shown = [](const std::optional<QByteArray>& bytes) -> std::string {
        if (!bytes)
            return "(null)";
        return bytes->isEmpty() ? "(empty)"
                                : visibleText(bytesOf(*bytes), PreviewChars, TextUse::MultiLine).toStdString();
    };
    const auto text = [](const std::optional<QString>& value) {
        return value ? visibleText(*value, TextUse::MultiLine).toStdString() : std::string("-");
    };
    std::string out;
    const auto line = [&](const char* name, const std::string& value) {
        out += std::string(name) + std::string(std::max<size_t>(1, 16 - std::string_view(name).size()), ' ') + value
            + '\n';
    };
    const auto time = [](std::optional<qint64> ms) { return ms && *ms >= 0 ? rfc3339(*ms) : std::string("-"); };
    const DeadLetter& error = letter.error;
    line("Letter", visibleText(toText(letter.at())).toStdString() + "  " + time(letter.record.timestampMs));
    line("State",
        stateName(letter.state).toStdString()
            + (letter.remark.isEmpty() ? std::string() : " (" + visibleText(letter.remark).toStdString() + ")"));
    line("Headers of", dialectTitle(error.dialect).toStdString());
    if (error.recognised()) {
        line("Error", text(error.errorClass));
        if (error.wrapperClass)
            line("Wrapped in", text(error.wrapperClass));
        line("Message", text(error.errorMessage));
        const Origin& origin = error.origin;
        line("Original",
            text(origin.topic) + ":"
                + number(origin.partition ? std::optional<qint64>(origin.partition->value) : std::nullopt) + ":"
                + number(origin.offset ? std::optional<qint64>(origin.offset->value) : std::nullopt) + "  "
                + time(origin.timestampMs));
        line("Group", text(error.consumerGroup));
        line("Attempts", error.attempts ? std::to_string(*error.attempts) : "-");
        line("Failed at", time(error.failedAtMs));
        for (const Detail& detail : error.details)
            line(qPrintable(detail.label), visibleText(detail.value).toStdString());
        if (error.pointer)
            line("Pointer", "key and value were not copied; replay takes them from the original");
        for (const EarlierFailure& failure : error.earlier)
            line("Failed before", text(failure.errorClass) + ": " + text(failure.errorMessage));
        for (const HeaderProblem& problem : error.problems)
            line("Malformed", shown(problem.header) + ": " + visibleText(problem.what).toStdString());
    }
    line("Key", shown(letter.record.key));
    line("Value", shown(letter.record.value));
    constexpr size_t Most = 50;
    const std::vector<bool> ofError = errorHeaders(headerViews(letter.record));
    for (size_t i = 0; i < std::min(Most, letter.record.headers.size()); ++i) {
        const Header& header = letter.record.headers[i];
        if (!ofError[i])
            line("Header", shown(header.name) + ": " + shown(header.value));
    }
    if (letter.record.headers.size() > Most)
        line("Header", "… of " + std::to_string(letter.record.headers.size()));
    if (error.stack)
        out += "Stack\n" + visibleText(error.stack->left(20'000), TextUse::MultiLine).toStdString() + '\n';
    if (original) {
        out += '\n';
        line("Original", visibleText(original->explanation).toStdString());
        if (original->record) {
            const Comparison comparison = compare(*original->record, letter.record);
            line("Beside it", comparison.summary().toStdString());
            line("Its key", shown(original->record->key));
            line("Its value", shown(original->record->value));
            for (const HeaderChange& change : comparison.headers) {
                if (!change.errorHeader)
                    line("Header",
                        changeName(change.kind) + " " + shown(change.name) + ": " + shown(change.before) + " → "
                            + shown(change.after));
            }
        }
    }
    return out;
}

Json plannedJson(const PlannedRecord& planned)
{
    return { { "topic", json(planned.from.topic) }, { "partition", json(planned.from.partition) },
        { "offset", json(planned.from.offset) }, { "action", json(actionName(planned.action)) },
        { "to_topic", planned.toTopic.isEmpty() ? Json() : json(planned.toTopic) },
        { "to_partition", json(planned.toPartition) },
        { "reason", planned.reason.isEmpty() ? Json() : json(planned.reason) },
        { "warning", planned.warning.isEmpty() ? Json() : json(planned.warning) }, { "bytes", planned.bytes },
        { "headers_removed", planned.headersRemoved }, { "headers_kept", planned.headersKept },
        { "tombstone", planned.tombstone }, { "pointer", planned.pointsTo.has_value() } };
}

Json outcomeJson(const ReplayOutcome& outcome)
{
    return { { "topic", json(outcome.from.topic) }, { "partition", json(outcome.from.partition) },
        { "offset", json(outcome.from.offset) }, { "outcome", json(outcomeName(outcome.kind)) },
        { "to_topic", outcome.toTopic.isEmpty() ? Json() : json(outcome.toTopic) },
        { "to_partition", json(outcome.toPartition) }, { "to_offset", json(outcome.toOffset) },
        { "reason", outcome.reason.isEmpty() ? Json() : json(outcome.reason) } };
}

Json entryJson(const JournalEntry& entry)
{
    const auto text = [](const QString& value) { return value.isEmpty() ? Json() : json(value); };
    return { { "time", timeJson(entry.atMs) }, { "what", json(journalWord(entry.what)) },
        { "topic", json(entry.letter.topic) }, { "partition", json(entry.letter.partition) },
        { "offset", json(entry.letter.offset) }, { "to_topic", text(entry.target) },
        { "to_partition", json(entry.toPartition) }, { "to_offset", json(entry.toOffset) }, { "job", text(entry.job) },
        { "reason", text(entry.reason) }, { "actor", json(entry.actor) } };
}

} // namespace spillway::cli
