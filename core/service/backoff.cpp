// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace spillway {

std::chrono::milliseconds backoff(std::chrono::milliseconds base, int again, std::chrono::milliseconds most)
{
    const int doublings = std::clamp(again - 1, 0, 30);
    const double wanted = double(base.count()) * double(qint64(1) << doublings);
    const double bounded = std::min(wanted, double(std::max(base, most).count()));
    const double jitter = 0.8 + 0.4 * QRandomGenerator::global()->generateDouble();
    return std::chrono::milliseconds(qint64(bounded * jitter));
}

} // namespace spillway
