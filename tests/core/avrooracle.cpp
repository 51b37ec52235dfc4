// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/core/avrooracle.h"

#include <array>
#include <avro.h>
#include <limits>

namespace spillway {

namespace {

constexpr int MaxDepth = 6;

EventValue toValue(avro_value_t* value)
{
    switch (avro_value_get_type(value)) {
    case AVRO_NULL:
        return {};
    case AVRO_BOOLEAN: {
        int flag = 0;
        avro_value_get_boolean(value, &flag);
        return EventValue(flag != 0);
    }
    case AVRO_INT32: {
        qint32 number = 0;
        avro_value_get_int(value, &number);
        return EventValue(number);
    }
    case AVRO_INT64: {
        int64_t number = 0;
        avro_value_get_long(value, &number);
        return EventValue(number);
    }
    case AVRO_FLOAT: {
        float number = 0;
        avro_value_get_float(value, &number);
        return EventValue(double(number));
    }
    case AVRO_DOUBLE: {
        double number = 0;
        avro_value_get_double(value, &number);
        return EventValue(number);
    }
    case AVRO_STRING: {
        const char* text = nullptr;
        size_t size = 0; // its NUL included
        avro_value_get_string(value, &text, &size);
        return EventValue(QString::fromUtf8(text, qsizetype(size) - 1));
    }
    case AVRO_BYTES:
    case AVRO_FIXED: {
        const void* data = nullptr;
        size_t size = 0;
        if (avro_value_get_type(value) == AVRO_BYTES)
            avro_value_get_bytes(value, &data, &size);
        else
            avro_value_get_fixed(value, &data, &size);
        return EventValue::ofBytes(QByteArray(static_cast<const char*>(data), qsizetype(size)));
    }
    case AVRO_ENUM: {
        int index = 0;
        avro_value_get_enum(value, &index);
        return EventValue(avro_schema_enum_get(avro_value_get_schema(value), index));
    }
    case AVRO_UNION: {
        avro_value_t branch;
        avro_value_get_current_branch(value, &branch);
        return toValue(&branch);
    }
    default:
        break;
    }
    size_t size = 0;
    avro_value_get_size(value, &size);
    EventValue::Array items;
    EventValue::Members members;
    const bool isArray = avro_value_get_type(value) == AVRO_ARRAY;
    for (size_t i = 0; i < size; ++i) {
        avro_value_t child;
        const char* name = nullptr;
        avro_value_get_by_index(value, i, &child, &name);
        if (isArray)
            items.push_back(toValue(&child));
        else
            members.push_back({ QString::fromUtf8(name), toValue(&child) });
    }
    return isArray ? EventValue(std::move(items)) : EventValue::objectOf(std::move(members));
}

qint64 randomInteger(QRandomGenerator& random)
{
    // as many small ones as large ones
    const quint64 bits = random.generate64() >> random.bounded(64);
    return random.bounded(2) ? qint64(bits) : -qint64(bits >> 1) - 1;
}

void fill(avro_value_t* value, QRandomGenerator& random, int depth)
{
    switch (avro_value_get_type(value)) {
    case AVRO_NULL:
        avro_value_set_null(value);
        return;
    case AVRO_BOOLEAN:
        avro_value_set_boolean(value, int(random.bounded(2u)));
        return;
    case AVRO_INT32:
        avro_value_set_int(value, qint32(randomInteger(random)));
        return;
    case AVRO_INT64:
        avro_value_set_long(value, randomInteger(random));
        return;
    case AVRO_FLOAT:
        // halves are the same number as a float and as the shortest double
        avro_value_set_float(value, float(random.bounded(-100000, 100000)) / 2);
        return;
    case AVRO_DOUBLE:
        avro_value_set_double(value, random.generateDouble() * 1e9 + 0.1);
        return;
    case AVRO_STRING: {
        static constexpr std::array Texts{ "", "x", "Grüße", "漢字 😀", "line\nbreak \"quoted\"" };
        avro_value_set_string(value, Texts.at(random.bounded(quint32(Texts.size()))));
        return;
    }
    case AVRO_BYTES: {
        std::array<char, 40> bytes{};
        random.generate(bytes.begin(), bytes.end());
        avro_value_set_bytes(value, bytes.data(), random.bounded(quint32(bytes.size())));
        return;
    }
    case AVRO_FIXED: {
        std::array<char, 64> bytes{};
        random.generate(bytes.begin(), bytes.end());
        avro_value_set_fixed(value, bytes.data(), size_t(avro_schema_fixed_size(avro_value_get_schema(value))));
        return;
    }
    case AVRO_ENUM:
        avro_value_set_enum(
            value, int(random.bounded(quint32(avro_schema_enum_number_of_symbols(avro_value_get_schema(value))))));
        return;
    case AVRO_UNION: {
        avro_value_t branch;
        const auto branches = quint32(avro_schema_union_size(avro_value_get_schema(value)));
        avro_value_set_branch(value, depth > MaxDepth ? 0 : int(random.bounded(branches)), &branch);
        fill(&branch, random, depth + 1);
        return;
    }
    case AVRO_ARRAY:
    case AVRO_MAP: {
        const quint32 size = depth > MaxDepth ? 0 : random.bounded(4u);
        for (quint32 i = 0; i < size; ++i) {
            avro_value_t child;
            if (avro_value_get_type(value) == AVRO_ARRAY)
                avro_value_append(value, &child, nullptr);
            else
                avro_value_add(
                    value, QByteArray("key é" + QByteArray::number(i)).constData(), &child, nullptr, nullptr);
            fill(&child, random, depth + 1);
        }
        return;
    }
    default:
        break;
    }
    size_t size = 0;
    avro_value_get_size(value, &size);
    for (size_t i = 0; i < size; ++i) {
        avro_value_t child;
        avro_value_get_by_index(value, i, &child, nullptr);
        fill(&child, random, depth + 1);
    }
}

} // namespace

struct AvroOracle::Impl {
    avro_schema_t schema = nullptr;
    avro_value_iface_t* made = nullptr;
};

AvroOracle::AvroOracle(const QByteArray& schema)
    : m_impl(std::make_unique<Impl>())
{
    if (avro_schema_from_json_length(schema.constData(), size_t(schema.size()), &m_impl->schema) != 0)
        qFatal("avro-c refuses the schema: %s", avro_strerror());
    m_impl->made = avro_generic_class_from_schema(m_impl->schema);
}

AvroOracle::~AvroOracle()
{
    avro_value_iface_decref(m_impl->made);
    avro_schema_decref(m_impl->schema);
}

AvroOracle::Sample AvroOracle::random(QRandomGenerator& random)
{
    avro_value_t value;
    avro_generic_value_new(m_impl->made, &value);
    fill(&value, random, 0);
    size_t size = 0;
    avro_value_sizeof(&value, &size);
    QByteArray bytes(qsizetype(size), '\0');
    avro_writer_t writer = avro_writer_memory(bytes.data(), bytes.size());
    if (avro_value_write(writer, &value) != 0)
        qFatal("avro-c cannot write: %s", avro_strerror());
    avro_writer_free(writer);
    Sample sample{ toValue(&value), bytes };
    avro_value_decref(&value);
    return sample;
}

std::optional<EventValue> AvroOracle::read(const QByteArray& bytes)
{
    avro_value_t value;
    avro_generic_value_new(m_impl->made, &value);
    avro_reader_t reader = avro_reader_memory(bytes.constData(), bytes.size());
    std::optional<EventValue> result;
    char more = 0;
    if (avro_value_read(reader, &value) == 0 && avro_read(reader, &more, 1) != 0)
        result = toValue(&value);
    avro_reader_free(reader);
    avro_value_decref(&value);
    return result;
}

} // namespace spillway
