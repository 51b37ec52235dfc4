// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/rail.h"

#include "ui/pages/page.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/raildelegate.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QToolButton>
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
{
    QString section;
    for (const PageEntry& page : pages) {
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
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Pages"));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            emit pageChosen(current.data(RailDelegate::NameRole).toString());
    });

    m_themeButton = footButton(QStringLiteral("settings"), tr("Theme"));
    m_collapse = footButton(QStringLiteral("collapse"), tr("Collapse"));
    connect(m_themeButton, &QToolButton::clicked, this, &Rail::themeRequested);
    connect(m_collapse, &QToolButton::clicked, this, &Rail::collapseRequested);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 1, 8);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    column->addWidget(m_themeButton);
    column->addWidget(m_collapse);
    setCollapsed(false);
}

QToolButton* Rail::footButton(const QString& drawing, const QString& text)
{
    auto* button = new QToolButton(this);
    button->setProperty("look", QStringLiteral("rail"));
    button->setIcon(icon(m_theme, drawing, &Tokens::muted));
    button->setIconSize(QSize(16, 16));
    button->setText(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setFixedHeight(30);
    return button;
}

void Rail::setCurrentPage(const QString& name)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (index.data(RailDelegate::NameRole).toString() == name)
            m_list->setCurrentIndex(index);
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
        item->setToolTip(plainTooltip(m_collapsed ? item->accessibleText() : meaning));
    }
}

void Rail::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    m_delegate->setCollapsed(collapsed);
    setFixedWidth(collapsed ? collapsedWidth : fullWidth);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem* item = m_model->item(row);
        const QString said = item->accessibleText().isEmpty() ? item->text() : item->accessibleText();
        item->setToolTip(collapsed ? plainTooltip(said) : QString());
    }
    for (QToolButton* button : { m_themeButton, m_collapse }) {
        button->setToolButtonStyle(collapsed ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
    const QString deed = collapsed ? tr("Expand") : tr("Collapse");
    m_collapse->setText(deed);
    m_collapse->setAccessibleName(deed);
    m_collapse->setToolTip(collapsed ? plainTooltip(deed) : QString());
    m_themeButton->setToolTip(plainTooltip(tr("Light, dark or as the desktop (Ctrl+Shift+T)")));
    m_list->doItemsLayout();
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.tokens().border);
}

} // namespace spillway::ui
