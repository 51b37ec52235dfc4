// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace spillway::ui {

namespace {

Tokens makeLight()
{
    Tokens t;
    t.dark = false;
    t.window = QColor(0xEEF0F3);
    t.surface = QColor(0xFFFFFF);
    t.raised = QColor(0xF7F8FA);
    t.border = QColor(0xD9DDE3);
    t.hairline = QColor(0xE8EBEF);
    t.grid = QColor(0xE4E7EC);
    t.control = QColor(0x828B97);
    t.text = QColor(0x1A2028);
    t.muted = QColor(0x55606E);
    t.disabled = QColor(0x98A1AD);
    t.accent = QColor(0x1A64AE);
    t.accentFill = QColor(0x1A64AE);
    t.onAccent = QColor(0xFFFFFF);
    t.selection = QColor(0xD8E7F7);
    t.inactive = QColor(0xE5E8EC);
    t.highlight = QColor(0xFFF6D6);
    t.ok = QColor(0x17744A);
    t.okSoft = QColor(0xE2F2E9);
    t.warn = QColor(0x8F5400);
    t.warnSoft = QColor(0xFBEFD8);
    t.error = QColor(0xB9252C);
    t.errorSoft = QColor(0xFBE5E5);
    t.info = QColor(0x1A64AE);
    t.infoSoft = QColor(0xE3EEF9);
    t.production = QColor(0xA01C74);
    t.productionSoft = QColor(0xF9E6F2);
    t.codeKey = QColor(0x1A64AE);
    t.codeString = QColor(0x17744A);
    t.codeNumber = QColor(0x8F5400);
    t.codeLiteral = QColor(0x6B2FA0);
    t.series = { QColor(0x2F6FD6), QColor(0xCC7A12), QColor(0x2A9D7C), QColor(0x5E2590), QColor(0x7A5F00),
        QColor(0x17233F), QColor(0xB1244F), QColor(0x7A818C) };
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.dark = true;
    t.window = QColor(0x14171B);
    t.surface = QColor(0x1B1F24);
    t.raised = QColor(0x22272E);
    t.border = QColor(0x323943);
    t.hairline = QColor(0x282E36);
    t.grid = QColor(0x2A3039);
    t.control = QColor(0x6E7886);
    t.text = QColor(0xE3E7EC);
    t.muted = QColor(0x9DA7B4);
    t.disabled = QColor(0x66707D);
    t.accent = QColor(0x74B3F3);
    t.accentFill = QColor(0x2B74BF);
    t.onAccent = QColor(0xFFFFFF);
    t.selection = QColor(0x1F3E5E);
    t.inactive = QColor(0x2C333C);
    t.highlight = QColor(0x302C1A);
    t.ok = QColor(0x5CC791);
    t.okSoft = QColor(0x1A3328);
    t.warn = QColor(0xE6AE4B);
    t.warnSoft = QColor(0x382C15);
    t.error = QColor(0xF78C8C);
    t.errorSoft = QColor(0x3E2124);
    t.info = QColor(0x74B3F3);
    t.infoSoft = QColor(0x1B3048);
    t.production = QColor(0xE58AC6);
    t.productionSoft = QColor(0x3A2033);
    t.codeKey = QColor(0x74B3F3);
    t.codeString = QColor(0x5CC791);
    t.codeNumber = QColor(0xE6AE4B);
    t.codeLiteral = QColor(0xC4A1F0);
    t.series = { QColor(0x7CAEF6), QColor(0xDC9233), QColor(0x4DE6BE), QColor(0xA3729C), QColor(0xF1E27F),
        QColor(0x7A74EA), QColor(0xD85468), QColor(0xA2A6B3) };
    return t;
}

double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

int wrapped(int index)
{
    const int rest = index % Tokens::seriesCount;
    return rest < 0 ? rest + Tokens::seriesCount : rest;
}

} // namespace

const Tokens& Tokens::light()
{
    static const Tokens tokens = makeLight();
    return tokens;
}

const Tokens& Tokens::darkTokens()
{
    static const Tokens tokens = makeDark();
    return tokens;
}

QColor Tokens::seriesColor(int index) const
{
    return series[static_cast<std::size_t>(wrapped(index))];
}

QList<qreal> Tokens::seriesDash(int index)
{
    switch (wrapped(index)) {
    case 4:
    case 5:
        return { 4.0, 2.0 };
    case 6:
    case 7:
        return { 1.5, 2.0 };
    default:
        return {};
    }
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace spillway::ui
