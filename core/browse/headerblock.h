// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/record.h"

#include <cstring>
#include <optional>
#include <span>

/// Headers packed one after the other, as chunks keep them: name length and value length (32 bits each, all ones:
/// null), then the bytes. Private to core/browse; never read from a file or a network.
namespace spillway {

inline constexpr quint32 NullHeaderSize = 0xffffffffU;

inline size_t headerBlockSize(std::span<const HeaderView> headers)
{
    size_t size = 0;
    for (const HeaderView& header : headers)
        size += 2 * sizeof(quint32) + header.name.size() + header.value.size;
    return size;
}

/// `to` must have headerBlockSize() bytes.
inline void packHeaders(char* to, std::span<const HeaderView> headers)
{
    for (const HeaderView& header : headers) {
        const quint32 sizes[2] = { static_cast<quint32>(header.name.size()),
            header.value.isNull() ? NullHeaderSize : static_cast<quint32>(header.value.size) };
        std::memcpy(to, sizes, sizeof sizes);
        to += sizeof sizes;
        if (!header.name.empty())
            std::memcpy(to, header.name.data(), header.name.size());
        to += header.name.size();
        if (header.value.size > 0)
            std::memcpy(to, header.value.data, header.value.size);
        to += header.value.size;
    }
}

/// Walks a block without allocating.
class HeaderBlockReader {
public:
    explicit HeaderBlockReader(BytesView block)
        : m_rest(block.text())
    {
    }
    std::optional<HeaderView> next()
    {
        quint32 sizes[2];
        if (m_rest.size() < sizeof sizes)
            return std::nullopt;
        std::memcpy(sizes, m_rest.data(), sizeof sizes);
        m_rest.remove_prefix(sizeof sizes);
        HeaderView header;
        header.name = m_rest.substr(0, sizes[0]);
        m_rest.remove_prefix(header.name.size());
        if (sizes[1] != NullHeaderSize) {
            const std::string_view value = m_rest.substr(0, sizes[1]);
            header.value = BytesView(value.data(), value.size());
            m_rest.remove_prefix(value.size());
        }
        return header;
    }

private:
    std::string_view m_rest;
};

} // namespace spillway
