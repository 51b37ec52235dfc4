// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/jsonhighlighter.h"
#include "ui/widgets/payloadtext.h"

#include <QPlainTextEdit>

namespace spillway::ui {

class Theme;

/// Read-only text with line numbers, wrapped, in the fixed-pitch font. Lines that were broken for display count once
/// and are joined again in what is copied.
class CodeView : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit CodeView(const Theme& theme, QWidget* parent = nullptr);

    void setPayload(PayloadText payload);

    /// Marks every match, case-insensitively, up to a bound, and returns their number. Empty text takes marks away.
    int find(const QString& text);
    /// Selects match `number` (0…count-1, wraps around) and scrolls to it.
    void showMatch(int number);
    static constexpr int maxMatches = 1000;

    int gutterWidth() const;
    void paintGutter(QPaintEvent* event);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    void placeGutter();
    void markMatches();
    int lineNumber(int block) const;
    bool isContinued(int block) const;

    const Theme& m_theme;
    JsonHighlighter m_highlighter;
    std::vector<int> m_continued;
    std::vector<int> m_matches; ///< positions
    int m_matchLength = 0;
    int m_shownMatch = -1;
    QWidget* m_gutter = nullptr;
};

} // namespace spillway::ui
