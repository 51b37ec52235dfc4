// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/jsonpretty.h"

#include <QTextBlock>

namespace spillway::ui {

class Theme;

/// Colours the lines of a document from spans that are known already. A QSyntaxHighlighter goes through the whole
/// document at once, 0.3 s for a megabyte; this one is asked for the lines that come into view.
class JsonHighlighter {
public:
    explicit JsonHighlighter(const Theme& theme)
        : m_theme(theme)
    {
    }

    /// For a new document text, or with a changed theme. Positions are the document's; ascending.
    void setSpans(std::vector<spillway::JsonSpan> spans);
    /// Forgets what was coloured.
    void restart() { ++m_round; }
    /// Colours the line unless it is already; costs nothing then.
    void format(QTextBlock block) const;

private:
    const Theme& m_theme;
    std::vector<spillway::JsonSpan> m_spans;
    int m_round = 0; ///< blocks of this round have it as their user state
};

} // namespace spillway::ui
