// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/jsonhighlighter.h"
#include "ui/widgets/linediff.h"

#include <QPlainTextEdit>

namespace spillway::ui {

class Theme;

/// One side of two texts beside each other: ≠ + − in the gutter beside the ground of a line that is not the same.
/// Words that an error names are underlined with a wave.
class DiffView : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit DiffView(const Theme& theme, QWidget* parent = nullptr);

    /// `words`: whole tokens to underline, without quotes.
    void setSide(DiffSide side, const QStringList& words = {});
    /// Both scroll together from now on.
    static void scrollTogether(DiffView* one, DiffView* other);
    QString sign(int line) const;

    void paintGutter(QPaintEvent* event);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    DiffRow::Kind kind(int line) const;
    void underline(const QStringList& words);
    template <class Paint> void visibleLines(Paint paint) const;

    const Theme& m_theme;
    JsonHighlighter m_highlighter;
    std::vector<DiffRow::Kind> m_lines;
    QStringList m_words;
    QWidget* m_gutter = nullptr;
};

} // namespace spillway::ui
