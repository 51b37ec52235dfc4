// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/readrange.h"
#include "cli/recordprinter.h"

#include <QLocale>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr kafka::Milliseconds Tick{ 500 };
constexpr int PipeBytes = 1 << 20;

/// What was asked for; nullopt after a complaint.
std::optional<kafka::ReadRequest> requestOf(Context& context)
{
    kafka::ReadRequest request;
    request.topics = context.words();
    if (request.topics.removeDuplicates() > 0)
        context.note(QStringLiteral("a topic named twice is read once"));
    request.from.kind = kafka::ReadFrom::Kind::End;
    request.to.kind = kafka::ReadTo::Kind::Follow;
    if (context.isSet("from")) {
        const auto from = parseReadFrom(context.value("from"));
        if (!from) {
            context.usage(from.error().message);
            return {};
        }
        request.from = *from;
    }
    if (context.isSet("until-end") && context.isSet("to")) {
        context.usage(QStringLiteral("--until-end and --to exclude each other"));
        return {};
    }
    if (context.isSet("until-end"))
        request.to.kind = kafka::ReadTo::Kind::End;
    if (context.isSet("to")) {
        const auto to = parseReadTo(context.value("to"));
        if (!to) {
            context.usage(to.error().message);
            return {};
        }
        request.to = *to;
    }
    for (const QString& word : context.values("partition")) {
        bool ok = false;
        const int number = word.toInt(&ok);
        if (!ok || number < 0) {
            context.usage(QStringLiteral("--partition %1 is not the number of a partition").arg(word));
            return {};
        }
        request.partitions.emplace_back(number);
    }
    const QString isolation = context.value("isolation");
    if (context.isSet("isolation") && isolation != QLatin1String("committed")
        && isolation != QLatin1String("uncommitted")) {
        context.usage(QStringLiteral("--isolation %1 is none of committed, uncommitted").arg(isolation));
        return {};
    }
    request.readCommitted = isolation == QLatin1String("committed");
    request.maxReaders = std::max(1, int(std::thread::hardware_concurrency())) + 1;
    return request;
}

/// The admin and its connections are of no more use afterwards.
Result<std::vector<kafka::PartitionRange>> resolve(Context& context, const kafka::ReadRequest& request)
{
    const auto connected = context.connect();
    if (!connected)
        return Failure(connected.error());
    return kafka::RecordReader::resolve(*connected->admin, request);
}

/// "123,456 records" on a terminal's stderr, while the records go elsewhere.
class Progress {
public:
    explicit Progress(bool wanted)
        : m_wanted(wanted && ::isatty(STDERR_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 0)
    {
    }
    ~Progress()
    {
        if (m_shown)
            std::fputs("\r\033[K", stderr);
    }
    void show(qint64 records)
    {
        if (!m_wanted)
            return;
        m_shown = true;
        std::fprintf(stderr, "\r%s records", qPrintable(QLocale(QLocale::English).toString(records)));
    }

private:
    const bool m_wanted;
    bool m_shown = false;
};

/// Waits for the end of the reading; false when a bounded one has come to a standstill because brokers are away.
bool watch(Context& context, kafka::RecordReader& reader, RecordPrinter& printer, bool bounded)
{
    Progress progress(bounded);
    kafka::Milliseconds idle{ 0 };
    while (!reader.wait(Tick)) {
        progress.show(printer.printed());
        idle = printer.progressed() ? kafka::Milliseconds(0) : idle + Tick;
        if (bounded && printer.troubled() && idle >= context.timeout()) {
            reader.stop();
            return false;
        }
    }
    return true;
}

ExitCode tail(Context& context)
{
    auto request = requestOf(context);
    std::optional<qint64> most;
    if (request && context.isSet("max")) {
        most = context.number("max", 0, std::numeric_limits<qint64>::max());
        if (!most)
            return ExitCode::Usage;
    }
    if (!request)
        return ExitCode::Usage;
    auto ranges = resolve(context, *request);
    if (!ranges)
        return context.fail(ranges.error());

    const bool bounded = request->to.kind != kafka::ReadTo::Kind::Follow;
    ::fcntl(STDOUT_FILENO, F_SETPIPE_SZ,
        PipeBytes); // fewer switches between us and whoever reads; refused where it is no pipe
    RecordPrinter printer({ request->topics, TextFilter(context.value("filter")), most, !bounded }, context.output(),
        size_t(request->maxReaders), *ranges, [&](const QString& line) { context.note(line); });
    bool steady = true;
    if (most != 0) {
        auto reader = kafka::RecordReader::start(context.connection(), *request, std::move(*ranges), printer);
        if (!reader)
            return context.fail(reader.error());
        const std::stop_callback stop(context.interrupt().token(), [&] { (*reader)->stop(); });
        steady = watch(context, **reader, printer, bounded);
    }
    printer.end();

    if (context.interrupt().requested())
        context.note(QStringLiteral("%1 records read").arg(printer.printed()));
    if (!steady)
        context.note(QStringLiteral("incomplete: no broker has answered for %1 s; %2 records read")
                         .arg(double(context.timeout().count()) / 1000)
                         .arg(printer.printed()));
    if (printer.satisfied())
        return context.finish();
    if (const auto failure = printer.failure(); failure && printer.printed() == 0)
        return context.finish(exitCodeFor(failure->code));
    const bool cutShort = bounded && context.interrupt().requested();
    return context.finish(!steady || cutShort || printer.incomplete() ? ExitCode::Partial : ExitCode::Done);
}

} // namespace

Command tailCommand()
{
    const auto option = [](const char* name, const char* description, const char* value = nullptr) {
        return QCommandLineOption(
            QLatin1String(name), QString::fromUtf8(description), value ? QString::fromUtf8(value) : QString());
    };
    return { QStringLiteral("tail"),
        QStringLiteral(
            "TOPIC… [--from beginning|end|-N|offset:N|time:RFC3339] [--until-end|--to end|offset:N|time:RFC3339]\n"
            "       [--partition P]… [--isolation committed|uncommitted] [--filter TEXT] [--max N]"),
        QStringLiteral("Print records as they come, or a range of them."),
        { option("from", "Where to begin in each partition; the end unless given. -N: the last N.", "WHERE"),
            option("until-end", "Stop at the end as it is when reading begins."),
            option("to", "Stop before this offset or time, or at the end.", "WHERE"),
            option("partition", "Only this partition; may be given several times.", "P"),
            option("isolation", "Whether records of open and aborted transactions show; uncommitted unless given.",
                "committed|uncommitted"),
            option("filter", "Only records with all these words in key, value or headers, in any case of letters.",
                "TEXT"),
            option("max", "Stop after N records.", "N") },
        1, -1, tail };
}

} // namespace spillway::cli
