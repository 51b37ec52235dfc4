// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <utility>

namespace spillway {

/// A password or key that no log, dump or message can show by accident: it has no conversion, no stream operator and no
/// comparison with text. Only the code that hands it to librdkafka calls reveal().
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    const QByteArray& reveal() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }
    friend bool operator==(const Secret&, const Secret&) = default;

private:
    QByteArray m_bytes;
};

} // namespace spillway
