// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartlegend.h"

#include "ui/charts/chartcolors.h"

#include <QEvent>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int Spacing = 10; // with the items' own margins 16
constexpr int LeastNameWidth = 56;
constexpr int NameWidths[] = { QWIDGETSIZE_MAX, 180, 130, 90 };

} // namespace

ChartLegend::ChartLegend(QWidget* parent)
    : QWidget(parent)
    , m_more(new QToolButton(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_more->setAutoRaise(true);
    m_more->hide();
    connect(m_more, &QToolButton::clicked, this, &ChartLegend::showMenu);
}

void ChartLegend::setEntries(std::vector<LegendEntry> entries)
{
    m_entries = std::move(entries);
    while (m_items.size() < m_entries.size()) {
        auto* item = new LegendItem(this);
        item->setColors(m_text, m_muted, m_focus);
        connect(item, &LegendItem::toggleAsked, this, &ChartLegend::toggleAsked);
        connect(item, &LegendItem::isolateAsked, this, &ChartLegend::isolateAsked);
        connect(item, &LegendItem::hoverChanged, this, &ChartLegend::hoverChanged);
        m_items.push_back(item);
    }
    // the item under the hand or with the focus keeps its entry while values reorder the others around it
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const auto same = std::find_if(m_items.begin(), m_items.end(),
            [&](const LegendItem* item) { return item->entry().name == m_entries[i].name; });
        if (same != m_items.end() && std::size_t(same - m_items.begin()) > i)
            std::iter_swap(m_items.begin() + std::ptrdiff_t(i), same);
        m_items[i]->setEntry(m_entries[i]);
    }
    arrange();
    updateGeometry();
}

void ChartLegend::setColors(const ChartColors& colors)
{
    m_text = colors.text;
    m_muted = colors.muted;
    m_focus = colors.accent;
    for (LegendItem* item : m_items)
        item->setColors(m_text, m_muted, m_focus);
}

void ChartLegend::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    arrange();
}

int ChartLegend::neededWidth(std::size_t count, int nameWidth) const
{
    int width = 0;
    for (std::size_t i = 0; i < count; ++i)
        width += m_items[i]->widthFor(nameWidth) + (i > 0 ? Spacing : 0);
    return width;
}

QSize ChartLegend::sizeHint() const
{
    return { neededWidth(m_entries.size(), NameWidths[1]), fontMetrics().height() + 8 };
}

QSize ChartLegend::minimumSizeHint() const
{
    return { m_entries.empty() ? 0 : LeastNameWidth, fontMetrics().height() + 8 };
}

void ChartLegend::arrange()
{
    m_shown = m_entries.size();
    int nameWidth = LeastNameWidth;
    for (const int candidate : NameWidths) {
        if (neededWidth(m_shown, candidate) <= width()) {
            nameWidth = candidate;
            break;
        }
    }
    int moreWidth = 0;
    if (neededWidth(m_shown, nameWidth) > width()) {
        nameWidth = NameWidths[3];
        while (m_shown > 0 && neededWidth(m_shown, nameWidth) + moreWidth > width()) {
            --m_shown;
            m_more->setText(tr("%n more", nullptr, int(m_entries.size() - m_shown)));
            moreWidth = m_more->sizeHint().width() + Spacing;
        }
    }
    int x = m_alignment & Qt::AlignLeft ? 0 : width() - neededWidth(m_shown, nameWidth) - moreWidth;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        LegendItem* item = m_items[i];
        item->setVisible(i < m_shown);
        if (i >= m_shown)
            continue;
        const int itemWidth = item->widthFor(nameWidth);
        item->setGeometry(x, 0, itemWidth, height());
        x += itemWidth + Spacing;
    }
    m_more->setVisible(m_shown < m_entries.size());
    m_more->setGeometry(x, 0, std::max(0, moreWidth - Spacing), height());
}

void ChartLegend::showMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (std::size_t i = m_shown; i < m_entries.size(); ++i) {
        const QString name = m_entries[i].name;
        QString text = name + QLatin1Char('\t') + m_entries[i].value;
        QAction* action = menu->addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(!m_entries[i].hidden);
        connect(action, &QAction::triggered, this, [this, name] { emit toggleAsked(name); });
    }
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void ChartLegend::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ChartLegend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

} // namespace spillway::ui
