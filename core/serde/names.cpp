// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/names.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace spillway {

namespace {

struct Entry {
    QString name;
    std::array<char, 31> text{};
    quint8 size = 0; ///< 0: nothing yet
};

} // namespace

size_t nameSlot(std::string_view utf8)
{
    quint64 head = 0;
    quint64 tail = 0;
    const size_t part = std::min<size_t>(utf8.size(), 8);
    std::memcpy(&head, utf8.data(), part);
    std::memcpy(&tail, utf8.data() + utf8.size() - part, part);
    // multiplied by odd numbers, so that the highest bits depend on all
    quint64 mixed = (head ^ utf8.size()) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    mixed = (mixed + tail) * 0xBF58476D1CE4E5B9u;
    static_assert(NameSlots == 256);
    return size_t(mixed >> 56);
}

QString sharedName(std::string_view utf8)
{
    const auto made = [&] { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); };
    thread_local std::array<Entry, NameSlots> entries;
    if (utf8.empty() || utf8.size() > Entry{}.text.size())
        return made();
    Entry& entry = entries.at(nameSlot(utf8));
    if (entry.size != utf8.size() || std::memcmp(entry.text.data(), utf8.data(), utf8.size()) != 0) {
        entry.name = made();
        entry.size = quint8(utf8.size());
        std::memcpy(entry.text.data(), utf8.data(), utf8.size());
    }
    return entry.name;
}

} // namespace spillway
