// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>
#include <QColor>
#include <QList>

namespace spillway::ui {

/// What a legend says of one line. `name` is shown as plain text; `value` is formatted already ("–" when there is
/// none).
struct LegendEntry {
    QString name;
    QString value;
    QColor color;
    QList<qreal> dash; ///< in pen widths, empty is solid
    bool hidden = false; ///< the line is not drawn; the entry stays, dimmed
};

/// One entry: a piece of its line, the name (elided at its left) and the current value. A click, or Space, asks to hide
/// or show the line, a double-click, or Enter, to show it alone.
class LegendItem : public QAbstractButton {
    Q_OBJECT

public:
    explicit LegendItem(QWidget* parent = nullptr);

    void setEntry(const LegendEntry& entry);
    const LegendEntry& entry() const { return m_entry; }
    void setColors(const QColor& text, const QColor& muted, const QColor& focus);
    /// Width with the name cut to at most `nameWidth` pixels.
    int widthFor(int nameWidth) const;

    QSize sizeHint() const override;

signals:
    void toggleAsked(const QString& name);
    void isolateAsked(const QString& name);
    void hoverChanged(const QString& name, bool on);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QFont valueFont() const;

    LegendEntry m_entry;
    QColor m_text;
    QColor m_muted;
    QColor m_focus;
    bool m_afterDoubleClick = false;
};

} // namespace spillway::ui
