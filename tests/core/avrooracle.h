// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"

#include <QRandomGenerator>

#include <memory>

namespace spillway {

/// Apache Avro's C library, which has nothing in common with our code: what it writes we must read, and the reverse.
class AvroOracle {
public:
    explicit AvroOracle(const QByteArray& schema);
    ~AvroOracle();

    /// A random value of the schema and its bytes as the library writes them.
    struct Sample {
        EventValue value;
        QByteArray bytes;
    };
    Sample random(QRandomGenerator& random);
    /// As the library reads them; nothing when it refuses or leaves bytes over.
    std::optional<EventValue> read(const QByteArray& bytes);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace spillway
