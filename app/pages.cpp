// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktop.h"

namespace spillway::app {

std::vector<ui::PageEntry> Desktop::pages()
{
    return {};
}

} // namespace spillway::app
