// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/payloadtext.h"

#include <QStringList>

#include <vector>

namespace spillway::ui {

/// A line of two texts beside each other.
struct DiffRow {
    enum class Kind { Same, Changed, OnlyLeft, OnlyRight } kind = Kind::Same;
    int left = -1; ///< number of the line, from 0; -1: there is none on this side
    int right = -1;

    friend bool operator==(const DiffRow&, const DiffRow&) = default;
};

/// By longest common subsequence between what is equal at both ends; lines that differ at the same place are Changed.
/// Time and memory are bounded: beyond `MaxDiffCells` the middle is compared line by line.
std::vector<DiffRow> diffLines(const QStringList& left, const QStringList& right);
inline constexpr qint64 MaxDiffCells = 1'000'000;

/// One side of the rows as text: blank lines where only the other side has one.
struct DiffSide {
    PayloadText payload;
    std::vector<DiffRow::Kind> lines; ///< of each line
};
DiffSide leftSide(const PayloadText& payload, const std::vector<DiffRow>& rows);
DiffSide rightSide(const PayloadText& payload, const std::vector<DiffRow>& rows);

} // namespace spillway::ui
