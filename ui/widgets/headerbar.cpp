// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/headerbar.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/clusterbutton.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace spillway::ui {

namespace {

constexpr int NarrowBelow = 1000;

} // namespace

HeaderBar::HeaderBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
    , m_cluster(new ClusterButton(theme, this))
    , m_production(new Badge(theme, {}, Badge::Kind::Production, this))
    , m_kind(new Badge(theme, {}, Badge::Kind::Info, this))
    , m_mark(new Badge(theme, {}, Badge::Kind::Fact, this))
    , m_connection(new StatusLabel(theme, this))
    , m_freshness(plainLabel({}, this))
    , m_pause(iconButton(theme, QStringLiteral("pause"), tr("Pause"), this))
    , m_bell(iconButton(theme, QStringLiteral("alerts"), tr("Notifications"), this))
{
    setFixedHeight(44);
    m_freshness->setAccessibleName(tr("Age of what is shown"));
    m_pause->setCheckable(true);
    m_connection->setSizePolicy(QSizePolicy::Minimum, m_connection->sizePolicy().verticalPolicy());
    QToolButton* refresh = iconButton(theme, QStringLiteral("refresh"), tr("Refresh now (F5)"), this);

    m_row->setContentsMargins(8, 0, 12, 1);
    m_row->setSpacing(8);
    m_row->addWidget(m_cluster);
    m_row->addWidget(m_production);
    m_row->addWidget(m_kind);
    m_row->addWidget(m_mark);
    m_row->addSpacing(8);
    m_row->addWidget(m_connection);
    m_row->addStretch(2);
    m_row->addStretch(2);
    m_row->addWidget(m_freshness);
    m_row->addWidget(m_pause);
    m_row->addWidget(refresh);
    m_row->addWidget(m_bell);
    m_bell->setObjectName(QStringLiteral("bell"));

    connect(m_pause, &QToolButton::toggled, this, [this](bool paused) {
        setPaused(paused);
        emit pauseToggled(paused);
    });
    connect(refresh, &QToolButton::clicked, this, &HeaderBar::refreshRequested);
    connect(m_bell, &QToolButton::clicked, this, &HeaderBar::notificationsRequested);
    connect(m_cluster, &QPushButton::clicked, this, &HeaderBar::clusterSwitchRequested);
    connect(&theme, &Theme::changed, this, &HeaderBar::updateFreshness);
    setFreshness({}, false);
}

void HeaderBar::setClusterName(const QString& name)
{
    m_cluster->setCluster(name);
}

void HeaderBar::setKind(const QString& words)
{
    m_kind->setText(words);
    m_kind->setVisible(!words.isEmpty() && width() >= NarrowBelow);
}

void HeaderBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // What the cluster's name and the status bar say as well gives way first.
    m_kind->setVisible(!m_kind->text().isEmpty() && width() >= NarrowBelow);
    m_mark->setVisible(!m_mark->text().isEmpty() && (m_readOnly || width() >= NarrowBelow));
}

void HeaderBar::setReadOnly(bool readOnly)
{
    m_mark->setKind(readOnly ? Badge::Kind::Fact : Badge::Kind::Warn);
    m_mark->setIconName(readOnly ? QStringLiteral("lock") : QStringLiteral("unlock"));
    m_mark->setText(readOnly ? tr("Read-only") : tr("Changes allowed"));
    m_readOnly = readOnly;
    m_mark->setVisible(m_readOnly || width() >= NarrowBelow);
}

void HeaderBar::clearReadOnly()
{
    m_mark->setText({});
}

void HeaderBar::setProduction(const std::optional<MarkTokens>& mark)
{
    m_stripe = mark;
    m_production->setText(mark ? tr("PRODUCTION") : QString());
    if (mark)
        m_production->setMark(*mark);
    update();
}

QWidget* HeaderBar::clusterButton() const
{
    return m_cluster;
}

void HeaderBar::setConnection(Status status, const QString& words)
{
    m_connection->setStatus(status, words);
}

void HeaderBar::setFreshness(const QString& text, bool stale)
{
    m_freshness->setText(text);
    if (stale != m_stale || m_freshness->font() == font()) {
        m_stale = stale;
        updateFreshness();
    }
}

void HeaderBar::updateFreshness()
{
    QPalette colors = m_freshness->palette();
    colors.setColor(QPalette::WindowText, m_stale ? m_theme.tokens().warn : m_theme.tokens().muted);
    m_freshness->setPalette(colors);
    m_freshness->setFont(m_stale ? m_theme.semiboldFont() : m_theme.textFont());
}

void HeaderBar::setPaused(bool paused)
{
    m_pause->setChecked(paused);
    m_pause->setIcon(icon(m_theme, paused ? QStringLiteral("play") : QStringLiteral("pause")));
    const QString deed = paused ? tr("Continue") : tr("Pause");
    m_pause->setToolTip(plainTooltip(deed));
    m_pause->setAccessibleName(deed);
}

void HeaderBar::setUnread(int unread)
{
    constexpr int mostShown = 99;
    m_bell->setText(unread > mostShown ? QStringLiteral("99+") : unread > 0 ? QString::number(unread) : QString());
    m_bell->setToolButtonStyle(unread > 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    const QString name = unread > 0 ? tr("Notifications, %1 new").arg(unread) : tr("Notifications");
    m_bell->setToolTip(plainTooltip(name));
    m_bell->setAccessibleName(name);
}

QWidget* HeaderBar::bell() const
{
    return m_bell;
}

void HeaderBar::setMiddle(QWidget* widget)
{
    // Between the two stretches, so that it stays in the middle of what is free.
    m_row->insertWidget(m_row->indexOf(m_freshness) - 1, widget, 3);
}

void HeaderBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.tokens().border);
    if (m_stripe)
        painter.fillRect(QRect(0, 0, width(), 3), m_theme.tokens().*m_stripe->ink);
}

} // namespace spillway::ui
