// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/rail.h"

#include "ui/pages/page.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/railbutton.h"
#include "ui/widgets/raildelegate.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

constexpr int fullWidth = 204;
constexpr int collapsedWidth = 48;

} // namespace

Rail::Rail(const Theme& theme, const std::vector<PageEntry>& pages, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView(this))
    , m_delegate(new RailDelegate(theme, this))
    , m_themeButton(new RailButton(theme, QStringLiteral("theme"), tr("Theme"), this))
    , m_collapse(new RailButton(theme, QStringLiteral("collapse"), tr("Collapse"), this))
{
    QString section;
    for (const PageEntry& page : pages) {
        if (page.atFoot) {
            auto* button = new RailButton(theme, page.icon, page.title, this);
            button->setCheckable(true);
            connect(button, &RailButton::clicked, this, [this, button, name = page.name] {
                button->setChecked(true); // a second click does not leave it
                emit pageChosen(name);
            });
            m_foot.emplace_back(page.name, button);
            continue;
        }
        if (page.section != section) {
            section = page.section;
            auto* heading = new QStandardItem(section);
            heading->setFlags(Qt::NoItemFlags);
            heading->setData(true, RailDelegate::HeadingRole);
            m_model->appendRow(heading);
        }
        auto* item = new QStandardItem(page.title);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setData(page.name, RailDelegate::NameRole);
        item->setData(page.icon, RailDelegate::IconRole);
        m_model->appendRow(item);
    }

    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->setAttribute(Qt::WA_Hover);
    m_list->setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard with the page
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Pages"));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            emit pageChosen(current.data(RailDelegate::NameRole).toString());
    });

    connect(m_themeButton, &RailButton::clicked, this,
        [this] { emit themeMenuRequested(m_themeButton->mapToGlobal(QPoint(8, 0))); });
    connect(m_collapse, &RailButton::clicked, this, &Rail::collapseRequested);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 1, 8);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    for (const auto& [name, button] : m_foot)
        column->addWidget(button);
    column->addWidget(m_themeButton);
    column->addWidget(m_collapse);
    setCollapsed(false);
}

void Rail::setCurrentPage(const QString& name)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (index.data(RailDelegate::NameRole).toString() == name)
            m_list->setCurrentIndex(index);
    }
    for (const auto& [pageName, button] : m_foot) {
        button->setChecked(pageName == name);
        if (pageName == name) {
            m_list->setCurrentIndex({});
            m_list->clearSelection();
        }
    }
}

void Rail::setCount(const QString& name, const QString& count, Status status, const QString& meaning)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem* item = m_model->item(row);
        if (item->data(RailDelegate::NameRole).toString() != name)
            continue;
        item->setData(count, RailDelegate::CountRole);
        item->setData(static_cast<int>(status), RailDelegate::CountStatusRole);
        const QString said = meaning.isEmpty() ? count : meaning;
        item->setAccessibleText(said.isEmpty() ? item->text() : item->text() + QLatin1String(", ") + said);
    }
    updateTooltips();
}

void Rail::updateTooltips()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem* item = m_model->item(row);
        const QString said = item->accessibleText().isEmpty() ? item->text() : item->accessibleText();
        const bool tells = m_collapsed || said != item->text();
        item->setToolTip(tells ? plainTooltip(said) : QString());
    }
    for (const auto& [name, button] : m_foot)
        button->setToolTip(m_collapsed ? plainTooltip(button->text()) : QString());
    m_collapse->setToolTip(m_collapsed ? plainTooltip(m_collapse->text()) : QString());
    m_themeButton->setToolTip(
        plainTooltip(tr("%1 (Ctrl+Shift+T changes between light and dark)").arg(m_themeButton->text())));
}

void Rail::setThemeText(const QString& text)
{
    m_themeButton->setText(text);
    m_themeButton->setAccessibleName(text);
    updateTooltips();
}

bool Rail::holdsFocus() const
{
    return focusWidget() && isAncestorOf(focusWidget()) && focusWidget()->hasFocus();
}

void Rail::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    m_delegate->setCollapsed(collapsed);
    setFixedWidth(collapsed ? collapsedWidth : fullWidth);
    for (const auto& [name, button] : m_foot)
        button->setCollapsed(collapsed);
    m_themeButton->setCollapsed(collapsed);
    m_collapse->setCollapsed(collapsed);
    m_collapse->setText(collapsed ? tr("Expand") : tr("Collapse"));
    m_collapse->setAccessibleName(m_collapse->text());
    updateTooltips();
    m_list->doItemsLayout();
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.tokens().border);
}

} // namespace spillway::ui
