// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/recordprinter.h"

#include "core/serde/text.h"

namespace spillway::cli {

namespace {

constexpr size_t WriteBytes = size_t(256) * 1024; // written at once; larger pieces gain nothing
constexpr qsizetype KeyChars = 60; // of a key in a table

} // namespace

// A cache line of its own: readers count on several cores.
struct alignas(64) RecordPrinter::ReaderState {
    RecordJsonWriter writer;
    std::string buffer;
    std::vector<HeaderView> headers;
    qint64 buffered = 0; ///< records in the buffer
};

RecordPrinter::RecordPrinter(PrinterSettings settings, OutputWriter& output, size_t readers,
    const std::vector<kafka::PartitionRange>& ranges, Remark remark)
    : m_settings(std::move(settings))
    , m_output(output)
    , m_remark(std::move(remark))
{
    for (const QString& topic : m_settings.topics)
        m_topics.push_back(topic.toStdString());
    for (size_t i = 0; i < readers; ++i) {
        m_readers.push_back(std::make_unique<ReaderState>());
        m_readers.back()->buffer.reserve(WriteBytes + 64 * 1024);
    }
    for (const kafka::PartitionRange& range : ranges) {
        m_starts[{ range.topic, range.partition }] = range.start;
        ++m_expected[range.topic];
    }
}

RecordPrinter::~RecordPrinter() = default;

kafka::RecordSink::Answer RecordPrinter::records(int reader, std::span<const kafka::RecordRef> batch)
{
    ReaderState& state = *m_readers[size_t(reader)];
    m_progress = true;
    m_troubled = false;
    for (const kafka::RecordRef& record : batch) {
        if (m_satisfied.load(std::memory_order_relaxed))
            break;
        state.headers.clear();
        if (record.message)
            record.headers(state.headers);
        if (!m_settings.filter.isEmpty() && !m_settings.filter.matches(record.key, record.value, state.headers))
            continue;
        if (m_settings.most) {
            const qint64 ticket = m_taken.fetch_add(1);
            if (ticket >= *m_settings.most - 1)
                m_satisfied = true;
            if (ticket >= *m_settings.most)
                break;
        }
        append(state, record);
        if (state.buffer.size() >= WriteBytes)
            flush(state);
    }
    if (m_settings.follow || m_satisfied)
        flush(state);
    return m_satisfied ? Answer::Stop : Answer::Continue;
}

void RecordPrinter::append(ReaderState& state, const kafka::RecordRef& record)
{
    std::string& out = state.buffer;
    ++state.buffered;
    if (m_output.format() == OutputFormat::Table) {
        appendRow(out, record, state.headers.size());
        return;
    }
    // Between the elements of the array stand commas, so each but the first begins with one (see flush).
    if (m_output.format() == OutputFormat::JsonDocument)
        out += ',';
    state.writer.append(out,
        { m_topics[record.topic], record.partition, record.offset, record.timestampMs, record.timestampType, record.key,
            record.value, state.headers });
}

void RecordPrinter::appendRow(std::string& out, const kafka::RecordRef& record, size_t headers)
{
    const auto shown = [](BytesView bytes, qsizetype most) -> std::string {
        if (bytes.isNull())
            return "(null)";
        return bytes.size == 0 ? "(empty)" : visibleText(bytes.text(), most).toStdString();
    };
    const std::string time = record.timestampType == TimestampType::NotAvailable ? "-" : rfc3339(record.timestampMs);
    out += time + "  " + m_topics[record.topic] + '/' + std::to_string(record.partition.value) + '@'
        + std::to_string(record.offset.value) + "  " + shown(record.key, KeyChars) + "  "
        + shown(record.value, PreviewChars);
    if (headers > 0)
        out += "  [" + std::to_string(headers) + (headers == 1 ? " header]" : " headers]");
    out += '\n';
}

void RecordPrinter::flush(ReaderState& state)
{
    if (state.buffer.empty())
        return;
    const std::lock_guard lock(m_outputMutex);
    std::string_view bytes = state.buffer;
    if (m_output.format() == OutputFormat::JsonDocument && m_first) {
        m_output.raw("[");
        bytes.remove_prefix(1);
    }
    m_first = false;
    m_output.raw(bytes);
    state.buffer.clear();
    if (m_output.closed() || !m_output.status())
        m_satisfied = true;
    else
        m_printed += state.buffered;
    state.buffered = 0;
}

void RecordPrinter::finished(int reader)
{
    flush(*m_readers[size_t(reader)]);
}

void RecordPrinter::end()
{
    if (m_output.format() == OutputFormat::JsonDocument)
        m_output.raw(m_first ? "[]\n" : "]\n");
    const std::lock_guard lock(m_eventMutex);
    while (!m_gone.empty())
        topicGone(m_gone.begin()->first);
}

void RecordPrinter::partitionEvent(int, const kafka::PartitionEvent& event)
{
    m_progress = true;
    using Kind = kafka::PartitionEvent::Kind;
    const QString name
        = QStringLiteral("%1/%2").arg(m_settings.topics[qsizetype(event.topic)]).arg(event.partition.value);
    switch (event.kind) {
    case Kind::ReachedEnd:
        break;
    case Kind::Gap:
        // What had expired before the first record was read is where the partition begins, no loss on the way.
        if (const auto start = m_starts.find({ event.topic, event.partition });
            start == m_starts.end() || start->second != event.from)
            m_incomplete = true;
        m_remark(event.to < event.from
                ? QStringLiteral("%1: offset %2 is gone, the topic was recreated or truncated; reading went on at %3")
                      .arg(name)
                      .arg(event.from.value)
                      .arg(event.to.value)
                : QStringLiteral("%1: the records %2 to %3 have expired; reading went on at %4")
                      .arg(name)
                      .arg(event.from.value)
                      .arg(event.to.value - 1)
                      .arg(event.to.value));
        break;
    case Kind::BlockedByTransaction:
        m_incomplete = true;
        m_remark(QStringLiteral("%1: an open transaction holds back everything from offset %2")
                     .arg(name)
                     .arg(event.from.value));
        break;
    case Kind::Failed: {
        m_incomplete = true;
        const std::lock_guard lock(m_eventMutex);
        ++m_failed;
        m_lastFailure = event.error;
        if (event.error && event.error->code == ErrorCode::NotFound) {
            m_gone[event.topic][event.partition] = event.from;
            if (m_gone[event.topic].size() == m_expected[event.topic])
                topicGone(event.topic);
        } else {
            m_remark(QStringLiteral("%1: stopped at offset %2: %3")
                         .arg(name)
                         .arg(event.from.value)
                         .arg(event.error ? toText(*event.error) : QStringLiteral("unknown reason")));
        }
        break;
    }
    }
}

void RecordPrinter::topicGone(quint32 topic)
{
    QStringList ends;
    for (const auto& [partition, offset] : m_gone[topic])
        ends.append(QStringLiteral("%1:%2").arg(partition.value).arg(offset.value));
    m_gone.erase(topic);
    m_remark(QStringLiteral(
        "%1: Topic does not exist any more, it was deleted while it was read; read up to (partition:offset) %2")
                 .arg(m_settings.topics[qsizetype(topic)], ends.join(QLatin1Char(' '))));
}

void RecordPrinter::readerError(int, const Error& error)
{
    m_troubled = true;
    const std::lock_guard lock(m_eventMutex);
    const QString text = toText(error);
    if (text == m_lastTrouble)
        return; // each reader tells it, and again at every attempt
    m_lastTrouble = text;
    m_remark(text);
}

std::optional<Error> RecordPrinter::failure() const
{
    const std::lock_guard lock(m_eventMutex);
    return m_failed > 0 && m_failed == m_starts.size() ? m_lastFailure : std::nullopt;
}

} // namespace spillway::cli
