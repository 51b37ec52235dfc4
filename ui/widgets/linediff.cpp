// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/linediff.h"

#include <algorithm>

namespace spillway::ui {

namespace {

using Kind = DiffRow::Kind;

/// Lines of both sides that belong to no common line: beside each other as far as they go.
void appendApart(std::vector<DiffRow>& rows, int left, int leftEnd, int right, int rightEnd)
{
    while (left < leftEnd && right < rightEnd)
        rows.push_back({ Kind::Changed, left++, right++ });
    while (left < leftEnd)
        rows.push_back({ Kind::OnlyLeft, left++, -1 });
    while (right < rightEnd)
        rows.push_back({ Kind::OnlyRight, -1, right++ });
}

void appendMiddle(std::vector<DiffRow>& rows, const QStringList& left, const QStringList& right, int leftFrom,
    int leftEnd, int rightFrom, int rightEnd)
{
    const qint64 n = leftEnd - leftFrom;
    const qint64 m = rightEnd - rightFrom;
    if (n * m > MaxDiffCells) {
        appendApart(rows, leftFrom, leftEnd, rightFrom, rightEnd);
        return;
    }
    // common[i][j]: length of the longest common subsequence of what begins at i and j
    std::vector<int> common(size_t((n + 1) * (m + 1)), 0);
    const auto cell = [&](qint64 i, qint64 j) -> int& { return common[size_t(i * (m + 1) + j)]; };
    for (qint64 i = n; i-- > 0;) {
        for (qint64 j = m; j-- > 0;)
            cell(i, j) = left[leftFrom + i] == right[rightFrom + j] ? cell(i + 1, j + 1) + 1
                                                                    : std::max(cell(i + 1, j), cell(i, j + 1));
    }
    int i = 0;
    int j = 0;
    int apartLeft = 0;
    int apartRight = 0;
    while (i < n && j < m) {
        if (left[leftFrom + i] == right[rightFrom + j]) {
            appendApart(rows, leftFrom + apartLeft, leftFrom + i, rightFrom + apartRight, rightFrom + j);
            rows.push_back({ Kind::Same, leftFrom + i++, rightFrom + j++ });
            apartLeft = i;
            apartRight = j;
        } else if (cell(i + 1, j) >= cell(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    appendApart(rows, leftFrom + apartLeft, leftEnd, rightFrom + apartRight, rightEnd);
}

DiffSide side(const PayloadText& payload, const std::vector<DiffRow>& rows, int DiffRow::*line)
{
    const QStringList lines = payload.text.split(QLatin1Char('\n'));
    std::vector<qsizetype> starts;
    qsizetype start = 0;
    for (const QString& text : lines) {
        starts.push_back(start);
        start += text.size() + 1;
    }
    DiffSide made;
    made.payload.leftOutBytes = payload.leftOutBytes;
    auto span = payload.spans.begin();
    for (const DiffRow& row : rows) {
        if (!made.lines.empty())
            made.payload.text.append(QLatin1Char('\n'));
        made.lines.push_back(row.kind);
        const int number = row.*line;
        if (number < 0)
            continue;
        const qsizetype from = starts[size_t(number)];
        const qsizetype end = from + lines[number].size();
        const qsizetype moved = made.payload.text.size() - from;
        for (; span != payload.spans.end() && span->start < end; ++span)
            made.payload.spans.push_back({ span->start + moved, span->length, span->kind });
        made.payload.text.append(lines[number]);
    }
    return made;
}

} // namespace

std::vector<DiffRow> diffLines(const QStringList& left, const QStringList& right)
{
    std::vector<DiffRow> rows;
    int head = 0;
    const int shorter = int(std::min(left.size(), right.size()));
    while (head < shorter && left[head] == right[head]) {
        rows.push_back({ Kind::Same, head, head });
        ++head;
    }
    int tail = 0;
    while (tail < shorter - head && left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
        ++tail;
    appendMiddle(rows, left, right, head, int(left.size()) - tail, head, int(right.size()) - tail);
    for (; tail > 0; --tail)
        rows.push_back({ Kind::Same, int(left.size()) - tail, int(right.size()) - tail });
    return rows;
}

DiffSide leftSide(const PayloadText& payload, const std::vector<DiffRow>& rows)
{
    return side(payload, rows, &DiffRow::left);
}

DiffSide rightSide(const PayloadText& payload, const std::vector<DiffRow>& rows)
{
    return side(payload, rows, &DiffRow::right);
}

} // namespace spillway::ui
