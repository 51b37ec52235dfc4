// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbatch.h"

#include <QString>

namespace spillway {

/// What kind of event a record says it is: the header event-type, event_type, ce_type or __TypeId__, else the string
/// field event_type, eventType or type at the top of a JSON value. Bytes as sent (hostile), at most a few hundred;
/// empty when it does not say. Looks at the first 4 KiB only: cheap enough for every visible row.
QByteArray eventType(const RecordView& record);

} // namespace spillway
