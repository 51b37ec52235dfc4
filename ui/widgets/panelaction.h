// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <functional>

namespace spillway::ui {

/// One step offered by a panel's state or a banner: a button's text and what it does.
struct PanelAction {
    QString text;
    std::function<void()> run;
    QString icon; ///< name of a drawing; empty without
};

} // namespace spillway::ui
