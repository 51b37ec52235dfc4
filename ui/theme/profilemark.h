// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"
#include "ui/theme/tokens.h"

namespace spillway::ui {

/// The two colours a profile's mark is painted in; a mark is always a word too.
struct MarkTokens {
    Token ink; ///< word, outline and the stripe over the window
    Token ground;
};

/// None is the usual mark of a production profile. Teal has no token of its own and is shown as Green.
MarkTokens markTokens(ProfileColour colour);
/// "Magenta, the usual", "Blue", …: for choosing one.
QString markName(ProfileColour colour);

} // namespace spillway::ui
