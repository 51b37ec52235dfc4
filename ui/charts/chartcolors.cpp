// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartcolors.h"

#include "ui/theme/tokens.h"

namespace spillway::ui {

ChartColors chartColors(const Tokens& tokens)
{
    ChartColors colors{ tokens.surface, tokens.raised, tokens.text, tokens.muted, tokens.grid, tokens.control,
        tokens.accent, tokens.warn, tokens.error, tokens.series, {} };
    for (std::size_t i = 0; i < colors.dashes.size(); ++i)
        colors.dashes[i] = Tokens::seriesDash(int(i));
    return colors;
}

} // namespace spillway::ui
