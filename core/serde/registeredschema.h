// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/avroschema.h"

namespace spillway {

/// Another schema that a schema uses: `name` is how it calls it.
struct SchemaReference {
    QString name;
    QString subject;
    qint32 version = 0;

    friend bool operator==(const SchemaReference&, const SchemaReference&) = default;
};

/// An Avro schema as a registry has it, its references resolved.
struct RegisteredSchema {
    qint32 id = 0;
    AvroSchema avro;

    static constexpr size_t MaxReferences = 100; ///< of a schema, those of its references included
    static constexpr qint64 MaxAnswerBytes = 2 << 20; ///< of one HTTP answer
};

using SchemaAnswer = Result<std::shared_ptr<const RegisteredSchema>>;

} // namespace spillway
