// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/charts/legenditem.h"

#include <QWidget>

#include <vector>

class QToolButton;

namespace spillway::ui {

struct ChartColors;

/// The row above a chart: one item per line in the order given. Names give way first (elided left), then the last
/// entries go into a "3 more" menu. Can be moved into the title row of a panel.
class ChartLegend : public QWidget {
    Q_OBJECT

public:
    explicit ChartLegend(QWidget* parent = nullptr);

    void setEntries(std::vector<LegendEntry> entries);
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    void setColors(const ChartColors& colors);
    /// Qt::AlignRight (as made) or Qt::AlignLeft.
    void setAlignment(Qt::Alignment alignment);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void toggleAsked(const QString& name);
    void isolateAsked(const QString& name);
    void hoverChanged(const QString& name, bool on);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    int neededWidth(std::size_t count, int nameWidth) const;
    void showMenu();

    std::vector<LegendEntry> m_entries;
    std::vector<LegendItem*> m_items; ///< at least as many as entries; the surplus is hidden
    QToolButton* m_more = nullptr;
    std::size_t m_shown = 0; ///< entries with an item in sight; the others are in the menu
    Qt::Alignment m_alignment = Qt::AlignRight;
    QColor m_text, m_muted, m_focus;
};

} // namespace spillway::ui
