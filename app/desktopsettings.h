// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbuffer.h"
#include "ui/mainwindow.h"
#include "ui/settings/settings.h"

namespace spillway::app {

/// The live feed's bounds as set.
RecordBuffer::Limits feedBounds(const ui::Settings& settings);
/// Shows times as ui::format has them now, local or UTC.
void applyTimes(ui::MainWindow& window);

} // namespace spillway::app
