// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustermonitor.h"

#include <QSet>
#include <QWidget>

#include <array>

class QGridLayout;

namespace spillway::ui {

class LetterBoard;
class Theme;
class Tile;

/// The six figures at the top of the overview: brokers, partitions, records in, lag, groups in trouble, records kept.
class OverviewTiles : public QWidget {
    Q_OBJECT

public:
    OverviewTiles(ClusterMonitor& monitor, const Theme& theme, QWidget* parent = nullptr);

    /// `staleSince` as of chartdata.h; empty while fresh.
    void update(qint64 now, qint64 rangeMs, const QString& staleSince);
    /// Dead letters take the last tile.
    void setLetterBoard(const LetterBoard& board);
    /// In one row, or 3 × 2 where it is narrow.
    void setNarrow(bool narrow);

signals:
    void pageRequested(const QString& pageName, const QString& id);

private:
    void showBrokers(const ClusterSnapshot& snapshot);
    void showPartitions(const ClusterSnapshot& snapshot);
    void showRates(const ClusterSnapshot& snapshot, qint64 now, qint64 rangeMs);
    void showLag(const ClusterSnapshot& snapshot);
    void showTrouble(const ClusterSnapshot& snapshot);
    void showRecords(const ClusterSnapshot& snapshot);
    void showLetters(qint64 now);
    void arrange(int columns);

    ClusterMonitor& m_monitor;
    const Theme& m_theme;
    const LetterBoard* m_board = nullptr;
    QGridLayout* m_grid = nullptr;
    Tile* m_brokers = nullptr;
    Tile* m_partitions = nullptr;
    Tile* m_in = nullptr;
    Tile* m_lag = nullptr;
    Tile* m_trouble = nullptr;
    Tile* m_records = nullptr;
    Tile* m_letters = nullptr; ///< in its place, with a board
    std::array<Tile*, 6> m_tiles{};
    QSet<qint32> m_seenBrokers; ///< metadata names living brokers only; these were there once
    bool m_narrow = false;
};

} // namespace spillway::ui
