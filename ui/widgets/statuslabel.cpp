// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/statuslabel.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/cellpaint.h"

#include <QPainter>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int shapeSize = 14;
constexpr int gap = 6;

} // namespace

StatusLabel::StatusLabel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusLabel::setStatus(Status status, const QString& word)
{
    const QString text = word.isEmpty() ? statusWord(status) : word;
    if (status == m_status && text == m_text)
        return;
    m_status = status;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void StatusLabel::setWordColored(bool colored)
{
    m_wordColored = colored;
    update();
}

QSize StatusLabel::sizeHint() const
{
    const int shape = m_status == Status::None ? 0 : shapeSize + gap;
    return { shape + fontMetrics().horizontalAdvance(m_text) + 1, std::max(shapeSize + 2, fontMetrics().height()) };
}

QSize StatusLabel::minimumSizeHint() const
{
    return { std::min(sizeHint().width(), 40), sizeHint().height() };
}

void StatusLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    QRect rest = rect();
    if (m_status != Status::None) {
        paintStatus(&painter, rest, m_status, t);
        rest.setLeft(shapeSize + gap);
    }
    painter.setPen(m_wordColored && m_status != Status::None ? t.*statusToken(m_status) : t.text);
    cellpaint::text(&painter, rest, m_text, Qt::ElideRight);
}

} // namespace spillway::ui
