// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/eventjson.h"

#include "core/serde/jsonescape.h"
#include "core/serde/jsonreader.h"
#include "core/serde/jsonscanner.h"
#include "core/serde/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace spillway {

namespace {

QString number(size_t n)
{
    return QString::number(qulonglong(n));
}

Failure refused(const QString& what, size_t at)
{
    return Failure(Error{ ErrorCode::Protocol, QStringLiteral("JSON refused at byte %1: %2").arg(number(at), what),
        QStringLiteral("Mend the sender: one JSON value, UTF-8, unique names, integers of at most 64 signed bits.") });
}

/// The text of a string token whose grammar the scanner has checked.
QString unescaped(std::string_view token)
{
    const std::string_view raw = token.substr(1, token.size() - 2);
    size_t slash = raw.find('\\');
    if (slash == std::string_view::npos)
        return QString::fromUtf8(raw.data(), qsizetype(raw.size()));
    QString out;
    size_t from = 0;
    while (slash != std::string_view::npos) {
        out += QString::fromUtf8(raw.data() + from, qsizetype(slash - from));
        const char kind = raw[slash + 1];
        from = slash + 2;
        if (kind == 'u') {
            unsigned unit = 0;
            std::from_chars(raw.data() + from, raw.data() + from + 4, unit, 16);
            out += QChar(char16_t(unit));
            from += 4;
        } else {
            static constexpr std::string_view Kinds = "bfnrt";
            static constexpr std::string_view Characters = "\b\f\n\r\t";
            const size_t at = Kinds.find(kind);
            out += QLatin1Char(at == std::string_view::npos ? kind : Characters[at]);
        }
        slash = raw.find('\\', from);
    }
    out += QString::fromUtf8(raw.data() + from, qsizetype(raw.size() - from));
    return out;
}

/// Builds values from tokens with a stack of its own.
class Reader {
public:
    Reader(std::string_view json, const JsonLimits& limits)
        : m_scanner(json)
        , m_limits(limits)
    {
    }

    Result<EventValue> read()
    {
        JsonToken token;
        while (m_scanner.next(token)) {
            if (const auto taken = take(token); !taken)
                return Failure(taken.error());
        }
        if (m_scanner.failed())
            return refused(QStringLiteral("this is not JSON, or it ends too early"), m_scanner.position());
        return std::move(m_result);
    }

private:
    struct Open {
        bool isObject = false;
        EventValue::Members members;
        EventValue::Array items;
        QString name;
    };

    size_t startOf(const JsonToken& token) const { return m_scanner.position() - token.text.size(); }

    Result<> take(const JsonToken& token)
    {
        if (m_scanner.sawLoneSurrogate())
            return refused(QStringLiteral("half of a surrogate pair"), startOf(token));
        switch (token.kind) {
        case JsonTokenKind::Key:
            m_open.back().name = unescaped(token.text);
            return {};
        case JsonTokenKind::String: {
            const std::string_view raw = token.text.substr(1, token.text.size() - 2);
            if (const auto time = timeOfText(raw))
                return add(EventValue(*time), token);
            return add(EventValue(unescaped(token.text)), token);
        }
        case JsonTokenKind::Number:
            return addNumber(token);
        case JsonTokenKind::Literal:
            return add(token.text == "null" ? EventValue() : EventValue(token.text == "true"), token);
        case JsonTokenKind::Punct:
            return punctuation(token);
        }
        return {};
    }

    Result<> punctuation(const JsonToken& token)
    {
        const char c = token.text.front();
        if (c == '{' || c == '[') {
            if (m_open.size() >= m_limits.maxDepth)
                return refused(QStringLiteral("deeper than %1 levels").arg(number(m_limits.maxDepth)), startOf(token));
            m_open.push_back({ c == '{', {}, {}, {} });
        } else if (c == '}' || c == ']') {
            Open closed = std::move(m_open.back());
            m_open.pop_back();
            if (const QString* name = repeatedName(closed.members))
                return refused(
                    QStringLiteral("the object that ends here has \"%1\" twice").arg(visibleText(*name).left(100)),
                    startOf(token));
            return add(
                closed.isObject ? EventValue::objectOf(std::move(closed.members)) : EventValue(std::move(closed.items)),
                token);
        }
        return {};
    }

    Result<> addNumber(const JsonToken& token)
    {
        const char* const begin = token.text.data();
        const char* const end = begin + token.text.size();
        if (token.text.find_first_of(".eE") == std::string_view::npos) {
            qint64 whole = 0;
            if (std::from_chars(begin, end, whole).ec != std::errc())
                return refused(QStringLiteral("an integer beyond 64 signed bits"), startOf(token));
            return add(EventValue(whole), token);
        }
        double value = 0;
        if (std::from_chars(begin, end, value).ec != std::errc() || !std::isfinite(value))
            return refused(QStringLiteral("a number beyond the range of a double"), startOf(token));
        return add(EventValue(value), token);
    }

    Result<> add(EventValue value, const JsonToken& token)
    {
        if (++m_items > m_limits.maxItems)
            return refused(QStringLiteral("more than %1 values").arg(number(m_limits.maxItems)), startOf(token));
        if (m_open.empty())
            m_result = std::move(value);
        else if (Open& top = m_open.back(); top.isObject)
            top.members.push_back({ std::move(top.name), std::move(value) });
        else
            top.items.push_back(std::move(value));
        return {};
    }

    JsonScanner m_scanner;
    const JsonLimits& m_limits;
    std::vector<Open> m_open;
    EventValue m_result;
    size_t m_items = 0;
};

constexpr size_t MostKept = size_t{ 1 } << 20; // of a thread's scratch room between two writings

/// How many of the first characters are ASCII that needs no escape; they are written to `to`, which has room for `most`
/// rounded up to 4.
size_t copyPlain(const char16_t* from, size_t most, char* to)
{
    size_t at = 0;
    if constexpr (std::endian::native == std::endian::little) {
        constexpr quint64 ones = 0x0001000100010001u;
        for (; at + 4 <= most; at += 4) {
            quint64 word = 0;
            std::memcpy(&word, from + at, 8);
            const quint64 quote = word ^ ones * '"';
            const quint64 slash = word ^ ones * '\\';
            // beyond 0x7E carries into the bits above, below 0x20 borrows; '"' and '\\' are 0 now and borrow
            const quint64 marks = word | (word + ones) | (word - ones * 0x20) | (quote - ones) | (slash - ones);
            if ((marks & ones * 0xFF80) != 0)
                break;
            word |= word >> 8;
            const quint32 bytes = quint32(word & 0xFFFF) | quint32(word >> 16 & 0xFFFF0000u);
            std::memcpy(to + at, &bytes, 4);
        }
    }
    for (; at < most; ++at) {
        const char16_t unit = from[at];
        if (unit < 0x20 || unit > 0x7E || unit == u'"' || unit == u'\\')
            break;
        to[at] = char(unit);
    }
    return at;
}

class Writer {
public:
    Writer(NotANumber notANumber, const JsonLimits& limits, std::string& scratch)
        : m_notANumber(notANumber)
        , m_limits(limits)
        , m_out(scratch)
    {
    }

    Result<QByteArray> write(const EventValue& value) { return written(add(value, 0)); }
    Result<QByteArray> write(std::span<const JsonMember> members) { return written(addParts(members)); }

private:
    Result<QByteArray> written(bool ok)
    {
        if (!ok)
            return Failure(Error{ ErrorCode::InvalidArgument,
                QStringLiteral("event data cannot be written as JSON: %1 %2").arg(path(), m_problem),
                QStringLiteral(
                    "Change that value; JSON has no NaN, no infinity and no time outside the years 0–9999.") });
        return QByteArray(m_out.data(), qsizetype(m_out.size()));
    }

    bool fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
        return false;
    }

    QString path() const
    {
        QString text;
        for (auto name = m_path.rbegin(); name != m_path.rend(); ++name) // NOLINT(modernize-loop-convert): views
            text += (text.isEmpty() ? QString() : QStringLiteral(".")) + visibleText(*name).left(100);
        return text.isEmpty() ? QStringLiteral("the value") : QStringLiteral("\"%1\"").arg(text);
    }

    bool add(const EventValue& value, size_t depth)
    {
        if (++m_items > m_limits.maxItems)
            return fail(QStringLiteral("comes after more than %1 values").arg(number(m_limits.maxItems)));
        if (m_out.size() > m_limits.maxBytes)
            return fail(QStringLiteral("comes after more than %1 bytes").arg(number(m_limits.maxBytes)));
        switch (value.kind()) {
        case EventValue::Kind::Null:
            m_out += "null";
            return true;
        case EventValue::Kind::Bool:
            m_out += *value.toBool() ? "true" : "false";
            return true;
        case EventValue::Kind::Int:
            return addDigits(*value.toInt());
        case EventValue::Kind::Double:
            return addDouble(*value.toDouble());
        case EventValue::Kind::Text:
            return addText(*value.text());
        case EventValue::Kind::Bytes: {
            const QByteArray bytes = *value.toBytes();
            if (size_t(bytes.size()) > m_limits.maxBytes)
                return fail(QStringLiteral("has too many bytes"));
            m_out += '"';
            appendBase64(m_out, bytesOf(bytes));
            m_out += '"';
            return true;
        }
        case EventValue::Kind::Time: {
            std::array<char, TimeTextChars + 2> text{};
            text.front() = text.back() = '"';
            if (!writeTimeText(text.data() + 1, *value.toTime()))
                return fail(QStringLiteral("is a time outside the years 0–9999"));
            m_out.append(text.data(), text.size());
            return true;
        }
        case EventValue::Kind::Array:
            return addItems(value.items(), depth + 1);
        case EventValue::Kind::Object:
            return addMembers(value.members(), depth + 1);
        }
        return true;
    }

    bool addItems(const EventValue::Array& items, size_t depth)
    {
        if (depth > m_limits.maxDepth)
            return fail(QStringLiteral("is deeper than %1 levels").arg(number(m_limits.maxDepth)));
        m_out += '[';
        for (size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                m_out += ',';
            if (!add(items[i], depth)) {
                m_path.push_back(number(i));
                return false;
            }
        }
        m_out += ']';
        return true;
    }

    bool addMembers(const EventValue::Members& members, size_t depth)
    {
        if (depth > m_limits.maxDepth)
            return fail(QStringLiteral("is deeper than %1 levels").arg(number(m_limits.maxDepth)));
        m_out += '{';
        bool first = true;
        for (const EventValue::Member& member : members) {
            if (!std::exchange(first, false))
                m_out += ',';
            bool ok = addText(member.name);
            m_out += ':';
            ok = ok && add(member.value, depth);
            if (!ok) {
                m_path.push_back(member.name);
                return false;
            }
        }
        m_out += '}';
        return true;
    }

    bool addParts(std::span<const JsonMember> members)
    {
        char before = '{';
        for (const JsonMember& member : members) {
            m_out += std::exchange(before, ',');
            m_out += '"';
            m_out += member.name;
            m_out += "\":";
            static const EventValue null;
            if (member.text ? addText(*member.text) : add(member.value ? *member.value : null, 1))
                continue;
            m_path.push_back(QString::fromLatin1(member.name.data(), qsizetype(member.name.size())));
            return false;
        }
        m_out += '}';
        return true;
    }

    template <class N> bool addDigits(N value)
    {
        std::array<char, 40> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        m_out.append(digits.data(), end);
        return true;
    }

    bool addDouble(double value)
    {
        if (std::isfinite(value)) {
            const size_t before = m_out.size();
            addDigits(value);
            // a whole number stays a Double when it is read back
            if (m_out.find_first_of(".e", before) == std::string::npos)
                m_out += ".0";
            return true;
        }
        if (m_notANumber == NotANumber::Error)
            return fail(QStringLiteral("is not a finite number"));
        m_out += std::isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
        return true;
    }

    bool addText(const QString& text)
    {
        if (size_t(text.size()) > m_limits.maxBytes)
            return fail(QStringLiteral("is longer than %1 characters").arg(number(m_limits.maxBytes)));
        m_out += '"';
        const auto* at = reinterpret_cast<const char16_t*>(text.utf16()); // NOLINT: QString's own type for it
        const char16_t* const end = at + text.size();
        std::array<char, 256> plain; // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
        while (at < end) {
            const size_t most = std::min(size_t(end - at), plain.size());
            const size_t count = copyPlain(at, most, plain.data());
            m_out.append(plain.data(), count);
            at += count;
            if (count < most && !addEscaped(QStringView(at, end)))
                return false;
            if (count < most)
                break;
        }
        m_out += '"';
        return true;
    }

    bool addEscaped(QStringView text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (!text[i].isSurrogate())
                continue;
            if (!text[i].isHighSurrogate() || i + 1 == text.size() || !text[i + 1].isLowSurrogate())
                return fail(QStringLiteral("holds half of a surrogate pair"));
            ++i;
        }
        const QByteArray utf8 = text.toUtf8();
        const size_t start = m_out.size();
        m_out.resize(start + size_t(utf8.size()) * MaxEscapedBytes);
        const char* const to = writeEscaped(m_out.data() + start, bytesOf(utf8), EscapeWhat::String);
        m_out.resize(size_t(to - m_out.data()));
        return true;
    }

    const NotANumber m_notANumber;
    const JsonLimits& m_limits;
    std::string& m_out;
    std::vector<QString> m_path; ///< of the value that failed, innermost first
    QString m_problem;
    size_t m_items = 0;
};

} // namespace

Result<EventValue> parseJson(std::string_view json, const JsonLimits& limits)
{
    if (json.size() > limits.maxBytes)
        return refused(QStringLiteral("more than %1 bytes").arg(number(limits.maxBytes)), limits.maxBytes);
    if (!isValidUtf8(json))
        return refused(QStringLiteral("not UTF-8"), firstInvalidUtf8(json));
    if (auto value = readJsonQuickly(json, limits))
        return std::move(*value);
    return readJsonTokens(json, limits);
}

Result<EventValue> readJsonTokens(std::string_view json, const JsonLimits& limits)
{
    return Reader(json, limits).read();
}

namespace {
template <class What>
Result<QByteArray> writeWithScratch(const What& what, NotANumber notANumber, const JsonLimits& limits)
{
    thread_local std::string scratch;
    scratch.clear();
    auto written = Writer(notANumber, limits, scratch).write(what);
    if (scratch.capacity() > MostKept)
        std::string().swap(scratch);
    return written;
}
} // namespace

Result<QByteArray> writeJson(const EventValue& value, NotANumber notANumber, const JsonLimits& limits)
{
    return writeWithScratch(value, notANumber, limits);
}

Result<QByteArray> writeJsonObject(std::span<const JsonMember> members)
{
    return writeWithScratch(members, NotANumber::Error, {});
}

Result<QByteArray> JsonEventSerializer::serialize(const EventValue& value) const
{
    if (!value.isObject())
        return Failure(Error{ ErrorCode::InvalidArgument,
            QStringLiteral("an event is an object, not %1").arg(kindName(value.kind())), {} });
    return writeJson(value, NotANumber::Error, m_limits);
}

Result<EventValue> JsonEventSerializer::deserialize(BytesView bytes) const
{
    if (bytes.isNull())
        return Failure(Error{ ErrorCode::Protocol, QStringLiteral("the value is null, not an event"), {} });
    Result<EventValue> value = parseJson(bytes.text(), m_limits);
    if (value && !value->isObject())
        return Failure(Error{ ErrorCode::Protocol,
            QStringLiteral("an event is a JSON object, not %1").arg(kindName(value->kind())), {} });
    return value;
}

} // namespace spillway
