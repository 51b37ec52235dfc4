// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/linesource.h"
#include "cli/values.h"
#include "core/kafka/producer.h"

#include <algorithm>

namespace spillway::cli {

namespace {

constexpr qint64 LargestValue = 1'000'000'000; // librdkafka's limit of message.max.bytes

/// Complains and gives nothing when two options that say the same thing are both there.
bool excludeEachOther(Context& context, std::initializer_list<const char*> options)
{
    QStringList given;
    for (const char* option : options) {
        if (context.isSet(option))
            given.append(QStringLiteral("--") + QLatin1String(option));
    }
    if (given.size() < 2)
        return true;
    context.usage(QStringLiteral("%1 exclude each other").arg(given.join(QStringLiteral(" and "))));
    return false;
}

Result<Record> recordOf(Context& context)
{
    Record record;
    record.topic = context.words().front();
    if (context.isSet("key"))
        record.key = context.value("key").toUtf8();
    if (context.isSet("key-file")) {
        auto key = contentOf(context.value("key-file"), LargestValue);
        if (!key)
            return Failure(key.error());
        record.key = std::move(*key);
    }
    if (context.isSet("value-file")) {
        auto value = contentOf(context.value("value-file"), LargestValue);
        if (!value)
            return Failure(value.error());
        record.value = std::move(*value);
    } else if (!context.isSet("tombstone")) {
        record.value = context.value("value").toUtf8();
    }
    for (const QString& header : context.values("header")) {
        const qsizetype equals = header.indexOf(QLatin1Char('='));
        record.headers.push_back({ header.left(equals < 0 ? header.size() : equals).toUtf8(),
            equals < 0 ? std::nullopt : std::optional(header.mid(equals + 1).toUtf8()) });
    }
    return record;
}

Result<kafka::Delivery> send(Context& context, const Record& record, std::optional<Partition> partition)
{
    // Asked first because its error names the addresses and why each failed.
    if (const auto connected = context.connect(); !connected)
        return Failure(connected.error());
    kafka::ProducerSettings settings;
    settings.deliveryTimeout = context.timeout();
    qint64 size = 0;
    for (const Header& header : record.headers)
        size += header.name.size() + header.value.value_or(QByteArray()).size() + 16;
    size += record.key.value_or(QByteArray()).size() + record.value.value_or(QByteArray()).size() + 1024;
    settings.maxMessageBytes = qint32(std::clamp<qint64>(size, settings.maxMessageBytes, LargestValue));
    auto producer = kafka::Producer::create(context.connection(), settings);
    if (!producer)
        return Failure(producer.error());
    return (*producer)->send(record, partition).get();
}

ExitCode produce(Context& context)
{
    if (!excludeEachOther(context, { "key", "key-null", "key-file" })
        || !excludeEachOther(context, { "value", "value-file", "tombstone" }))
        return ExitCode::Usage;
    if (!context.isSet("value") && !context.isSet("value-file") && !context.isSet("tombstone"))
        return context.usage(QStringLiteral("one of --value, --value-file and --tombstone is missing"));
    // Qt has already replaced what is no UTF-8 in an argument: writing that would not be byte for byte.
    for (const char* option : { "key", "value", "header" }) {
        for (const QString& text : context.values(option)) {
            if (text.contains(QChar(QChar::ReplacementCharacter)))
                return context.usage(
                    QStringLiteral("--%1 holds bytes that are not UTF-8; give them with --key-file or --value-file")
                        .arg(QLatin1String(option)));
        }
    }
    std::optional<Partition> partition;
    if (context.isSet("partition")) {
        const auto number = context.number("partition", 0, std::numeric_limits<qint32>::max());
        if (!number)
            return ExitCode::Usage;
        partition = Partition{ qint32(*number) };
    }
    const auto record = recordOf(context);
    if (!record)
        return context.fail(record.error());

    const kafka::Operation operation = kafka::ProduceOperation{ record->topic, 1 };
    const auto delivered = context.gate().execute(
        operation, kafka::Confirmation::NotGiven, [&] { return send(context, *record, partition); });
    if (!delivered)
        return context.fail(delivered.error());
    context.output().object({ { "topic", "Topic" }, { "partition", "Partition" }, { "offset", "Offset" } },
        { { "topic", json(record->topic) }, { "partition", json(delivered->partition) },
            { "offset", json(delivered->offset) } });
    return context.finish();
}

} // namespace

Command produceCommand()
{
    const auto option = [](const char* name, const char* description, const char* value = nullptr) {
        return QCommandLineOption(
            QLatin1String(name), QString::fromUtf8(description), value ? QString::fromUtf8(value) : QString());
    };
    return { QStringLiteral("produce"),
        QStringLiteral(
            "TOPIC [--key K|--key-null] --value V|--value-file F|--tombstone [--header k=v]… [--partition P]"),
        QStringLiteral("Write one record, byte for byte."),
        { option("key", "Key of the record; decides the partition as Java's producer does.", "K"),
            option("key-null", "No key; this is so unless --key is given."),
            option("key-file", "Key from a file, byte for byte; - is standard input.", "FILE"),
            option("value", "Value of the record.", "V"),
            option("value-file", "Value from a file, byte for byte; - is standard input.", "FILE"),
            option("tombstone", "Null value: on a compacted topic it deletes the key."),
            option("header",
                "Header; may be given several times, order and repeated names are kept. Without = its value is null.",
                "k=v"),
            option("partition", "Partition to write to, instead of the one the key gives.", "P") },
        1, 1, produce };
}

} // namespace spillway::cli
