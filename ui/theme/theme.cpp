// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/theme.h"

#include "ui/theme/desktopscheme.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QTimer>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace spillway::ui {

namespace {

/// The desktop's choice where Qt 6.4 shows it at all: in the palette the platform made.
bool desktopIsDark()
{
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_systemDark(desktopIsDark())
    , m_tokens(std::make_shared<Tokens>(m_systemDark ? Tokens::darkTokens() : Tokens::light()))
{
}

Theme::~Theme() = default;

void Theme::install()
{
    m_style = new Style(m_tokens);
    QApplication::setStyle(m_style);
    QApplication::setPalette(palette());
    m_installed = true;
    auto* scheme = new DesktopScheme(this);
    connect(scheme, &DesktopScheme::darkChanged, this, &Theme::setSystemDark);
    // After the first frame: connecting to the bus is not what a start should wait for.
    QTimer::singleShot(0, scheme, &DesktopScheme::start);
}

void Theme::setMode(Mode mode)
{
    const bool sameMode = std::exchange(m_mode, mode) == mode;
    const bool dark = mode == Mode::Dark || (mode == Mode::System && m_systemDark);
    if (dark == m_tokens->dark) {
        if (!sameMode)
            emit changed(); // the same colours under another name: who shows the name must hear of it
        return;
    }
    *m_tokens = dark ? Tokens::darkTokens() : Tokens::light();
    if (m_installed)
        QApplication::setPalette(palette());
    emit changed();
    // What paints from tokens and not from the palette gets no palette event of its own.
    const auto widgets = QApplication::allWidgets();
    for (QWidget* widget : widgets)
        widget->update();
}

void Theme::setSystemDark(bool dark)
{
    m_systemDark = dark;
    setMode(m_mode);
}

QPalette Theme::palette() const
{
    const Tokens& t = *m_tokens;
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, const QColor& color) { p.setColor(QPalette::All, role, color); };
    all(QPalette::Window, t.window);
    all(QPalette::WindowText, t.text);
    all(QPalette::Base, t.surface);
    all(QPalette::AlternateBase, t.raised);
    all(QPalette::ToolTipBase, t.raised);
    all(QPalette::ToolTipText, t.text);
    all(QPalette::PlaceholderText, t.muted);
    all(QPalette::Text, t.text);
    all(QPalette::Button, t.surface);
    all(QPalette::ButtonText, t.text);
    all(QPalette::BrightText, t.error);
    all(QPalette::Light, t.surface);
    all(QPalette::Midlight, t.hairline);
    all(QPalette::Mid, t.border);
    all(QPalette::Dark, t.control);
    all(QPalette::Shadow, t.control);
    all(QPalette::Highlight, t.accentFill);
    all(QPalette::HighlightedText, t.onAccent);
    all(QPalette::Link, t.accent);
    all(QPalette::LinkVisited, t.accent);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText })
        p.setColor(QPalette::Disabled, role, t.disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.inactive);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, t.disabled);
    return p;
}

QFont Theme::sized(int pixelsAt13, QFont::Weight weight) const
{
    QFont font = QApplication::font();
    const int base = QFontInfo(font).pixelSize();
    font.setPixelSize(std::max(11, (base * pixelsAt13 + 6) / 13));
    font.setWeight(weight);
    return font;
}

QFont Theme::textFont() const
{
    return QApplication::font();
}

QFont Theme::semiboldFont() const
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::smallFont() const
{
    return sized(12, QFont::Normal);
}

QFont Theme::labelFont() const
{
    return sized(11, QFont::Normal);
}

QFont Theme::sectionFont() const
{
    return sized(15, QFont::DemiBold);
}

QFont Theme::pageFont() const
{
    return sized(17, QFont::DemiBold);
}

QFont Theme::figureFont() const
{
    return sized(22, QFont::DemiBold);
}

QFont Theme::monoFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(std::max(11, QFontInfo(QApplication::font()).pixelSize() - 1));
    font.setWeight(QFont::Normal);
    return font;
}

int Theme::rowHeight() const
{
    return std::max(26, QFontMetrics(textFont()).height() + 8);
}

int Theme::denseRowHeight() const
{
    return std::max(22, QFontMetrics(textFont()).height() + 4);
}

int Theme::controlHeight() const
{
    return std::max(28, QFontMetrics(textFont()).height() + 8);
}

int Theme::compactControlHeight() const
{
    return std::max(24, QFontMetrics(smallFont()).height() + 6);
}

} // namespace spillway::ui
