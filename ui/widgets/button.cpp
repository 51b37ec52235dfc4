// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/button.h"

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"

#include <QPushButton>
#include <QToolButton>

namespace spillway::ui {

namespace {

QPushButton* button(
    const Theme& theme, const QString& text, QWidget* parent, const QString& drawing, const char* look, Token color)
{
    auto* made = new QPushButton(text, parent);
    made->setAutoDefault(false);
    made->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    if (look)
        made->setProperty("look", QString::fromLatin1(look));
    if (!drawing.isEmpty())
        made->setIcon(icon(theme, drawing, color));
    return made;
}

} // namespace

QPushButton* plainButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon)
{
    return button(theme, text, parent, icon, nullptr, &Tokens::text);
}

QPushButton* primaryButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon)
{
    return button(theme, text, parent, icon, "primary", &Tokens::onAccent);
}

QPushButton* destructiveButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon)
{
    return button(theme, text, parent, icon, "destructive", &Tokens::error);
}

QPushButton* flatButton(const Theme& theme, const QString& text, QWidget* parent, const QString& icon)
{
    return button(theme, text, parent, icon, "flat", &Tokens::text);
}

QToolButton* iconButton(const Theme& theme, const QString& drawing, const QString& name, QWidget* parent)
{
    auto* made = new QToolButton(parent);
    made->setIcon(icon(theme, drawing));
    made->setIconSize(QSize(16, 16));
    made->setProperty("look", QStringLiteral("flat"));
    made->setToolTip(plainTooltip(name));
    made->setAccessibleName(name);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

void makeCompact(const Theme& theme, QWidget* control)
{
    control->setProperty("compact", true);
    control->setFont(theme.smallFont());
    control->updateGeometry();
}

} // namespace spillway::ui
