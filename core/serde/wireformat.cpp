// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/wireformat.h"

namespace spillway {

namespace {

constexpr size_t HeaderBytes = 5;

} // namespace

std::optional<WireFormat> wireFormat(std::string_view bytes)
{
    if (bytes.size() < HeaderBytes || bytes[0] != 0)
        return std::nullopt;
    quint32 id = 0;
    for (size_t i = 1; i < HeaderBytes; ++i)
        id = id << 8 | static_cast<unsigned char>(bytes[i]);
    if (id < 1 || id > 0x7FFFFFFFu)
        return std::nullopt;
    return WireFormat{ qint32(id), bytes.substr(HeaderBytes) };
}

QByteArray inWireFormat(qint32 schemaId, const QByteArray& body)
{
    QByteArray bytes;
    bytes.reserve(body.size() + qsizetype(HeaderBytes));
    bytes.append('\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.append(char(schemaId >> shift & 0xFF));
    return bytes.append(body);
}

} // namespace spillway
