// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbuffer.h"
#include "ui/settings/settings.h"

namespace spillway::app {

/// The live feed's bounds as set.
RecordBuffer::Limits feedBounds(const ui::Settings& settings);

} // namespace spillway::app
