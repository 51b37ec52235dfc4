// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/eventvalue.h"
#include "core/types/result.h"

#include <QNetworkReply>

namespace spillway {

/// What a schema registry answered, as data or as an Error with its hint. `where` is its address without secrets.
Result<EventValue> registryAnswer(const QNetworkReply& reply, const QByteArray& body, const QString& where);

} // namespace spillway
