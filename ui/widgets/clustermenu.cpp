// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/clustermenu.h"

#include "ui/models/profilelistmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/profiledelegate.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

ClusterMenu::ClusterMenu(const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_theme(theme)
    , m_filter(new FilterField(theme, tr("Filter clusters"), this))
    , m_list(new QListView(this))
    , m_model(new ProfileListModel(this))
    , m_hint(plainLabel({}, this))
{
    setAttribute(Qt::WA_WindowPropagation);
    setAccessibleName(tr("Clusters"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProfileDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Clusters"));
    m_hint->setFont(theme.smallFont());
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    QPushButton* connections = plainButton(theme, tr("Connections…"), this, QStringLiteral("settings"));
    makeCompact(theme, connections);
    connections->setObjectName(QStringLiteral("connections"));
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(8, 8, 8, 8);
    filterRow->addWidget(m_filter);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 8, 8, 8);
    foot->addWidget(m_hint, 1);
    foot->addWidget(connections);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(filterRow);
    column->addWidget(m_list, 1);
    column->addLayout(foot);
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        m_list->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_list, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        choose(index.row(), QApplication::keyboardModifiers().testFlag(Qt::ControlModifier));
    });
    connect(connections, &QPushButton::clicked, this, [this] {
        close();
        emit connectionsRequested();
    });
    m_filter->installEventFilter(this);
    m_list->installEventFilter(this);
}

void ClusterMenu::setClusters(
    const std::vector<ConnectionProfile>& profiles, const QStringList& recentAddresses, const ClusterChoice& current)
{
    m_current = current;
    m_model->setFilter({});
    m_model->setProfiles(profiles, recentAddresses);
}

void ClusterMenu::openUnder(QWidget* button, bool elsewhere)
{
    m_elsewhere = elsewhere;
    m_hint->setText(elsewhere ? tr("Opens in a new window") : tr("Ctrl+Enter: in a new window"));
    m_filter->clear();
    m_model->setFilter({});
    m_list->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(m_current.toText())), 0));
    const int rows = std::clamp(m_model->rowCount(), 1, 8);
    resize(std::max(320, button->width()), 96 + rows * m_list->sizeHintForRow(0));
    QFrame::move(button->mapToGlobal(QPoint(0, button->height() + 4)));
    show();
    m_filter->setFocus(Qt::PopupFocusReason);
}

bool ClusterMenu::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_model->setFilter(m_filter->text()); // quicker than the field's pause
        choose(std::max(0, m_list->currentIndex().row()), key->modifiers().testFlag(Qt::ControlModifier));
        return true;
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (watched != m_filter)
            break;
        move(key->key() == Qt::Key_Down ? 1 : -1);
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

void ClusterMenu::move(int step)
{
    const int last = m_model->rowCount() - 1;
    m_list->setCurrentIndex(m_model->index(std::clamp(m_list->currentIndex().row() + step, 0, std::max(0, last)), 0));
}

void ClusterMenu::choose(int row, bool elsewhere)
{
    const auto choice
        = ClusterChoice::fromText(m_model->index(std::min(row, m_model->rowCount() - 1), 0).data(IdRole).toString());
    if (choice.kind == ClusterChoice::Kind::None)
        return;
    close();
    emit chosen(choice, elsewhere || m_elsewhere);
}

void ClusterMenu::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.setPen(m_theme.tokens().control);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace spillway::ui
