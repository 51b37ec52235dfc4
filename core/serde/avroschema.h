// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/types/result.h"

#include <QStringList>

#include <span>

namespace spillway {

enum class AvroType : quint8 {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed
};
enum class AvroLogical : quint8 {
    None,
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    LocalTimestampMillis,
    LocalTimestampMicros,
    Decimal,
    Uuid,
    Duration
};

struct AvroNode;

struct AvroField {
    QString name;
    QStringList aliases;
    const AvroNode* type = nullptr;
    std::optional<EventValue> defaultValue; ///< as decoding gives it
    size_t defaultItems = 0; ///< values in it
};

/// One type of a schema; points at its parts, which may lead back to itself.
struct AvroNode {
    AvroType type = AvroType::Null;
    AvroLogical logical = AvroLogical::None;
    QString name; ///< full name of records, enums and fixed
    QStringList aliases; ///< full names
    std::vector<AvroField> fields; ///< of a record
    QStringList symbols; ///< of an enum
    std::optional<QString> enumDefault;
    std::vector<const AvroNode*> branches; ///< of a union
    const AvroNode* items = nullptr; ///< of an array, or the values of a map
    qint64 fixedSize = 0; ///< bytes
    int precision = 0; ///< of a decimal, in digits
    int scale = 0;
};

/// A parsed Avro schema (specification 1.11, "Schema Declaration"): all types, named types with namespaces, aliases,
/// defaults, logical types. As the specification wants, a logical type that is unknown or does not fit is ignored; a
/// default that does not fit its type counts as none. Order, documentation and other attributes are ignored. A value
/// that copies share; thread-safe.
class AvroSchema {
public:
    /// `referenced`: schemas whose named types this one uses, each after those it uses itself. At most MaxTextBytes
    /// each and MaxNodes types in all. Errors have code InvalidArgument and name the type.
    static Result<AvroSchema> parse(std::string_view json, std::span<const QByteArray> referenced = {});

    const AvroNode& root() const { return *m_root; }
    const QByteArray& text() const { return m_text; }

    static constexpr size_t MaxTextBytes = 1u << 20;
    static constexpr size_t MaxNodes = 20'000;
    /// Two's complement of so many bytes is shown as a decimal; larger ones stay bytes.
    static constexpr int MaxDecimalBytes = 64;
    static constexpr int MaxDecimalDigits = 154;

private:
    struct Nodes;
    AvroSchema(std::shared_ptr<const Nodes> nodes, const AvroNode* root, QByteArray text);

    std::shared_ptr<const Nodes> m_nodes;
    const AvroNode* m_root;
    QByteArray m_text;
};

/// "record Order", "union", "long", for messages.
QString avroTypeName(const AvroNode& node);
/// "Order" of "com.example.Order".
QStringView unqualifiedName(const QString& fullName);

} // namespace spillway
