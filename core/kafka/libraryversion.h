// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace spillway::kafka {

/// librdkafka's version as it runs, and what it was built with: "2.0.2 (gzip, snappy, ssl, sasl, …)".
QString libraryVersion();

} // namespace spillway::kafka
