// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avrological.h"

#include "core/serde/text.h"

#include <QUuid>

#include <algorithm>
#include <array>
#include <limits>

namespace spillway {

namespace {

using namespace std::chrono;

constexpr size_t MaxDefaultDepth = 32;
constexpr quint64 DigitGroup = 1'000'000'000;
constexpr int DigitsOfGroup = 9;
constexpr qint64 MicrosPerDay = 86'400'000'000;
constexpr qsizetype DateChars = 10;
constexpr qsizetype TimeStart = 11; // of timeText(): after "YYYY-MM-DDT"

/// timeText() in pieces; empty outside its years, or when the product overflows.
QString momentText(qint64 value, qint64 microsEach)
{
    qint64 micros = 0;
    if (__builtin_mul_overflow(value, microsEach, &micros))
        return {};
    return QString::fromStdString(timeText(EventTime(microseconds(micros))));
}

std::optional<qint64> microsOf(const QString& text)
{
    const auto time = parseTime(text.toStdString());
    return time ? std::optional(qint64(time->time_since_epoch().count())) : std::nullopt;
}

qint64 floorDivide(qint64 value, qint64 by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/// Two's complement, big-endian, at most MaxDecimalBytes long, as decimal digits with a point before the last `scale`.
QString decimalText(std::string_view bytes, int scale)
{
    std::vector<quint8> magnitude(bytes.begin(), bytes.end());
    const bool negative = !magnitude.empty() && (magnitude.front() & 0x80);
    if (negative) {
        unsigned carry = 1;
        for (size_t i = magnitude.size(); i-- > 0;) {
            carry += quint8(~magnitude[i]);
            magnitude[i] = quint8(carry);
            carry >>= 8;
        }
    }
    QString digits; // the last one first
    while (std::any_of(magnitude.begin(), magnitude.end(), [](quint8 byte) { return byte != 0; })) {
        quint64 rest = 0;
        for (quint8& byte : magnitude) {
            rest = rest << 8 | byte;
            byte = quint8(rest / DigitGroup);
            rest %= DigitGroup;
        }
        for (int i = 0; i < DigitsOfGroup; ++i, rest /= 10)
            digits.append(QChar(char16_t(u'0' + rest % 10)));
    }
    while (digits.endsWith(u'0'))
        digits.chop(1);
    while (digits.size() <= scale)
        digits.append(u'0');
    if (scale > 0)
        digits.insert(scale, u'.');
    if (negative)
        digits.append(u'-');
    std::reverse(digits.begin(), digits.end());
    return digits;
}

/// The unscaled digits of a decimal text, with its sign; nothing when it has more places than `scale`.
std::optional<QByteArray> unscaledDigits(const QString& text, int scale, bool& negative)
{
    const QByteArray written = text.toLatin1();
    qsizetype at = 0;
    negative = written.startsWith('-');
    if (negative || written.startsWith('+'))
        ++at;
    QByteArray digits;
    int places = -1;
    for (; at < written.size(); ++at) {
        const char c = written[at];
        if (c == '.' && places < 0)
            places = 0;
        else if (c >= '0' && c <= '9' && digits.size() <= AvroSchema::MaxDecimalDigits * 2) {
            digits.append(c);
            places += places >= 0 ? 1 : 0;
        } else
            return std::nullopt;
    }
    if (digits.isEmpty() || places > scale)
        return std::nullopt;
    digits.append(scale - std::max(places, 0), '0');
    while (digits.size() > 1 && digits.front() == '0')
        digits.remove(0, 1);
    return digits;
}

std::optional<QByteArray> decimalBytes(const AvroNode& node, const QString& text)
{
    bool negative = false;
    const auto digits = unscaledDigits(text, node.scale, negative);
    if (!digits || digits->size() > node.precision)
        return std::nullopt;
    QByteArray bytes; // the last one first
    for (const char digit : *digits) {
        unsigned carry = unsigned(digit - '0');
        for (char& byte : bytes) {
            carry += unsigned(quint8(byte)) * 10;
            byte = char(carry & 0xFF);
            carry >>= 8;
        }
        if (carry)
            bytes.append(char(carry));
    }
    bytes.append('\0'); // room for the sign
    if (negative) {
        unsigned carry = 1;
        for (char& byte : bytes) {
            carry += quint8(~quint8(byte));
            byte = char(carry & 0xFF);
            carry >>= 8;
        }
    }
    const char sign = quint8(bytes.back()) & 0x80 ? char(0xFF) : '\0';
    const qsizetype wanted = node.type == AvroType::Fixed ? qsizetype(node.fixedSize) : 1;
    while (bytes.size() > wanted && bytes.back() == sign && bytes.size() > 1
        && ((quint8(bytes[bytes.size() - 2]) ^ quint8(sign)) & 0x80) == 0)
        bytes.chop(1);
    if (node.type == AvroType::Fixed) {
        if (bytes.size() > wanted)
            return std::nullopt;
        bytes.append(wanted - bytes.size(), sign);
    }
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

EventValue durationValue(std::string_view bytes)
{
    const auto part = [&](size_t at) {
        quint32 value = 0;
        for (size_t i = 4; i-- > 0;)
            value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
        return EventValue(value);
    };
    return EventValue::object({ { QStringLiteral("months"), part(0) }, { QStringLiteral("days"), part(4) },
        { QStringLiteral("millis"), part(8) } });
}

std::optional<QByteArray> durationBytes(const EventValue& value)
{
    QByteArray bytes;
    if (value.members().size() != 3)
        return std::nullopt;
    for (const QStringView name : { u"months", u"days", u"millis" }) {
        const auto part = value[name].toInt();
        if (!part || *part < 0 || *part > std::numeric_limits<quint32>::max())
            return std::nullopt;
        for (int shift = 0; shift < 32; shift += 8)
            bytes.append(char(*part >> shift & 0xFF));
    }
    return bytes;
}

std::optional<qint64> integerOfText(const AvroNode& node, const QString& text)
{
    switch (node.logical) {
    case AvroLogical::Date:
        if (const auto micros = microsOf(text + QStringLiteral("T00:00:00Z")); micros && text.size() == DateChars)
            return *micros / MicrosPerDay;
        return std::nullopt;
    case AvroLogical::TimeMillis:
    case AvroLogical::TimeMicros:
        if (const auto micros = microsOf(QStringLiteral("1970-01-01T") + text + u'Z'))
            return node.logical == AvroLogical::TimeMillis ? *micros / 1000 : *micros;
        return std::nullopt;
    case AvroLogical::LocalTimestampMillis:
    case AvroLogical::LocalTimestampMicros:
        if (const auto micros = microsOf(text + u'Z'))
            return node.logical == AvroLogical::LocalTimestampMillis ? floorDivide(*micros, 1000) : *micros;
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

class Defaults {
public:
    Defaults(size_t maxItems, size_t& items)
        : m_maxItems(maxItems)
        , m_items(items)
    {
    }

    std::optional<EventValue> of(const AvroNode& node, const EventValue& json, size_t depth)
    {
        if (depth > MaxDefaultDepth || ++m_items > m_maxItems)
            return std::nullopt;
        switch (node.type) {
        case AvroType::Null:
            return json.isNull() ? std::optional(json) : std::nullopt;
        case AvroType::Boolean:
            return json.toBool() ? std::optional(json) : std::nullopt;
        case AvroType::Int:
        case AvroType::Long: {
            const auto value = json.toInt();
            const bool fits = value && (node.type == AvroType::Long || *value == qint64(qint32(*value)));
            return fits ? std::optional(fromAvroInteger(node, *value)) : std::nullopt;
        }
        case AvroType::Float:
        case AvroType::Double:
            return json.toDouble() ? std::optional(EventValue(*json.toDouble())) : std::nullopt;
        case AvroType::Bytes:
        case AvroType::Fixed:
            return bytes(node, json);
        case AvroType::String:
            return json.toText() ? std::optional(EventValue(*json.toText())) : std::nullopt;
        case AvroType::Enum:
            return json.toText() && node.symbols.contains(*json.toText()) ? std::optional(json) : std::nullopt;
        case AvroType::Union:
            // the first branch, or since 1.12 any
            for (const AvroNode* branch : node.branches) {
                if (auto value = of(*branch, json, depth + 1))
                    return value;
            }
            return std::nullopt;
        case AvroType::Array:
        case AvroType::Map:
            return collection(node, json, depth);
        case AvroType::Record:
            return record(node, json, depth);
        }
        return std::nullopt;
    }

private:
    // code points 0–255 stand for bytes
    static std::optional<EventValue> bytes(const AvroNode& node, const EventValue& json)
    {
        const auto text = json.toText();
        if (!text || std::any_of(text->begin(), text->end(), [](QChar c) { return c.unicode() > 0xFF; }))
            return std::nullopt;
        const QByteArray raw = text->toLatin1();
        if (node.type == AvroType::Fixed && raw.size() != node.fixedSize)
            return std::nullopt;
        return fromAvroBytes(node, bytesOf(raw));
    }

    std::optional<EventValue> collection(const AvroNode& node, const EventValue& json, size_t depth)
    {
        if (node.type == AvroType::Array ? !json.isArray() : !json.isObject())
            return std::nullopt;
        EventValue::Array items;
        for (const EventValue& item : json.items()) {
            auto value = of(*node.items, item, depth + 1);
            if (!value)
                return std::nullopt;
            items.push_back(std::move(*value));
        }
        EventValue::Members members;
        for (const EventValue::Member& member : json.members()) {
            auto value = of(*node.items, member.value, depth + 1);
            if (!value)
                return std::nullopt;
            members.push_back({ member.name, std::move(*value) });
        }
        return node.type == AvroType::Array ? EventValue(std::move(items)) : EventValue::objectOf(std::move(members));
    }

    std::optional<EventValue> record(const AvroNode& node, const EventValue& json, size_t depth)
    {
        if (!json.isObject())
            return std::nullopt;
        EventValue::Members members;
        for (const AvroField& field : node.fields) {
            std::optional<EventValue> value;
            if (json.contains(field.name))
                value = of(*field.type, json[field.name], depth + 1);
            else if ((value = field.defaultValue))
                m_items += field.defaultItems;
            if (!value)
                return std::nullopt;
            members.push_back({ field.name, std::move(*value) });
        }
        return EventValue::objectOf(std::move(members));
    }

    size_t m_maxItems;
    size_t& m_items;
};

} // namespace

EventValue fromAvroInteger(const AvroNode& node, qint64 value)
{
    QString text;
    switch (node.logical) {
    case AvroLogical::TimestampMillis:
    case AvroLogical::TimestampMicros: {
        const qint64 each = node.logical == AvroLogical::TimestampMillis ? 1000 : 1;
        return momentText(value, each).isEmpty() ? EventValue(value)
                                                 : EventValue(EventTime(microseconds(value * each)));
    }
    case AvroLogical::Date:
        text = momentText(value, MicrosPerDay).left(DateChars);
        break;
    case AvroLogical::LocalTimestampMillis:
        text = momentText(value, 1000).chopped(momentText(value, 1000).isEmpty() ? 0 : 1);
        break;
    case AvroLogical::LocalTimestampMicros:
        text = momentText(value, 1).chopped(momentText(value, 1).isEmpty() ? 0 : 1);
        break;
    case AvroLogical::TimeMillis:
    case AvroLogical::TimeMicros: {
        const qint64 each = node.logical == AvroLogical::TimeMillis ? 1000 : 1;
        if (value >= 0 && value < MicrosPerDay / each)
            text = momentText(value, each).mid(TimeStart).chopped(1);
        break;
    }
    default:
        break;
    }
    return text.isEmpty() ? EventValue(value) : EventValue(text);
}

std::optional<qint64> toAvroInteger(const AvroNode& node, const EventValue& value)
{
    std::optional<qint64> number = value.toInt();
    const bool timestamp = node.logical == AvroLogical::TimestampMillis || node.logical == AvroLogical::TimestampMicros;
    if (const auto time = timestamp ? value.toTime() : std::nullopt) {
        const qint64 micros = time->time_since_epoch().count();
        number = node.logical == AvroLogical::TimestampMillis ? floorDivide(micros, 1000) : micros;
    } else if (const auto text = value.toText(); text && value.kind() == EventValue::Kind::Text) {
        number = integerOfText(node, *text);
    }
    if (number && node.type == AvroType::Int && *number != qint64(qint32(*number)))
        return std::nullopt;
    return number;
}

EventValue fromAvroBytes(const AvroNode& node, std::string_view bytes)
{
    if (node.logical == AvroLogical::Decimal && bytes.size() <= size_t(AvroSchema::MaxDecimalBytes))
        return EventValue(decimalText(bytes, node.scale));
    if (node.logical == AvroLogical::Uuid && bytes.size() == 16)
        return EventValue(
            QUuid::fromRfc4122(QByteArrayView(bytes.data(), qsizetype(bytes.size()))).toString(QUuid::WithoutBraces));
    if (node.logical == AvroLogical::Duration && bytes.size() == 12)
        return durationValue(bytes);
    return EventValue::ofBytes(QByteArray(bytes.data(), qsizetype(bytes.size())));
}

std::optional<QByteArray> toAvroBytes(const AvroNode& node, const EventValue& value)
{
    std::optional<QByteArray> bytes = value.toBytes();
    if (node.logical == AvroLogical::Decimal && !bytes) {
        const bool whole = value.kind() == EventValue::Kind::Int;
        const auto text = whole ? std::optional(QString::number(*value.toInt())) : value.toText();
        bytes = text ? decimalBytes(node, *text) : std::nullopt;
    } else if (node.logical == AvroLogical::Uuid && !bytes) {
        const QUuid uuid(value.toText().value_or(QString()));
        const bool zero = value.toText() == QUuid().toString(QUuid::WithoutBraces);
        bytes = uuid.isNull() && !zero ? std::nullopt : std::optional(uuid.toRfc4122());
    } else if (node.logical == AvroLogical::Duration && !bytes) {
        bytes = durationBytes(value);
    }
    if (bytes && node.type == AvroType::Fixed && bytes->size() != node.fixedSize)
        return std::nullopt;
    return bytes;
}

std::optional<EventValue> avroDefault(const AvroNode& node, const EventValue& json, size_t maxItems, size_t& items)
{
    return Defaults(maxItems, items).of(node, json, 0);
}

} // namespace spillway
