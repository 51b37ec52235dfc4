// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avrocodec.h"
#include "core/serde/avrological.h"
#include "core/serde/text.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace spillway {

namespace {

constexpr size_t FreeItems = 65'536;
constexpr size_t ItemsPerByte = 64;
constexpr int MaxVarintBits = 63;

bool sameName(const AvroNode& writer, const AvroNode& reader)
{
    const QStringView name = unqualifiedName(writer.name);
    return unqualifiedName(reader.name) == name
        || std::any_of(reader.aliases.begin(), reader.aliases.end(),
            [&](const QString& alias) { return alias == writer.name || unqualifiedName(alias) == name; });
}

/// Whether a value of one type can be read as the other; what is inside shows while reading.
bool matches(const AvroNode& writer, const AvroNode& reader)
{
    const AvroType from = writer.type;
    const AvroType to = reader.type;
    switch (to) {
    case AvroType::Long:
        return from == AvroType::Int || from == to;
    case AvroType::Float:
        return from == AvroType::Int || from == AvroType::Long || from == to;
    case AvroType::Double:
        return from == AvroType::Int || from == AvroType::Long || from == AvroType::Float || from == to;
    case AvroType::Bytes:
    case AvroType::String:
        return from == AvroType::Bytes || from == AvroType::String;
    case AvroType::Fixed:
        return from == to && sameName(writer, reader) && writer.fixedSize == reader.fixedSize;
    case AvroType::Record:
    case AvroType::Enum:
        return from == to && sameName(writer, reader);
    default:
        return from == to;
    }
}

const AvroNode* branchFor(const AvroNode& writer, const AvroNode& reader)
{
    const auto exact
        = [&](const AvroNode* branch) { return branch->type == writer.type && branch->name == writer.name; };
    const auto possible = [&](const AvroNode* branch) { return matches(writer, *branch); };
    auto found = std::find_if(reader.branches.begin(), reader.branches.end(), exact);
    if (found == reader.branches.end() || !matches(writer, **found))
        found = std::find_if(reader.branches.begin(), reader.branches.end(), possible);
    return found == reader.branches.end() ? nullptr : *found;
}

class Decoder {
public:
    Decoder(std::string_view bytes, const AvroLimits& limits)
        : m_bytes(bytes)
        , m_maxDepth(limits.maxDepth)
        , m_itemsLeft(std::min(limits.maxItems, FreeItems + ItemsPerByte * bytes.size()))
    {
    }

    Result<EventValue> decode(const AvroNode& writer, const AvroNode* reader)
    {
        EventValue value;
        bool ok = read(writer, reader, value, 0);
        if (ok && m_at != m_bytes.size())
            ok = fail(QStringLiteral("%1 bytes are left over").arg(m_bytes.size() - m_at));
        if (ok)
            return value;
        return Failure(Error{ ErrorCode::Protocol,
            QStringLiteral("Avro refused at byte %1%2: %3").arg(QString::number(m_at), place(), m_problem),
            QStringLiteral("The bytes were not written with this schema, or are damaged.") });
    }

private:
    bool fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
        return false;
    }

    bool failIn(const QString& part)
    {
        m_path.push_back(part);
        return false;
    }

    QString place() const
    {
        QStringList parts;
        for (auto part = m_path.rbegin(); part != m_path.rend() && parts.size() < 10; ++part)
            parts.append(visibleText(part->left(60)));
        return parts.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(parts.join(u'.'));
    }

    size_t left() const { return m_bytes.size() - m_at; }

    bool charge(size_t items)
    {
        if (items > m_itemsLeft)
            return fail(QStringLiteral("more values than so many bytes may hold"));
        m_itemsLeft -= items;
        return true;
    }

    bool readLong(qint64& value)
    {
        quint64 zigzag = 0;
        for (int shift = 0; shift <= MaxVarintBits; shift += 7) {
            if (left() == 0)
                return fail(QStringLiteral("the bytes end inside a number"));
            const auto byte = static_cast<unsigned char>(m_bytes[m_at++]);
            if (shift == MaxVarintBits && byte > 1)
                break;
            zigzag |= quint64(byte & 0x7F) << shift;
            if (!(byte & 0x80)) {
                value = qint64(zigzag >> 1) ^ -qint64(zigzag & 1);
                return true;
            }
        }
        return fail(QStringLiteral("a number of more than 64 bits"));
    }

    bool readInt(qint64& value)
    {
        return readLong(value)
            && (value == qint64(qint32(value)) || fail(QStringLiteral("%1 is no 32-bit integer").arg(value)));
    }

    bool readSpan(qint64 size, std::string_view& span)
    {
        if (size < 0)
            return fail(QStringLiteral("a length of %1").arg(size));
        if (quint64(size) > left())
            return fail(QStringLiteral("%1 bytes are declared, %2 are left").arg(size).arg(left()));
        span = m_bytes.substr(m_at, size_t(size));
        m_at += size_t(size);
        return true;
    }

    bool readSized(std::string_view& span)
    {
        qint64 size = 0;
        return readLong(size) && readSpan(size, span);
    }

    bool readText(QString& text)
    {
        std::string_view span;
        if (!readSized(span))
            return false;
        if (!isValidUtf8(span))
            return fail(QStringLiteral("text that is not UTF-8"));
        text = QString::fromUtf8(span.data(), qsizetype(span.size()));
        return true;
    }

    /// Little-endian IEEE 754.
    template <class Bits> bool readBits(Bits& bits)
    {
        std::string_view span;
        if (!readSpan(sizeof(Bits), span))
            return false;
        bits = 0;
        for (size_t i = sizeof(Bits); i-- > 0;)
            bits = Bits(bits << 8 | static_cast<unsigned char>(span[i]));
        return true;
    }

    bool readFloat(EventValue& out)
    {
        quint32 bits = 0;
        if (!readBits(bits))
            return false;
        const auto value = std::bit_cast<float>(bits);
        std::array<char, 32> digits{};
        double shortest = double(value);
        // 0.1f is shown as 0.1, not as 0.10000000149011612
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        std::from_chars(digits.data(), end, shortest);
        out = std::isfinite(value) ? EventValue(shortest) : EventValue(double(value));
        return true;
    }

    bool read(const AvroNode& writer, const AvroNode* reader, EventValue& out, size_t depth)
    {
        if (writer.type == AvroType::Union) {
            qint64 index = 0;
            if (!readLong(index))
                return false;
            if (index < 0 || quint64(index) >= writer.branches.size())
                return fail(QStringLiteral("branch %1 of a union of %2").arg(index).arg(writer.branches.size()));
            return read(*writer.branches[size_t(index)], reader, out, depth);
        }
        if (reader && reader->type == AvroType::Union) {
            const AvroNode* branch = branchFor(writer, *reader);
            if (!branch)
                return fail(QStringLiteral("the reader's union has nothing for %1").arg(avroTypeName(writer)));
            reader = branch;
        }
        if (reader && !matches(writer, *reader))
            return fail(QStringLiteral("%1 cannot be read as %2").arg(avroTypeName(writer), avroTypeName(*reader)));
        if (!charge(1))
            return false;
        return readValue(writer, reader, out, depth);
    }

    bool readValue(const AvroNode& writer, const AvroNode* reader, EventValue& out, size_t depth)
    {
        const AvroNode& as = reader ? *reader : writer;
        switch (writer.type) {
        case AvroType::Null:
            out = EventValue();
            return true;
        case AvroType::Boolean: {
            std::string_view span;
            if (!readSpan(1, span))
                return false;
            out = EventValue(span[0] == 1);
            return quint8(span[0]) <= 1 || fail(QStringLiteral("a boolean that is neither 0 nor 1"));
        }
        case AvroType::Int:
        case AvroType::Long: {
            qint64 value = 0;
            if (writer.type == AvroType::Int ? !readInt(value) : !readLong(value))
                return false;
            const bool toReal = as.type == AvroType::Float || as.type == AvroType::Double;
            out = toReal ? EventValue(double(value)) : fromAvroInteger(as, value);
            return true;
        }
        case AvroType::Float:
            return readFloat(out);
        case AvroType::Double: {
            quint64 bits = 0;
            if (!readBits(bits))
                return false;
            out = EventValue(std::bit_cast<double>(bits));
            return true;
        }
        case AvroType::Bytes:
        case AvroType::String:
            if (as.type == AvroType::String) {
                QString text;
                const bool ok = readText(text);
                out = EventValue(text);
                return ok;
            }
            [[fallthrough]];
        case AvroType::Fixed: {
            std::string_view span;
            if (writer.type == AvroType::Fixed ? !readSpan(writer.fixedSize, span) : !readSized(span))
                return false;
            out = fromAvroBytes(as, span);
            return true;
        }
        case AvroType::Enum:
            return readEnum(writer, reader, out);
        case AvroType::Union: // taken apart by read()
        case AvroType::Array:
        case AvroType::Map:
        case AvroType::Record:
            break;
        }
        if (depth >= m_maxDepth)
            return fail(QStringLiteral("deeper than %1 levels").arg(m_maxDepth));
        if (writer.type == AvroType::Record)
            return reader ? readResolved(writer, *reader, out, depth + 1) : readRecord(writer, out, depth + 1);
        return readBlocks(writer, reader, out, depth + 1);
    }

    bool readEnum(const AvroNode& writer, const AvroNode* reader, EventValue& out)
    {
        qint64 index = 0;
        if (!readInt(index))
            return false;
        if (index < 0 || index >= writer.symbols.size())
            return fail(QStringLiteral("symbol %1 of an enum of %2").arg(index).arg(writer.symbols.size()));
        const QString& symbol = writer.symbols[qsizetype(index)];
        if (!reader || reader->symbols.contains(symbol))
            out = EventValue(symbol);
        else if (reader->enumDefault)
            out = EventValue(*reader->enumDefault);
        else
            return fail(QStringLiteral("the reader's %1 has no symbol %2").arg(avroTypeName(*reader), symbol));
        return true;
    }

    bool readRecord(const AvroNode& writer, EventValue& out, size_t depth)
    {
        EventValue::Members members;
        members.reserve(writer.fields.size());
        for (const AvroField& field : writer.fields) {
            EventValue value;
            if (!read(*field.type, nullptr, value, depth))
                return failIn(field.name);
            members.push_back({ field.name, std::move(value) });
        }
        out = EventValue::objectOf(std::move(members));
        return true;
    }

    bool readResolved(const AvroNode& writer, const AvroNode& reader, EventValue& out, size_t depth)
    {
        std::vector<std::optional<EventValue>> values(reader.fields.size());
        for (const AvroField& field : writer.fields) {
            const auto named = [&](const AvroField& f) { return f.name == field.name; };
            const auto aliased = [&](const AvroField& f) { return f.aliases.contains(field.name); };
            auto at = std::find_if(reader.fields.begin(), reader.fields.end(), named);
            if (at == reader.fields.end())
                at = std::find_if(reader.fields.begin(), reader.fields.end(), aliased);
            const bool wanted = at != reader.fields.end();
            EventValue value;
            if (!read(*field.type, wanted ? at->type : nullptr, value, depth))
                return failIn(field.name);
            if (auto* slot = wanted ? &values[size_t(at - reader.fields.begin())] : nullptr; slot && !*slot)
                *slot = std::move(value);
        }
        EventValue::Members members;
        members.reserve(reader.fields.size());
        for (size_t i = 0; i < reader.fields.size(); ++i) {
            const AvroField& field = reader.fields[i];
            if (!values[i] && (!field.defaultValue || !charge(field.defaultItems))) {
                fail(QStringLiteral("the writer has no such field and the reader no default for it"));
                return failIn(field.name);
            }
            if (!values[i])
                values[i] = field.defaultValue;
            members.push_back({ field.name, std::move(*values[i]) });
        }
        out = EventValue::objectOf(std::move(members));
        return true;
    }

    /// Arrays and maps: blocks of items, each with its count, or its negative count and its size in bytes.
    bool readBlocks(const AvroNode& writer, const AvroNode* reader, EventValue& out, size_t depth)
    {
        const AvroNode* itemReader = reader ? reader->items : nullptr;
        const bool isMap = writer.type == AvroType::Map;
        EventValue::Array items;
        EventValue::Members members;
        for (;;) {
            qint64 count = 0;
            if (!readLong(count))
                return false;
            if (count == 0)
                break;
            quint64 wanted = quint64(count);
            if (count < 0) {
                wanted = 0 - wanted;
                std::string_view block;
                const size_t before = m_at;
                if (!readSized(block))
                    return false;
                m_at -= block.size();
                Q_ASSERT(m_at > before);
            }
            if (wanted > m_itemsLeft)
                return fail(QStringLiteral("%1 items are declared, more than so many bytes may hold").arg(wanted));
            for (quint64 i = 0; i < wanted; ++i) {
                QString name;
                EventValue value;
                if (isMap && !readText(name))
                    return failIn(QString::number(members.size()));
                if (!read(*writer.items, itemReader, value, depth))
                    return failIn(isMap ? name : QString::number(items.size()));
                if (isMap)
                    members.push_back({ std::move(name), std::move(value) });
                else
                    items.push_back(std::move(value));
            }
        }
        out = isMap ? EventValue::objectOf(std::move(members)) : EventValue(std::move(items));
        return !isMap || namesDiffer(out.members());
    }

    bool namesDiffer(const EventValue::Members& members)
    {
        QSet<QStringView> seen;
        for (const EventValue::Member& member : members) {
            if (seen.contains(member.name))
                return fail(QStringLiteral("a map has the key \"%1\" twice").arg(visibleText(member.name.left(60))));
            seen.insert(member.name);
        }
        return true;
    }

    std::string_view m_bytes;
    size_t m_maxDepth;
    size_t m_itemsLeft;
    size_t m_at = 0;
    std::vector<QString> m_path; ///< of the value that failed, innermost first
    QString m_problem;
};

Result<EventValue> decode(
    const AvroSchema& writer, const AvroSchema* reader, std::string_view bytes, const AvroLimits& limits)
{
    if (bytes.size() > limits.maxBytes)
        return Failure(Error{ ErrorCode::Protocol,
            QStringLiteral("Avro refused: %1 bytes, at most %2").arg(bytes.size()).arg(limits.maxBytes), {} });
    return Decoder(bytes, limits).decode(writer.root(), reader ? &reader->root() : nullptr);
}

} // namespace

Result<EventValue> decodeAvro(const AvroSchema& writer, std::string_view bytes, const AvroLimits& limits)
{
    return decode(writer, nullptr, bytes, limits);
}

Result<EventValue> decodeAvro(
    const AvroSchema& writer, const AvroSchema& reader, std::string_view bytes, const AvroLimits& limits)
{
    return decode(writer, &reader, bytes, limits);
}

} // namespace spillway
