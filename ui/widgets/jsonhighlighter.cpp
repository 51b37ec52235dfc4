// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/jsonhighlighter.h"

#include "ui/theme/theme.h"

#include <QTextDocument>
#include <QTextLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

QColor colorOf(spillway::JsonTokenKind kind, const Tokens& t)
{
    switch (kind) {
    case spillway::JsonTokenKind::Key:
        return t.codeKey;
    case spillway::JsonTokenKind::String:
        return t.codeString;
    case spillway::JsonTokenKind::Number:
        return t.codeNumber;
    case spillway::JsonTokenKind::Literal:
        return t.codeLiteral;
    case spillway::JsonTokenKind::Punct:
        break;
    }
    return t.text;
}

} // namespace

void JsonHighlighter::setSpans(std::vector<spillway::JsonSpan> spans)
{
    m_spans = std::move(spans);
    restart();
}

void JsonHighlighter::format(QTextBlock block) const
{
    if (block.userState() == m_round)
        return;
    block.setUserState(m_round);
    const qsizetype start = block.position();
    const qsizetype end = start + block.length() - 1;
    auto span = std::lower_bound(m_spans.begin(), m_spans.end(), start,
        [](const spillway::JsonSpan& s, qsizetype at) { return s.start + s.length <= at; });
    QList<QTextLayout::FormatRange> ranges;
    for (; span != m_spans.end() && span->start < end; ++span) {
        QTextLayout::FormatRange range;
        range.start = int(std::max(span->start, start) - start);
        range.length = int(std::min(span->start + span->length, end) - start) - range.start;
        range.format.setForeground(colorOf(span->kind, m_theme.tokens()));
        ranges.append(range);
    }
    if (ranges.isEmpty() && block.layout()->formats().isEmpty())
        return;
    block.layout()->setFormats(ranges);
    const_cast<QTextDocument*>(block.document())->markContentsDirty(block.position(), block.length());
}

} // namespace spillway::ui
