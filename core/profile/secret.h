// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spillway {

/// A password or key that no log, dump or message can show by accident: it has no conversion, no stream operator and no
/// comparison with text. Only the code that hands it to librdkafka calls reveal(). A process that has held one leaves
/// no core file and lets no other process of its user look into it (librdkafka and TLS keep copies that nobody can
/// wipe).
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes);
    const QByteArray& reveal() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }
    friend bool operator==(const Secret&, const Secret&) = default;

private:
    QByteArray m_bytes;
};

} // namespace spillway
