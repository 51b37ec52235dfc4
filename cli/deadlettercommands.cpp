// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/deadlettercommands.h"

#include "cli/deadletterjson.h"
#include "cli/profileconnection.h"
#include "cli/values.h"
#include "core/serde/text.h"

namespace spillway::cli {

using namespace deadletter;

Result<std::unique_ptr<KafkaLetterSource>> lettersOf(Context& context)
{
    // Asked first because its error names the addresses and why each failed.
    if (const auto connected = context.connect(); !connected)
        return Failure(connected.error());
    auto source = std::make_unique<KafkaLetterSource>(context.connection(), context.gate(), defaultJournalFolder(),
        kafka::currentActor(QStringLiteral("spillwayctl")));
    source->setDeadline(context.timeout());
    return source;
}

namespace {

Failure badWord(const QString& word, const QString& wanted)
{
    return Failure(Error{ .code = ErrorCode::InvalidArgument,
        .message = QStringLiteral("\"%1\" is not of the form %2").arg(word, wanted),
        .hint = {} });
}

std::optional<std::pair<Partition, Offset>> parsePlace(const QString& partition, const QString& offset)
{
    bool partitionOk = false;
    bool offsetOk = false;
    const int number = partition.toInt(&partitionOk);
    const qint64 position = offset.toLongLong(&offsetOk);
    if (!partitionOk || !offsetOk || number < 0 || position < 0)
        return std::nullopt;
    return std::pair{ Partition{ number }, Offset{ position } };
}

} // namespace

Result<Coordinates> parseCoordinates(const QString& word)
{
    const QString topic = word.section(QLatin1Char(':'), 0, -3);
    const auto place = parsePlace(word.section(QLatin1Char(':'), -2, -2), word.section(QLatin1Char(':'), -1));
    if (topic.isEmpty() || !place)
        return badWord(word, QStringLiteral("TOPIC:PARTITION:OFFSET"));
    return Coordinates{ topic, place->first, place->second };
}

Result<std::vector<Coordinates>> parsePicks(const QString& topic, const QStringList& words)
{
    std::vector<Coordinates> picks;
    for (const QString& word : words) {
        for (const QString& pick : word.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const auto place = pick.count(QLatin1Char(':')) == 1
                ? parsePlace(pick.section(QLatin1Char(':'), 0, 0), pick.section(QLatin1Char(':'), 1))
                : std::nullopt;
            if (!place)
                return badWord(pick, QStringLiteral("PARTITION:OFFSET"));
            picks.push_back({ topic, place->first, place->second });
        }
    }
    std::ranges::sort(picks);
    picks.erase(std::unique(picks.begin(), picks.end()), picks.end());
    return picks;
}

namespace {

ExitCode listTopics(Context& context)
{
    TopicsRequest request;
    QStringList patterns = context.values("pattern");
    if (context.isSet("profile")) {
        const auto profile = profileNamed(context.value("profile"));
        if (!profile)
            return context.fail(profile.error());
        patterns += profile->deadLetterPatterns;
    }
    auto names = TopicNames::withPatterns(patterns);
    if (!names)
        return context.usage(names.error().message);
    request.names = std::move(*names);
    if (context.isSet("others")) {
        const auto others = context.number("others", 0, 100'000);
        if (!others)
            return ExitCode::Usage;
        request.othersSampled = int(*others);
    }
    const auto source = lettersOf(context);
    if (!source)
        return context.fail(source.error());
    const auto found = (*source)->topics(request, context.interrupt().token());
    if (!found)
        return context.fail(found.error());
    bool complete = true;
    Json rows = Json::array();
    for (const DeadLetterTopic& topic : found->topics) {
        rows.push_back(topicJson(topic));
        complete = complete && topic.depth;
    }
    context.output().rows(
        { { "topic", "TOPIC" }, { "partitions", "PARTITIONS" }, { "depth", "DEPTH" }, { "open", "OPEN" },
            { "inflow_per_min", "PER MIN" }, { "oldest", "OLDEST" }, { "remark", "WHAT IT IS" } },
        rows);
    if (found->othersNotSampled > 0)
        context.note(QStringLiteral("%1 more topics were not looked into, their names say nothing of dead letters; see "
                                    "--others")
                         .arg(found->othersNotSampled));
    return context.finish(complete ? ExitCode::Done : ExitCode::Partial);
}

/// Letters of a topic; nullopt after a complaint, with the code.
Result<ScanResult> scanned(Context& context, qint64 limit)
{
    const auto source = lettersOf(context);
    if (!source)
        return Failure(source.error());
    ScanRequest request;
    request.topic = context.words().front();
    request.limit = limit;
    Progress progress;
    return (*source)->scan(request, progress, context.interrupt().token());
}

ExitCode ended(Context& context, const ScanResult& scan)
{
    for (const Error& error : scan.failed)
        context.note(toText(error));
    if (scan.memoryBound)
        context.note(QStringLiteral("fewer than asked for: they are too large for the memory set aside"));
    if (!scan.next.empty())
        context.note(
            QStringLiteral("the newest %1 of about %2 letters; see --limit").arg(scan.letters.size()).arg(scan.depth));
    if (scan.withoutHeaders > 0)
        context.note(QStringLiteral("%1 of these %2 records carry no error headers")
                         .arg(scan.withoutHeaders)
                         .arg(scan.letters.size()));
    return context.finish(scan.complete() ? ExitCode::Done : ExitCode::Partial);
}

std::optional<qint64> limitOf(Context& context, qint64 unlessGiven)
{
    return context.isSet("limit") ? context.number("limit", 1, 1'000'000) : std::optional(unlessGiven);
}

ExitCode list(Context& context)
{
    if (context.words().isEmpty())
        return listTopics(context);
    const auto limit = limitOf(context, 100);
    if (!limit)
        return ExitCode::Usage;
    const auto scan = scanned(context, *limit);
    if (!scan)
        return context.fail(scan.error());
    OutputWriter& out = context.output();
    if (out.format() == OutputFormat::Table) {
        Json rows = Json::array();
        for (const Letter& letter : scan->letters) {
            const Origin& origin = letter.error.origin;
            const QString from = origin.hasCoordinates()
                ? toText(Coordinates{ *origin.topic, *origin.partition, *origin.offset })
                : origin.topic.value_or(QStringLiteral("-"));
            rows.push_back(
                { { "at",
                      json(
                          QStringLiteral("%1:%2").arg(letter.record.partition.value).arg(letter.record.offset.value)) },
                    { "time", timeJson(letter.error.failedAtMs.value_or(letter.record.timestampMs)) },
                    { "state", json(stateName(letter.state)) }, { "class", json(letter.error.errorClass) },
                    { "origin", json(from) },
                    { "key", letter.record.key ? json(visibleText(bytesOf(*letter.record.key), 40)) : Json() } });
        }
        out.rows({ { "at", "P:OFFSET" }, { "time", "TIME" }, { "state", "STATE" }, { "class", "ERROR" },
                     { "origin", "ORIGINAL" }, { "key", "KEY" } },
            rows);
    } else {
        const bool document = out.format() == OutputFormat::JsonDocument;
        std::string text = document ? "[" : "";
        for (size_t i = 0; i < scan->letters.size(); ++i) {
            text += i > 0 && document ? "," : "";
            text += letterLine(scan->letters[i]);
        }
        out.raw(document ? text + "]\n" : text);
    }
    return ended(context, *scan);
}

ExitCode show(Context& context)
{
    const auto at = parseCoordinates(context.words().front());
    if (!at)
        return context.usage(at.error().message);
    const auto source = lettersOf(context);
    if (!source)
        return context.fail(source.error());
    const auto letter = (*source)->letter(*at, context.interrupt().token());
    if (!letter)
        return context.fail(letter.error());
    std::optional<Original> original;
    if (context.isSet("original"))
        original = (*source)->original(letter->error, context.interrupt().token());
    const Original* beside = original ? &*original : nullptr;
    OutputWriter& out = context.output();
    out.raw(out.format() == OutputFormat::Table ? letterText(*letter, beside) : letterLine(*letter, beside));
    return context.finish(original && !original->found() ? ExitCode::Partial : ExitCode::Done);
}

ExitCode groups(Context& context)
{
    const auto limit = limitOf(context, 10'000);
    if (!limit)
        return ExitCode::Usage;
    const auto scan = scanned(context, *limit);
    if (!scan)
        return context.fail(scan.error());
    Json rows = Json::array();
    for (const LetterGroup& group : groupLetters(scan->letters))
        rows.push_back(groupJson(group));
    context.output().rows(
        { { "id", "ID" }, { "error_class", "ERROR" }, { "origin_topic", "FROM" }, { "consumer_group", "GROUP" },
            { "count", "COUNT" }, { "open", "OPEN" }, { "last_seen", "LAST" }, { "message", "MESSAGE" } },
        rows);
    return ended(context, *scan);
}

ExitCode audit(Context& context)
{
    const auto limit = limitOf(context, 1000);
    if (!limit)
        return ExitCode::Usage;
    const auto source = lettersOf(context);
    if (!source)
        return context.fail(source.error());
    const auto journal = (*source)->journal(context.interrupt().token());
    if (!journal)
        return context.fail(journal.error());
    Json rows = Json::array();
    for (const JournalEntry& entry : (*journal)->entries(size_t(*limit))) {
        if (context.words().isEmpty() || entry.letter.topic == context.words().front())
            rows.push_back(entryJson(entry));
    }
    context.output().rows({ { "time", "TIME" }, { "what", "WHAT" }, { "topic", "TOPIC" }, { "partition", "P" },
                              { "offset", "OFFSET" }, { "to_topic", "TO" }, { "to_partition", "P" },
                              { "to_offset", "OFFSET" }, { "reason", "REASON" }, { "actor", "WHO" } },
        rows);
    if (const qint64 bad = (*journal)->unreadableLines(); bad > 0)
        context.note(QStringLiteral("%1 lines of %2 could not be read").arg(bad).arg((*journal)->path()));
    return context.finish();
}

} // namespace

std::vector<Command> deadletterCommands()
{
    const auto option = [](const char* name, const char* description, const char* value = nullptr) {
        return QCommandLineOption(
            QLatin1String(name), QString::fromUtf8(description), value ? QString::fromUtf8(value) : QString());
    };
    const QCommandLineOption limit = option("limit", "Look at the newest N only.", "N");
    std::vector<Command> commands{
        { QStringLiteral("deadletter list"), QStringLiteral("[TOPIC]"),
            QStringLiteral("Dead-letter topics of the cluster, or the letters of one, newest first."),
            { option("pattern", "Dead-letter topics are these names, too, besides those of the profile.", "REGEX"),
                option("others", "Look into so many topics whose names say nothing; 200 unless given.", "N"), limit },
            0, 1, list },
        { QStringLiteral("deadletter show"), QStringLiteral("TOPIC:PARTITION:OFFSET [--original]"),
            QStringLiteral("One dead letter with its error decoded."),
            { option("original", "Fetch the record it stands for as well, and compare.") }, 1, 1, show },
        { QStringLiteral("deadletter groups"), QStringLiteral("TOPIC [--limit N]"),
            QStringLiteral("Letters that fail in the same way, counted."), { limit }, 1, 1, groups },
    };
    for (Command& command : replayCommands())
        commands.push_back(std::move(command));
    commands.push_back({ QStringLiteral("deadletter audit"), QStringLiteral("[TOPIC] [--limit N]"),
        QStringLiteral("What was replayed and discarded from here, from the local journal."), { limit }, 0, 1, audit });
    return commands;
}

} // namespace spillway::cli
