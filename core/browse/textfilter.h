// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"

#include <QString>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spillway {

/// Finds one piece of text in raw bytes, case-insensitively: ASCII letters at memory speed, others by the upper, lower
/// and title case that Unicode gives a single character (no "ß" = "ss"). The bytes need not be UTF-8.
class TextNeedle {
public:
    explicit TextNeedle(const QString& text);
    bool isIn(std::string_view bytes) const;

private:
    bool matchesAt(std::string_view bytes, size_t at) const;
    bool asciiIsIn(std::string_view bytes) const;

    std::vector<std::vector<std::string>> m_units; ///< per character its spellings in UTF-8
    std::array<bool, 256> m_first{}; ///< bytes a match can begin with
    size_t m_minimum = 0; ///< least number of bytes a match has
    std::string m_value, m_mask; ///< ASCII only: byte | mask == value
};

/// Every word must occur, case-insensitively, in the key, the value, a header's name or a header's value; words are
/// separated by blanks, nothing else has a meaning, so that a piece of JSON finds itself. A value: copy it to other
/// threads freely.
class TextFilter {
public:
    TextFilter() = default;
    explicit TextFilter(const QString& text);

    bool isEmpty() const { return m_needles.empty(); }
    QString text() const { return m_text; }
    bool matches(const RecordView& record) const;
    bool matches(BytesView key, BytesView value, std::span<const HeaderView> headers) const;
    /// Rows of the chunk that match, ascending.
    std::vector<quint32> matches(const RecordChunk& chunk) const;

private:
    QString m_text;
    std::vector<TextNeedle> m_needles;
};

} // namespace spillway
