// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/banner.h"

#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace spillway::ui {

namespace {

constexpr int padding = 12;
constexpr int shapeAndGap = 14 + 10;

} // namespace

Banner::Banner(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
    , m_what(plainLabel({}, this))
    , m_rest(plainLabel({}, this))
{
    m_what->setFont(theme.semiboldFont());
    m_rest->setWordWrap(true);
    m_rest->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_row->setContentsMargins(padding + shapeAndGap, 6, padding, 6);
    m_row->setSpacing(8);
    m_row->addWidget(m_what);
    m_row->addWidget(m_rest, 1);
    setMinimumHeight(40);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void Banner::showMessage(
    Status status, const QString& what, const QString& rest, const std::vector<PanelAction>& actions, bool primaryFirst)
{
    m_status = status;
    m_what->setText(what);
    m_what->setVisible(!what.isEmpty());
    m_rest->setText(rest);
    for (QPushButton* button : m_buttons) {
        button->hide(); // at once: it belongs to another message
        button->deleteLater();
    }
    m_buttons.clear();
    for (const PanelAction& action : actions) {
        const bool primary = primaryFirst && m_buttons.empty();
        QPushButton* button = primary ? primaryButton(m_theme, action.text, this, action.icon)
                                      : plainButton(m_theme, action.text, this, action.icon);
        connect(button, &QPushButton::clicked, this, [run = action.run] {
            if (run)
                run();
        });
        m_row->addWidget(button);
        m_buttons.push_back(button);
    }
    nameIt();
    show();
    update();
}

void Banner::setRest(const QString& rest)
{
    m_rest->setText(rest);
    nameIt();
}

QString Banner::what() const
{
    return m_what->text();
}

void Banner::setFlush(bool flush)
{
    m_flush = flush;
    update();
}

void Banner::nameIt()
{
    setAccessibleName(m_what->text() + QLatin1Char(' ') + m_rest->text());
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    if (m_flush)
        painter.fillRect(rect(), t.*statusSoftToken(m_status));
    else
        stylepaint::box(
            &painter, QRectF(rect()), Theme::panelRadius, t.*statusSoftToken(m_status), t.*statusToken(m_status));
    paintStatus(&painter, QRect(padding, 0, 14, height()), m_status, t);
}

} // namespace spillway::ui
