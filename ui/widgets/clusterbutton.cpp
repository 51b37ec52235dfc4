// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/clusterbutton.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QStyleOptionButton>
#include <QStylePainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int usualWidth = 188;
constexpr int padding = 10;
constexpr int chevron = 22;

} // namespace

ClusterButton::ClusterButton(const Theme& theme, QWidget* parent)
    : QPushButton(parent)
{
    setFont(theme.semiboldFont());
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus); // a click leaves the keyboard with the page
    setCluster({});
}

void ClusterButton::setCluster(const QString& name)
{
    setText(name.isEmpty() ? tr("No cluster") : name);
    setAccessibleName(tr("Cluster: %1").arg(text()));
    setToolTip(plainTooltip(tr("%1\nSwitch the cluster (Ctrl+Shift+C)").arg(text())));
    updateGeometry();
}

QSize ClusterButton::sizeHint() const
{
    const int wanted = fontMetrics().horizontalAdvance(text()) + 2 * padding + chevron;
    return { std::clamp(wanted, usualWidth, 320), QPushButton::sizeHint().height() };
}

QSize ClusterButton::minimumSizeHint() const
{
    return { 120, sizeHint().height() };
}

void ClusterButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.features |= QStyleOptionButton::HasMenu;
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    const QRect at = QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(padding, 0, -chevron, 0));
    painter.setPen(palette().color(QPalette::ButtonText));
    painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideMiddle, at.width()));
}

} // namespace spillway::ui
