// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <string_view>

namespace spillway {

/// A text that comes again and again, the name of a member or of an event type, as a QString without an allocation the
/// second time. `utf8` must be valid UTF-8. Each thread remembers at most NameSlots of them, of at most 31 bytes; any
/// other text is simply converted. About 10 ns.
/// `slot` nameSlot() of it, when that is known already.
QString sharedName(std::string_view utf8, size_t slot);

inline constexpr size_t NameSlots = 256;
/// Equal texts have the same slot, below NameSlots; different ones mostly not.
size_t nameSlot(std::string_view utf8);

inline QString sharedName(std::string_view utf8)
{
    return sharedName(utf8, nameSlot(utf8));
}

} // namespace spillway
