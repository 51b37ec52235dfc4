// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/notificationmenu.h"

#include "core/serde/text.h"
#include "ui/models/celltablemodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tableview.h"

#include <QDateTime>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int Width = 560;
constexpr int MostRows = 12;
constexpr qsizetype MostText = 400; ///< UTF-16 units of each text

} // namespace

NotificationMenu::NotificationMenu(const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
{
    setAttribute(Qt::WA_WindowPropagation);
    setAccessibleName(tr("Notifications"));
    m_panel = new ui::Panel(theme, tr("Notifications"), this);
    m_panel->setFlush(true);
    using Kind = CellColumn::Kind;
    m_model = new CellTableModel(
        { { tr("At"), Kind::Number, 76 }, { tr("What"), Kind::State, 260 }, { tr("More"), Kind::Text, 180 } }, this);
    auto* table = new TableView(theme, TableView::Density::Regular, m_panel);
    table->setModel(m_model);
    table->setAccessibleName(tr("Notifications, newest first"));
    table->setNumberColumn(0, 76);
    table->setStatusColumn(1, 260);
    table->setTextColumn(2, 180);
    table->setStretchColumn(2, 80);
    m_panel->setContent(table);
    auto* clearAll = plainButton(theme, tr("Clear"), m_panel);
    makeCompact(theme, clearAll);
    clearAll->setObjectName(QStringLiteral("clearNotifications"));
    m_panel->addTitleWidget(clearAll);
    connect(clearAll, &QPushButton::clicked, this, &NotificationMenu::clear);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->addWidget(m_panel);
    setFocusProxy(table);
    list();
}

void NotificationMenu::add(Status status, const QString& title, const QString& text, qint64 atMs)
{
    m_entries.push_front({ ++m_lastId, status, title.left(MostText), text.left(MostText), atMs });
    if (m_entries.size() > Most) {
        m_entries.pop_back();
        ++m_left;
    }
    list();
    if (!isVisible())
        setUnread(m_unread + 1);
}

void NotificationMenu::clear()
{
    m_entries.clear();
    m_left = 0;
    list();
    setUnread(0);
}

void NotificationMenu::setUnread(int unread)
{
    if (std::exchange(m_unread, unread) != unread)
        emit unreadChanged(unread);
}

void NotificationMenu::list()
{
    std::vector<CellRow> rows;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const Entry& entry : m_entries)
        rows.push_back({ QString::number(entry.id),
            { { .text = format::timeOfDay(entry.atMs, now), .number = double(entry.atMs) },
                { .text = visibleText(entry.title), .status = entry.status },
                { .text = visibleText(entry.text), .muted = true } } });
    m_model->setRows(std::move(rows));
    m_panel->setNote(m_left > 0 ? tr("%1 older ones left").arg(format::count(qint64(m_left))) : QString());
    if (m_entries.empty())
        m_panel->showEmpty(tr("Nothing to tell"),
            tr("Lost connections, groups that stop, and the ends of long jobs are listed here."));
    else
        m_panel->showContent();
}

void NotificationMenu::openUnder(QWidget* button)
{
    const int rows = std::clamp(int(m_entries.size()), 4, MostRows);
    resize(Width, 34 + (rows + 1) * m_theme.rowHeight() + 12);
    move(button->mapToGlobal(QPoint(button->width() - Width, button->height() + 4)));
    setUnread(0);
    show();
    setFocus(Qt::PopupFocusReason);
}

void NotificationMenu::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.setPen(m_theme.tokens().control);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace spillway::ui
