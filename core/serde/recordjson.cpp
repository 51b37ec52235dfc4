// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/recordjson.h"

#include "core/serde/jsonescape.h"
#include "core/serde/jsonscanner.h"
#include "core/serde/text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace spillway {

namespace {

// A buffer larger than this is given back after the record that needed it.
constexpr size_t KeptBytes = size_t(4) << 20;

constexpr qint64 MsPerDay = 86'400'000;
constexpr qint64 FirstMs = -62'167'219'200'000; // 0000-01-01
constexpr qint64 LastMs = 253'402'300'799'999; // 9999-12-31

void writeTwo(char* to, unsigned value)
{
    to[0] = char('0' + value / 10);
    to[1] = char('0' + value % 10);
}

// "2026-11-23T10:02:46" of a whole second. Days to civil date after Howard Hinnant.
void writeSecond(char* to, qint64 second)
{
    const qint64 day = (second >= 0 ? second : second - 86'399) / 86'400;
    const auto ofDay = unsigned(second - day * 86'400);
    const qint64 shifted = day + 719'468;
    const qint64 era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const auto dayOfEra = unsigned(shifted - era * 146'097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shiftedMonth = (5 * dayOfYear + 2) / 153;
    const unsigned month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    const auto year = unsigned(qint64(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0));
    writeTwo(to, year / 100);
    writeTwo(to + 2, year % 100);
    to[4] = '-';
    writeTwo(to + 5, month);
    to[7] = '-';
    writeTwo(to + 8, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
    to[10] = 'T';
    writeTwo(to + 11, ofDay / 3600);
    to[13] = ':';
    writeTwo(to + 14, ofDay / 60 % 60);
    to[16] = ':';
    writeTwo(to + 17, ofDay % 60);
}

// Names have no encoding of their own in the format: what is not UTF-8 in them is spelt out.
std::string spelledOut(std::string_view bytes)
{
    static constexpr std::string_view Digits = "0123456789ABCDEF";
    std::string text;
    for (size_t at = 0; at < bytes.size();) {
        const size_t length = decodeUtf8(bytes, at).bytes;
        if (length == 0) {
            const auto byte = static_cast<unsigned char>(bytes[at++]);
            text.append({ '\\', 'x', Digits[byte >> 4], Digits[byte & 0xF] });
        } else {
            text.append(bytes.substr(at, length));
            at += length;
        }
    }
    return text;
}

} // namespace

// One line is built in a buffer that never shrinks and is never cleared, then appended in one piece.
class RecordJsonWriter::Impl {
public:
    void append(std::string& out, const RecordFields& record)
    {
        m_size = 0;
        appendTopic(record.topic);
        appendInteger(record.partition.value);
        appendRaw(R"(,"offset":)");
        appendInteger(record.offset.value);
        appendRaw(R"(,"timestamp":)");
        appendTimestamp(record);
        appendRaw(R"(,"key":)");
        const std::string_view keyEncoding = appendBytes(record.key);
        appendRaw(R"(,"key_encoding":)");
        appendRaw(keyEncoding);
        appendRaw(R"(,"value":)");
        const std::string_view valueEncoding = appendBytes(record.value);
        appendRaw(R"(,"value_encoding":)");
        appendRaw(valueEncoding);
        appendRaw(R"(,"headers":[)");
        bool first = true;
        for (const HeaderView& header : record.headers) {
            appendRaw(first ? "[" : ",[");
            appendName(header.name);
            appendRaw(",");
            const std::string_view encoding = appendBytes(header.value);
            appendRaw(",");
            appendRaw(encoding);
            appendRaw("]");
            first = false;
        }
        appendRaw("]}\n");
        out.append(m_line.data(), m_size);
        giveBack();
    }

    void appendString(std::string& out, std::string_view text)
    {
        m_size = 0;
        appendName(text);
        out.append(m_line.data(), m_size);
        giveBack();
    }

private:
    char* room(size_t bytes)
    {
        if (m_line.size() - m_size < bytes)
            m_line.resize(std::max(m_line.size() * 2, m_size + bytes + 1024));
        return m_line.data() + m_size;
    }
    void took(const char* end) { m_size = size_t(end - m_line.data()); }

    void appendRaw(std::string_view text)
    {
        std::memcpy(room(text.size()), text.data(), text.size());
        m_size += text.size();
    }

    template <class Integer> void appendInteger(Integer value)
    {
        char* to = room(24);
        took(std::to_chars(to, to + 24, value).ptr);
    }

    void appendTopic(std::string_view topic)
    {
        if (m_topicPrefix.empty() || topic != m_topic) {
            appendRaw(R"({"topic":)");
            appendName(topic);
            appendRaw(R"(,"partition":)");
            m_topic = topic;
            m_topicPrefix.assign(m_line.data(), m_size);
            return;
        }
        appendRaw(m_topicPrefix);
    }

    void appendTimestamp(const RecordFields& record)
    {
        const qint64 ms = record.timestampMs;
        if (record.timestampType == TimestampType::NotAvailable || ms == -1 || ms < FirstMs || ms > LastMs) {
            appendRaw("null");
        } else {
            const qint64 second = (ms >= 0 ? ms : ms - 999) / 1000;
            if (second != m_second) {
                writeSecond(m_secondText.data(), second);
                m_second = second;
            }
            const auto milli = unsigned(ms - second * 1000);
            char* to = room(32);
            *to++ = '"';
            std::memcpy(to, m_secondText.data(), m_secondText.size());
            to += m_secondText.size();
            *to++ = '.';
            *to++ = char('0' + milli / 100);
            writeTwo(to, milli % 100);
            std::memcpy(to + 2, "Z\"", 2);
            took(to + 4);
        }
        switch (record.timestampType) {
        case TimestampType::NotAvailable:
            appendRaw(R"(,"timestamp_type":"NotAvailable")");
            break;
        case TimestampType::CreateTime:
            appendRaw(R"(,"timestamp_type":"CreateTime")");
            break;
        case TimestampType::LogAppendTime:
            appendRaw(R"(,"timestamp_type":"LogAppendTime")");
            break;
        }
    }

    // Valid UTF-8 between quotes; in pieces, so that room is asked for by the piece and not for six times 5 MB.
    void appendQuoted(std::string_view text)
    {
        appendRaw("\"");
        appendPieces(text, EscapeWhat::String);
        appendRaw("\"");
    }

    void appendPieces(std::string_view text, EscapeWhat what)
    {
        constexpr size_t Piece = 4096;
        while (!text.empty()) {
            size_t bytes = std::min(text.size(), Piece);
            while (bytes < text.size() && (text[bytes] & char(0xC0)) == char(0x80))
                ++bytes;
            // 8 more: the last word is copied whole before it is looked at.
            took(writeEscaped(room(bytes * MaxEscapedBytes + 8), text.substr(0, bytes), what));
            text.remove_prefix(bytes);
        }
    }

    void appendName(std::string_view name)
    {
        if (isValidUtf8(name))
            appendQuoted(name);
        else
            appendQuoted(spelledOut(name));
    }

    // Appends the bytes as a JSON value and returns how, with quotes.
    std::string_view appendBytes(BytesView bytes)
    {
        if (bytes.isNull()) {
            appendRaw("null");
            return R"("null")";
        }
        const std::string_view text = bytes.text();
        if (opensJson(text) && appendEmbedded(text))
            return R"("json")";
        if (isValidUtf8(text)) {
            appendQuoted(text);
            return R"("utf8")";
        }
        appendRaw("\"");
        m_base64.clear();
        appendBase64(m_base64, text);
        appendRaw(m_base64);
        appendRaw("\"");
        return R"("base64")";
    }

    // The parser reads up to SIMDJSON_PADDING bytes beyond the end, which a view cannot promise: hence the copy.
    bool appendEmbedded(std::string_view text)
    {
        if (m_padded.size() < text.size() + simdjson::SIMDJSON_PADDING)
            m_padded.resize(text.size() * 2 + simdjson::SIMDJSON_PADDING);
        std::memcpy(m_padded.data(), text.data(), text.size());
        if (!isEmbeddable({ m_padded.data(), text.size() }))
            return false;
        m_minified.resize(std::max(m_minified.size(), text.size() + simdjson::SIMDJSON_PADDING));
        size_t size = 0;
        if (simdjson::minify(m_padded.data(), text.size(), m_minified.data(), size) != simdjson::SUCCESS)
            return false;
        appendPieces({ m_minified.data(), size }, EscapeWhat::DangerousOnly);
        return true;
    }

    bool isEmbeddable(std::string_view padded)
    {
        const simdjson::error_code error = m_parser.parse(padded.data(), padded.size(), false).error();
        // simdjson refuses what does not fit a double or 64 bits. The grammar allows it and the text is what is kept.
        const bool numberOnly = error == simdjson::NUMBER_ERROR || error == simdjson::NUMBER_OUT_OF_RANGE;
        if (error != simdjson::SUCCESS && !numberOnly)
            return false;
        // The parser takes some lone surrogates; readers of the line may not.
        if (error == simdjson::SUCCESS && padded.find("\\u") == std::string_view::npos)
            return true;
        if (!isValidUtf8(padded))
            return false;
        JsonScanner scanner(padded);
        JsonToken token;
        while (scanner.next(token)) {
            if (scanner.depth() > simdjson::DEFAULT_MAX_DEPTH)
                return false;
        }
        return !scanner.failed() && !scanner.sawLoneSurrogate();
    }

    void giveBack()
    {
        for (std::string* buffer : { &m_line, &m_padded, &m_minified, &m_base64 }) {
            if (buffer->size() > KeptBytes) {
                buffer->clear();
                buffer->shrink_to_fit();
            }
        }
        if (m_parser.capacity() > KeptBytes)
            m_parser = simdjson::dom::parser();
    }

    simdjson::dom::parser m_parser;
    std::string m_line; // m_size bytes of it are in use
    size_t m_size = 0;
    std::string m_padded;
    std::string m_minified;
    std::string m_base64;
    std::string m_topic;
    std::string m_topicPrefix; // {"topic":…,"partition": of m_topic
    qint64 m_second = std::numeric_limits<qint64>::min();
    std::array<char, 19> m_secondText{};
};

RecordJsonWriter::RecordJsonWriter()
    : m_impl(std::make_unique<Impl>())
{
}

RecordJsonWriter::~RecordJsonWriter() = default;
RecordJsonWriter::RecordJsonWriter(RecordJsonWriter&&) noexcept = default;
RecordJsonWriter& RecordJsonWriter::operator=(RecordJsonWriter&&) noexcept = default;

void RecordJsonWriter::append(std::string& out, const RecordFields& record)
{
    m_impl->append(out, record);
}

void RecordJsonWriter::append(std::string& out, const Record& record)
{
    const auto view = [](const std::optional<QByteArray>& bytes) {
        return bytes ? BytesView(bytes->constData(), size_t(bytes->size())) : BytesView();
    };
    std::vector<HeaderView> headers;
    headers.reserve(record.headers.size());
    for (const Header& header : record.headers)
        headers.push_back({ bytesOf(header.name), view(header.value) });
    const QByteArray topic = record.topic.toUtf8();
    m_impl->append(out,
        { bytesOf(topic), record.partition, record.offset, record.timestampMs, record.timestampType, view(record.key),
            view(record.value), headers });
}

std::string rfc3339(qint64 timestampMs)
{
    if (timestampMs < FirstMs || timestampMs > LastMs)
        return {};
    const qint64 second = (timestampMs >= 0 ? timestampMs : timestampMs - 999) / 1000;
    const auto milli = unsigned(timestampMs - second * 1000);
    std::string text(24, '.');
    writeSecond(text.data(), second);
    text[20] = char('0' + milli / 100);
    writeTwo(text.data() + 21, milli % 100);
    text[23] = 'Z';
    return text;
}

void appendJsonString(std::string& out, std::string_view text)
{
    const std::string valid = isValidUtf8(text) ? std::string(text) : spelledOut(text);
    const size_t start = out.size();
    out.resize(start + valid.size() * MaxEscapedBytes + 10);
    char* to = out.data() + start;
    *to++ = '"';
    to = writeEscaped(to, valid, EscapeWhat::String);
    *to++ = '"';
    out.resize(size_t(to - out.data()));
}

} // namespace spillway
