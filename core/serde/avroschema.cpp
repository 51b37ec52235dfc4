// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avroschema.h"

#include "core/serde/avrological.h"
#include "core/serde/eventjson.h"
#include "core/serde/text.h"

#include <QHash>
#include <QSet>

#include <array>
#include <deque>
#include <limits>

namespace spillway {

namespace {

constexpr size_t MaxSchemaDepth = 64;
constexpr size_t MaxDefaultItems = 10'000; // of all defaults of a schema
constexpr qsizetype MaxNameChars = 512;

struct NamedType {
    const char* name;
    AvroType type;
};
constexpr std::array Primitives{ NamedType{ "null", AvroType::Null }, NamedType{ "boolean", AvroType::Boolean },
    NamedType{ "int", AvroType::Int }, NamedType{ "long", AvroType::Long }, NamedType{ "float", AvroType::Float },
    NamedType{ "double", AvroType::Double }, NamedType{ "bytes", AvroType::Bytes },
    NamedType{ "string", AvroType::String } };
constexpr std::array Complexes{ NamedType{ "record", AvroType::Record }, NamedType{ "error", AvroType::Record },
    NamedType{ "enum", AvroType::Enum }, NamedType{ "array", AvroType::Array }, NamedType{ "map", AvroType::Map },
    NamedType{ "fixed", AvroType::Fixed } };

struct NamedLogical {
    const char* name;
    AvroType on;
    AvroLogical logical;
};
constexpr std::array Logicals{
    NamedLogical{ "date", AvroType::Int, AvroLogical::Date },
    NamedLogical{ "time-millis", AvroType::Int, AvroLogical::TimeMillis },
    NamedLogical{ "time-micros", AvroType::Long, AvroLogical::TimeMicros },
    NamedLogical{ "timestamp-millis", AvroType::Long, AvroLogical::TimestampMillis },
    NamedLogical{ "timestamp-micros", AvroType::Long, AvroLogical::TimestampMicros },
    NamedLogical{ "local-timestamp-millis", AvroType::Long, AvroLogical::LocalTimestampMillis },
    NamedLogical{ "local-timestamp-micros", AvroType::Long, AvroLogical::LocalTimestampMicros },
    NamedLogical{ "decimal", AvroType::Bytes, AvroLogical::Decimal },
    NamedLogical{ "decimal", AvroType::Fixed, AvroLogical::Decimal },
    NamedLogical{ "uuid", AvroType::String, AvroLogical::Uuid },
    NamedLogical{ "uuid", AvroType::Fixed, AvroLogical::Uuid },
    NamedLogical{ "duration", AvroType::Fixed, AvroLogical::Duration },
};

template <size_t N> std::optional<AvroType> typeNamed(const std::array<NamedType, N>& table, const QString& name)
{
    for (const NamedType& entry : table) {
        if (name == QLatin1String(entry.name))
            return entry.type;
    }
    return std::nullopt;
}

bool isName(QStringView name)
{
    if (name.isEmpty() || name.size() > MaxNameChars)
        return false;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char16_t c = name[i].unicode();
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

QString quoted(const QString& hostile)
{
    return u'"' + visibleText(hostile.left(200)) + u'"';
}

/// Thrown away with the message once something is wrong; every method then gives up.
class Parser {
public:
    explicit Parser(std::deque<AvroNode>& nodes)
        : m_nodes(nodes)
    {
        for (const NamedType& primitive : Primitives)
            add(primitive.type);
    }

    const AvroNode* parse(std::string_view json)
    {
        const JsonLimits limits{ AvroSchema::MaxTextBytes, MaxSchemaDepth * 2, 1'000'000 };
        const auto value = parseJson(json, limits);
        if (!value)
            return fail(value.error().message);
        const AvroNode* root = node(*value, {}, 0);
        // defaults need all types to be complete
        for (const auto& [owner, index, written] : m_defaults) {
            AvroField& field = owner->fields[index];
            size_t items = 0;
            if (auto converted = avroDefault(*field.type, written, MaxDefaultItems - m_defaultItems, items)) {
                field.defaultValue = std::move(*converted);
                field.defaultItems = items;
                m_defaultItems += items;
            }
        }
        m_defaults.clear();
        return m_problem.isEmpty() ? root : nullptr;
    }

    const QString& problem() const { return m_problem; }

private:
    std::nullptr_t fail(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
        return nullptr;
    }

    AvroNode* add(AvroType type)
    {
        if (m_nodes.size() >= AvroSchema::MaxNodes)
            return fail(QStringLiteral("more than %1 types").arg(AvroSchema::MaxNodes));
        m_nodes.emplace_back();
        m_nodes.back().type = type;
        return &m_nodes.back();
    }

    const AvroNode* node(const EventValue& json, const QString& space, size_t depth)
    {
        if (!m_problem.isEmpty())
            return nullptr;
        if (depth > MaxSchemaDepth)
            return fail(QStringLiteral("deeper than %1 levels").arg(MaxSchemaDepth));
        switch (json.kind()) {
        case EventValue::Kind::Text:
            return reference(*json.toText(), space);
        case EventValue::Kind::Array:
            return unionOf(json.items(), space, depth);
        case EventValue::Kind::Object:
            return declared(json, space, depth);
        default:
            return fail(QStringLiteral("a type is a name, an object or a union, not %1").arg(kindName(json.kind())));
        }
    }

    const AvroNode* reference(const QString& name, const QString& space)
    {
        if (const auto type = typeNamed(Primitives, name))
            return &m_nodes[size_t(*type)]; // the first nodes, in the order of AvroType
        const QString full = name.contains(u'.') || space.isEmpty() ? name : QString(space + u'.' + name);
        if (const AvroNode* known = m_named.value(full, m_named.value(name)))
            return known;
        return fail(QStringLiteral("the type %1 is not defined").arg(quoted(name)));
    }

    const AvroNode* unionOf(const EventValue::Array& branches, const QString& space, size_t depth)
    {
        AvroNode* made = add(AvroType::Union);
        QSet<QString> seen;
        for (const EventValue& branch : branches) {
            const AvroNode* type = node(branch, space, depth + 1);
            if (!type || !made)
                return nullptr;
            if (type->type == AvroType::Union)
                return fail(QStringLiteral("a union directly in a union"));
            const QString name = avroTypeName(*type);
            if (seen.contains(name))
                return fail(QStringLiteral("a union has %1 twice").arg(quoted(name)));
            seen.insert(name);
            made->branches.push_back(type);
        }
        return made;
    }

    const AvroNode* declared(const EventValue& json, const QString& space, size_t depth)
    {
        const EventValue& type = json[u"type"];
        if (type.kind() != EventValue::Kind::Text)
            return node(type, space, depth + 1);
        const QString word = *type.toText();
        if (const auto primitive = typeNamed(Primitives, word)) {
            if (!json.contains(u"logicalType"))
                return reference(word, space);
            AvroNode* made = add(*primitive);
            if (made)
                setLogical(*made, json);
            return made;
        }
        const auto complex = typeNamed(Complexes, word);
        if (!complex)
            return reference(word, space);
        AvroNode* made = add(*complex);
        if (!made)
            return nullptr;
        if (*complex == AvroType::Array || *complex == AvroType::Map) {
            made->items = node(json[*complex == AvroType::Array ? u"items" : u"values"], space, depth + 1);
            return made->items ? made : nullptr;
        }
        const QString inner = giveName(*made, json, space);
        if (!m_problem.isEmpty())
            return nullptr;
        const bool ok = *complex == AvroType::Record ? addFields(*made, json, inner, depth)
            : *complex == AvroType::Enum             ? addSymbols(*made, json)
                                                     : setSize(*made, json);
        return ok ? made : nullptr;
    }

    /// Returns the namespace of what is declared inside.
    QString giveName(AvroNode& made, const EventValue& json, const QString& space)
    {
        const QString name = json[u"name"].toText().value_or(QString());
        QString inner = json.contains(u"namespace") ? json[u"namespace"].toText().value_or(QString()) : space;
        if (name.contains(u'.'))
            inner = name.section(u'.', 0, -2);
        const QString simple = name.section(u'.', -1);
        bool ok = isName(simple) && !typeNamed(Primitives, simple);
        if (!inner.isEmpty()) {
            for (const QString& part : inner.split(u'.'))
                ok = ok && isName(part);
        }
        made.name = inner.isEmpty() ? simple : QString(inner + u'.' + simple);
        if (!ok || made.name.size() > MaxNameChars)
            fail(QStringLiteral("%1 is no name for a type").arg(quoted(name)));
        else if (m_named.contains(made.name))
            fail(QStringLiteral("the type %1 is defined twice").arg(quoted(made.name)));
        m_named.insert(made.name, &made);
        for (const EventValue& alias : json[u"aliases"].items()) {
            const QString text = alias.toText().value_or(QString());
            made.aliases.append(text.contains(u'.') || inner.isEmpty() ? text : QString(inner + u'.' + text));
        }
        return inner;
    }

    bool addFields(AvroNode& made, const EventValue& json, const QString& space, size_t depth)
    {
        if (!json[u"fields"].isArray()) {
            fail(QStringLiteral("the record %1 has no fields").arg(quoted(made.name)));
            return false;
        }
        QSet<QString> seen;
        for (const EventValue& declaredField : json[u"fields"].items()) {
            AvroField field;
            field.name = declaredField[u"name"].toText().value_or(QString());
            if (!isName(field.name) || seen.contains(field.name)) {
                fail(QStringLiteral("the record %1 has a field named %2%3")
                         .arg(quoted(made.name), quoted(field.name),
                             seen.contains(field.name) ? QStringLiteral(" twice") : QString()));
                return false;
            }
            seen.insert(field.name);
            for (const EventValue& alias : declaredField[u"aliases"].items())
                field.aliases.append(alias.toText().value_or(QString()));
            field.type = node(declaredField[u"type"], space, depth + 1);
            if (!field.type)
                return false;
            if (declaredField.contains(u"default"))
                m_defaults.push_back({ &made, made.fields.size(), declaredField[u"default"] });
            made.fields.push_back(std::move(field));
        }
        return true;
    }

    bool addSymbols(AvroNode& made, const EventValue& json)
    {
        QSet<QString> seen;
        for (const EventValue& symbol : json[u"symbols"].items()) {
            const QString text = symbol.toText().value_or(QString());
            if (!isName(text) || seen.contains(text)) {
                fail(QStringLiteral("the enum %1 has a symbol %2 that is no name, or twice")
                         .arg(quoted(made.name), quoted(text)));
                return false;
            }
            seen.insert(text);
            made.symbols.append(text);
        }
        if (const auto text = json[u"default"].toText(); text && seen.contains(*text))
            made.enumDefault = text;
        return true;
    }

    bool setSize(AvroNode& made, const EventValue& json)
    {
        const auto size = json[u"size"].toInt();
        if (!size || *size < 0 || *size > std::numeric_limits<qint32>::max()) {
            fail(QStringLiteral("the fixed type %1 has no size").arg(quoted(made.name)));
            return false;
        }
        made.fixedSize = *size;
        setLogical(made, json);
        return true;
    }

    static void setLogical(AvroNode& made, const EventValue& json)
    {
        const QString word = json[u"logicalType"].toText().value_or(QString());
        for (const NamedLogical& entry : Logicals) {
            if (entry.on != made.type || word != QLatin1String(entry.name))
                continue;
            if (entry.logical == AvroLogical::Decimal) {
                const qint64 precision = json[u"precision"].toInt().value_or(0);
                const qint64 scale = json.contains(u"scale") ? json[u"scale"].toInt().value_or(-1) : 0;
                if (precision < 1 || precision > AvroSchema::MaxDecimalDigits || scale < 0 || scale > precision
                    || made.fixedSize > AvroSchema::MaxDecimalBytes)
                    return;
                made.precision = int(precision);
                made.scale = int(scale);
            }
            if ((entry.logical == AvroLogical::Duration && made.fixedSize != 12)
                || (entry.logical == AvroLogical::Uuid && made.type == AvroType::Fixed && made.fixedSize != 16))
                return;
            made.logical = entry.logical;
            return;
        }
    }

    struct Default {
        AvroNode* record;
        size_t field;
        EventValue json;
    };

    std::deque<AvroNode>& m_nodes; ///< the primitives first
    QHash<QString, const AvroNode*> m_named;
    std::vector<Default> m_defaults;
    size_t m_defaultItems = 0;
    QString m_problem;
};

} // namespace

struct AvroSchema::Nodes {
    std::deque<AvroNode> all; // its elements never move
};

AvroSchema::AvroSchema(std::shared_ptr<const Nodes> nodes, const AvroNode* root, QByteArray text)
    : m_nodes(std::move(nodes))
    , m_root(root)
    , m_text(std::move(text))
{
}

Result<AvroSchema> AvroSchema::parse(std::string_view json, std::span<const QByteArray> referenced)
{
    auto nodes = std::make_shared<Nodes>();
    Parser parser(nodes->all);
    for (const QByteArray& text : referenced)
        parser.parse(bytesOf(text));
    const AvroNode* root = parser.parse(json);
    if (!root)
        return Failure(
            Error{ ErrorCode::InvalidArgument, QStringLiteral("Avro schema refused: %1").arg(parser.problem()),
                QStringLiteral("Mend the schema, or register the schemas it refers to as its references.") });
    return AvroSchema(std::move(nodes), root, QByteArray(json.data(), qsizetype(json.size())));
}

QString avroTypeName(const AvroNode& node)
{
    static constexpr std::array Words{ "null", "boolean", "int", "long", "float", "double", "bytes", "string", "record",
        "enum", "array", "map", "union", "fixed" };
    const QString word = QLatin1String(Words.at(size_t(node.type)));
    return node.name.isEmpty() ? word : QString(word + u' ' + node.name);
}

QStringView unqualifiedName(const QString& fullName)
{
    return QStringView(fullName).mid(fullName.lastIndexOf(u'.') + 1);
}

} // namespace spillway
