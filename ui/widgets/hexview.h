// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractScrollArea>

namespace spillway::ui {

class Theme;

/// Bytes as offset, hexadecimal and ASCII; 16, 8 or 4 per row, as many as fit. Paints only the rows in view, so the
/// size of the value does not matter.
class HexView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit HexView(const Theme& theme, QWidget* parent = nullptr);

    void setBytes(const QByteArray& bytes);
    /// Marks these bytes and scrolls to them; a length of 0 takes the mark away.
    void mark(qsizetype offset, qsizetype length);

    int bytesPerRow() const { return m_perRow; }
    qsizetype rowCount() const;
    /// A row as text: "00000010  7b 22 61 …  {"a…".
    QString rowText(qsizetype row) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void measure();
    void paintRow(QPainter& painter, qsizetype row, int y) const;
    int hexX(int column) const;
    int asciiX(int column) const;

    const Theme& m_theme;
    QByteArray m_bytes;
    qsizetype m_markFrom = 0;
    qsizetype m_markLength = 0;
    int m_perRow = 16;
    int m_rowHeight = 16;
    int m_charWidth = 8;
};

} // namespace spillway::ui
