// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/profilemark.h"

#include <QCoreApplication>

namespace spillway::ui {

MarkTokens markTokens(ProfileColour colour)
{
    switch (colour) {
    case ProfileColour::Blue:
        return { &Tokens::info, &Tokens::infoSoft };
    case ProfileColour::Teal:
    case ProfileColour::Green:
        return { &Tokens::ok, &Tokens::okSoft };
    case ProfileColour::Amber:
        return { &Tokens::warn, &Tokens::warnSoft };
    case ProfileColour::Red:
        return { &Tokens::error, &Tokens::errorSoft };
    case ProfileColour::Violet:
        return { &Tokens::codeLiteral, &Tokens::surface };
    case ProfileColour::Grey:
        return { &Tokens::muted, &Tokens::raised };
    case ProfileColour::None:
        break;
    }
    return { &Tokens::production, &Tokens::productionSoft };
}

QString markName(ProfileColour colour)
{
    const auto word = [](const char* text) { return QCoreApplication::translate("profilemark", text); };
    switch (colour) {
    case ProfileColour::Blue:
        return word("Blue");
    case ProfileColour::Teal:
        return word("Teal");
    case ProfileColour::Green:
        return word("Green");
    case ProfileColour::Amber:
        return word("Amber");
    case ProfileColour::Red:
        return word("Red");
    case ProfileColour::Violet:
        return word("Violet");
    case ProfileColour::Grey:
        return word("Grey");
    case ProfileColour::None:
        break;
    }
    return word("Magenta, the usual");
}

} // namespace spillway::ui
