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
    // by loads of a fixed size that may overlap: what is copied bytewise costs more than all the rest
    const char* const at = utf8.data();
    const size_t size = utf8.size();
    const auto load = [at]<class Word>(size_t from, Word word) {
        std::memcpy(&word, at + from, sizeof word);
        return quint64(word);
    };
    quint64 head = 0;
    quint64 tail = 0;
    if (size >= 8) {
        head = load(0, quint64());
        tail = load(size - 8, quint64());
    } else if (size >= 4) {
        head = load(0, quint32());
        tail = load(size - 4, quint32());
    } else if (size > 0) {
        head = load(0, quint8());
        tail = load(size / 2, quint8()) << 8 | load(size - 1, quint8());
    }
    // multiplied by odd numbers, so that the highest bits depend on all
    quint64 mixed = (head ^ size) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    mixed = (mixed + tail) * 0xBF58476D1CE4E5B9u;
    static_assert(NameSlots == 256);
    return size_t(mixed >> 56);
}

QString sharedName(std::string_view utf8, size_t slot)
{
    const auto made = [&] { return QString::fromUtf8(utf8.data(), qsizetype(utf8.size())); };
    thread_local std::array<Entry, NameSlots> entries;
    if (utf8.empty() || utf8.size() > Entry{}.text.size())
        return made();
    Entry& entry = entries.at(slot);
    if (entry.size != utf8.size() || std::memcmp(entry.text.data(), utf8.data(), utf8.size()) != 0) {
        entry.name = made();
        entry.size = quint8(utf8.size());
        std::memcpy(entry.text.data(), utf8.data(), utf8.size());
    }
    return entry.name;
}

} // namespace spillway
