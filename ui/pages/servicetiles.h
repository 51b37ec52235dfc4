// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicedesk.h"

#include <QWidget>

#include <array>
#include <deque>

class QGridLayout;

namespace spillway::ui {

class Theme;
class Tile;

/// The six figures at the top of the Service page: the service, Kafka, circuit breaker, events out, records in, dead
/// letters.
class ServiceTiles : public QWidget {
    Q_OBJECT

public:
    ServiceTiles(const ServiceDesk& desk, const Theme& theme, QWidget* parent = nullptr);

    /// Of each look, also while the page is not in front: rates need the one before.
    void record(const ServiceSnapshot& seen);
    void update();
    /// In one row, or 3 × 2 where it is narrow.
    void setNarrow(bool narrow);

private:
    struct Point {
        qint64 ms;
        double out, in;
    };
    void showOff();
    void showService(const ServiceSnapshot& seen);
    void showRates(const ServiceSnapshot& seen);
    void arrange(int columns);

    const ServiceDesk& m_desk;
    QGridLayout* m_grid = nullptr;
    Tile* m_service = nullptr;
    Tile* m_kafka = nullptr;
    Tile* m_circuit = nullptr;
    Tile* m_out = nullptr;
    Tile* m_in = nullptr;
    Tile* m_letters = nullptr;
    std::array<Tile*, 6> m_tiles{};
    std::deque<Point> m_points; ///< at most 60, at least 1 s apart
    bool m_narrow = false;
};

} // namespace spillway::ui
