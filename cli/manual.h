// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QStringList>

/// Texts that packages install, made from the table of commands so that they cannot say anything else than --help does.
namespace spillway::cli {

/// spillwayctl(1) as roff (man(7) macros), UTF-8.
QString manualPage();

/// The shells completionScript() knows: bash, fish, zsh.
QStringList completionShells();
/// Completion of commands, options and fixed values for a shell; empty for one that is not known. Asks no cluster.
QString completionScript(const QString& shell);

} // namespace spillway::cli
