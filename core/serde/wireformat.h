// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>
#include <string_view>

namespace spillway {

/// Confluent's wire format for schema registries: magic byte 0, the schema's id in four bytes (big-endian), the value.
struct WireFormat {
    qint32 schemaId = 0; ///< 1…2^31-1: registries count from 1; 0 is more likely the top of an integer key
    std::string_view body;
};

/// Nothing when the bytes are not in that form.
std::optional<WireFormat> wireFormat(std::string_view bytes);
QByteArray inWireFormat(qint32 schemaId, const QByteArray& body);

} // namespace spillway
