// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/dialecttable.h"

/// Single header values as families write them, tolerant of what others do to them. Private to core/deadletter.
namespace spillway::deadletter {

inline BytesView viewOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? BytesView(bytes->constData(), static_cast<size_t>(bytes->size())) : BytesView();
}

/// `number` may be there beside a `problem`: understood, but not as the family writes it.
struct NumberValue {
    std::optional<qint64> number;
    QString problem; ///< empty: none
};
/// By length and content: exactly the family's width is binary; else all digits are a decimal; else 4 or 8 bytes are
/// big-endian. An 8-digit text in a family that writes 8 bytes is those bytes: the family decides, not a guess.
NumberValue readNumber(BytesView value, Form form);

struct TextValue {
    std::optional<QString> text; ///< nullopt: null
    QString problem;
};
/// Cut at `most` bytes (between characters), bytes that are not UTF-8 replaced; both are named as a problem.
TextValue readText(BytesView value, qsizetype most);

/// RFC 3339 in UTC; the number itself outside the years 0–9999.
QString timeText(qint64 ms);

} // namespace spillway::deadletter
