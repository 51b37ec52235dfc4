// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/statusline.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace spillway::ui {

StatusLine::StatusLine(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFont(theme.smallFont());
    setFixedHeight(std::max(24, fontMetrics().height() + 6));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 1, 14, 0);
    row->setSpacing(19);
    const auto part = [&] {
        QLabel* label = plainLabel({}, this);
        label->setFont(font());
        label->setForegroundRole(QPalette::PlaceholderText);
        label->hide();
        row->addWidget(label);
        return label;
    };
    m_address = part();
    m_brokers = part();
    row->addStretch(1);
    m_job = part();
    m_cost = part();
    m_memory = part();
    m_zone = part();
    connect(&theme, &Theme::changed, this, &StatusLine::colorBrokers);
}

void StatusLine::setPart(QLabel* label, const QString& text)
{
    if (label->text() == text)
        return;
    label->setText(text);
    label->setVisible(!text.isEmpty());
    update();
}

void StatusLine::setAddress(const QString& text)
{
    setPart(m_address, text);
}

void StatusLine::setBrokers(const QString& text, Status status)
{
    setPart(m_brokers, text);
    m_brokersStatus = status;
    colorBrokers();
}

void StatusLine::colorBrokers()
{
    QPalette colors = m_brokers->palette();
    colors.setColor(QPalette::PlaceholderText, m_theme.tokens().*statusToken(m_brokersStatus));
    m_brokers->setPalette(colors);
}

void StatusLine::setJob(const QString& text)
{
    setPart(m_job, text);
}

void StatusLine::setCost(const QString& text)
{
    setPart(m_cost, text);
}

void StatusLine::setMemory(const QString& text)
{
    setPart(m_memory, text);
}

void StatusLine::setTimeZone(const QString& text)
{
    setPart(m_zone, text);
}

void StatusLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    painter.fillRect(QRect(0, 0, width(), 1), t.border);
    // A thin line between parts of the same side.
    const auto separated = [&](std::initializer_list<const QLabel*> side) {
        bool first = true;
        for (const QLabel* label : side) {
            if (label->isHidden())
                continue;
            if (!first)
                painter.fillRect(QRect(label->x() - 10, 6, 1, height() - 11), t.border);
            first = false;
        }
    };
    separated({ m_address, m_brokers });
    separated({ m_job, m_cost, m_memory, m_zone });
}

} // namespace spillway::ui
