// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avrocodec.h"
#include "core/serde/avrological.h"
#include "core/serde/text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace spillway {

namespace {

/// How well a value fits a type: a union takes the best.
enum class Fit { None, Converted, Exact };

bool isText(const EventValue& value)
{
    return value.kind() == EventValue::Kind::Text;
}

Fit exactIf(bool exact, bool converted)
{
    return exact ? Fit::Exact : converted ? Fit::Converted : Fit::None;
}

bool fitsFloat(double value)
{
    return !std::isfinite(value) || std::abs(value) <= double(std::numeric_limits<float>::max());
}

class Encoder {
public:
    Encoder(const AvroLimits& limits, const QString& preferredRecord)
        : m_limits(limits)
        , m_preferredRecord(preferredRecord)
    {
    }

    Result<QByteArray> encode(const AvroNode& node, const EventValue& value)
    {
        if (write(node, value, 0) && m_out.size() <= m_limits.maxBytes)
            return QByteArray(m_out.data(), qsizetype(m_out.size()));
        QStringList parts;
        for (auto part = m_path.rbegin(); part != m_path.rend() && parts.size() < 10; ++part)
            parts.append(visibleText(part->left(60)));
        return Failure(Error{ ErrorCode::InvalidArgument,
            QStringLiteral("event data does not fit the Avro schema%1: %2")
                .arg(parts.isEmpty() ? QString() : QStringLiteral(" at \"%1\"").arg(parts.join(u'.')),
                    m_problem.isEmpty() ? QStringLiteral("more than %1 bytes").arg(m_limits.maxBytes) : m_problem),
            QStringLiteral("Give what the schema asks for, or register a schema that takes this.") });
    }

private:
    bool fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
        return false;
    }

    bool mismatch(const AvroNode& node, const EventValue& value)
    {
        return fail(QStringLiteral("%1 does not fit %2").arg(kindName(value.kind()), avroTypeName(node)));
    }

    /// Looking at branches counts as well: a schema may make that exponential.
    bool charge() { return ++m_steps <= m_limits.maxItems && m_out.size() <= m_limits.maxBytes; }

    void putLong(qint64 value)
    {
        quint64 zigzag = quint64(value) << 1 ^ quint64(value >> 63);
        while (zigzag >= 0x80) {
            m_out += char(zigzag | 0x80);
            zigzag >>= 7;
        }
        m_out += char(zigzag);
    }

    template <class Bits> void putBits(Bits bits)
    {
        for (size_t i = 0; i < sizeof(Bits); ++i)
            m_out += char(bits >> (8 * i) & 0xFF);
    }

    void putSized(const QByteArray& bytes)
    {
        putLong(bytes.size());
        m_out += bytesOf(bytes);
    }

    Fit fit(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (depth > m_limits.maxDepth || !charge())
            return Fit::None;
        const EventValue::Kind kind = value.kind();
        switch (node.type) {
        case AvroType::Null:
            return exactIf(value.isNull(), false);
        case AvroType::Boolean:
            return exactIf(kind == EventValue::Kind::Bool, false);
        case AvroType::Int:
        case AvroType::Long: {
            const auto number = toAvroInteger(node, value);
            const bool exact = kind == EventValue::Kind::Int || kind == EventValue::Kind::Time;
            return exactIf(number && exact, number.has_value());
        }
        case AvroType::Float:
            return exactIf(false, value.toDouble() && fitsFloat(*value.toDouble()));
        case AvroType::Double:
            return exactIf(kind == EventValue::Kind::Double, value.toDouble().has_value());
        case AvroType::String:
            return exactIf(isText(value), value.toText().has_value());
        case AvroType::Bytes:
        case AvroType::Fixed: {
            const auto bytes = toAvroBytes(node, value);
            return exactIf(bytes && kind == EventValue::Kind::Bytes, bytes.has_value());
        }
        case AvroType::Enum:
            return exactIf(isText(value) && node.symbols.contains(*value.toText()), false);
        case AvroType::Union:
            return bestBranch(node, value, depth).fit;
        case AvroType::Array:
        case AvroType::Map:
            return fitItems(node, value, depth + 1);
        case AvroType::Record:
            return fitRecord(node, value, depth + 1);
        }
        return Fit::None;
    }

    Fit fitItems(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (node.type == AvroType::Array ? !value.isArray() : !value.isObject())
            return Fit::None;
        Fit worst = Fit::Exact;
        for (const EventValue& item : value.items()) {
            worst = std::min(worst, fit(*node.items, item, depth));
            if (worst == Fit::None)
                return worst;
        }
        for (const EventValue::Member& member : value.members()) {
            worst = std::min(worst, fit(*node.items, member.value, depth));
            if (worst == Fit::None)
                return worst;
        }
        return worst;
    }

    Fit fitRecord(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (!value.isObject())
            return Fit::None;
        Fit worst = Fit::Exact;
        size_t known = 0;
        for (const AvroField& field : node.fields) {
            if (!value.contains(field.name)) {
                if (!field.defaultValue)
                    return Fit::None;
                continue;
            }
            ++known;
            worst = std::min(worst, fit(*field.type, value[field.name], depth));
            if (worst == Fit::None)
                return worst;
        }
        return known == value.members().size() ? worst : Fit::None;
    }

    struct Choice {
        size_t index = 0;
        Fit fit = Fit::None;
    };
    Choice bestBranch(const AvroNode& node, const EventValue& value, size_t depth)
    {
        Choice best;
        for (size_t i = 0; i < node.branches.size() && !m_preferredRecord.isEmpty(); ++i) {
            if (unqualifiedName(node.branches[i]->name) != m_preferredRecord)
                continue;
            if (const Fit fitted = fit(*node.branches[i], value, depth); fitted != Fit::None)
                return { i, fitted };
        }
        for (size_t i = 0; i < node.branches.size() && best.fit != Fit::Exact; ++i) {
            if (const Fit fitted = fit(*node.branches[i], value, depth); fitted > best.fit)
                best = { i, fitted };
        }
        return best;
    }

    bool write(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (!charge() || depth > m_limits.maxDepth)
            return fail(QStringLiteral("more or deeper than the limits allow"));
        switch (node.type) {
        case AvroType::Null:
            return value.isNull() || mismatch(node, value);
        case AvroType::Boolean:
            m_out += value.toBool().value_or(false) ? '\1' : '\0';
            return value.toBool() || mismatch(node, value);
        case AvroType::Int:
        case AvroType::Long: {
            const auto number = toAvroInteger(node, value);
            putLong(number.value_or(0));
            return number || mismatch(node, value);
        }
        case AvroType::Float: {
            const auto number = value.toDouble();
            putBits(std::bit_cast<quint32>(float(number && fitsFloat(*number) ? *number : 0)));
            return (number && fitsFloat(*number)) || mismatch(node, value);
        }
        case AvroType::Double:
            putBits(std::bit_cast<quint64>(value.toDouble().value_or(0)));
            return value.toDouble() || mismatch(node, value);
        case AvroType::String:
            return value.toText() ? writeText(*value.toText()) : mismatch(node, value);
        case AvroType::Bytes:
        case AvroType::Fixed: {
            const auto bytes = toAvroBytes(node, value);
            if (!bytes)
                return mismatch(node, value);
            if (node.type == AvroType::Bytes)
                putSized(*bytes);
            else
                m_out += bytesOf(*bytes);
            return true;
        }
        case AvroType::Enum: {
            const qsizetype index = isText(value) ? node.symbols.indexOf(*value.toText()) : -1;
            putLong(index);
            return index >= 0
                || fail(QStringLiteral("%1 is no symbol of %2")
                            .arg(value.toText().value_or(kindName(value.kind())), avroTypeName(node)));
        }
        case AvroType::Union: {
            const Choice choice = bestBranch(node, value, depth);
            if (choice.fit == Fit::None)
                return fail(QStringLiteral("%1 fits no branch of the union").arg(kindName(value.kind())));
            putLong(qint64(choice.index));
            return write(*node.branches[choice.index], value, depth);
        }
        case AvroType::Array:
        case AvroType::Map:
            return writeItems(node, value, depth + 1);
        case AvroType::Record:
            return writeRecord(node, value, depth + 1);
        }
        return false;
    }

    bool writeText(const QString& text)
    {
        if (!text.isValidUtf16())
            return fail(QStringLiteral("text with half of a surrogate pair"));
        putSized(text.toUtf8());
        return true;
    }

    bool writeItems(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (node.type == AvroType::Array ? !value.isArray() : !value.isObject())
            return mismatch(node, value);
        const EventValue::Array& items = value.items();
        const EventValue::Members& members = value.members();
        const size_t count = items.size() + members.size();
        if (count > 0)
            putLong(qint64(count));
        for (size_t i = 0; i < items.size(); ++i) {
            if (!write(*node.items, items[i], depth)) {
                m_path.push_back(QString::number(i));
                return false;
            }
        }
        for (const EventValue::Member& member : members) {
            if (!writeText(member.name) || !write(*node.items, member.value, depth)) {
                m_path.push_back(member.name);
                return false;
            }
        }
        putLong(0);
        return true;
    }

    bool writeRecord(const AvroNode& node, const EventValue& value, size_t depth)
    {
        if (!value.isObject())
            return mismatch(node, value);
        size_t known = 0;
        for (const AvroField& field : node.fields) {
            const bool given = value.contains(field.name);
            known += given ? 1 : 0;
            const bool ok = given || field.defaultValue
                ? write(*field.type, given ? value[field.name] : *field.defaultValue, depth)
                : fail(QStringLiteral("is missing and has no default"));
            if (!ok) {
                m_path.push_back(field.name);
                return false;
            }
        }
        if (known == value.members().size())
            return true;
        for (const EventValue::Member& member : value.members()) {
            const auto same = [&](const AvroField& field) { return field.name == member.name; };
            if (std::none_of(node.fields.begin(), node.fields.end(), same)) {
                m_path.push_back(member.name);
                break;
            }
        }
        return fail(QStringLiteral("is no field of %1").arg(avroTypeName(node)));
    }

    const AvroLimits& m_limits;
    const QString& m_preferredRecord;
    std::string m_out;
    std::vector<QString> m_path; ///< of the value that failed, innermost first
    QString m_problem;
    size_t m_steps = 0;
};

} // namespace

Result<QByteArray> encodeAvro(
    const AvroSchema& schema, const EventValue& value, const AvroLimits& limits, const QString& preferredRecord)
{
    return Encoder(limits, preferredRecord).encode(schema.root(), value);
}

} // namespace spillway
