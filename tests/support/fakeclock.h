// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clusterpicture.h"
#include "tests/support/fakecluster.h"

namespace spillway::test {

/// Takes snapshots of a fake cluster at made-up times, one second apart, without threads.
class FakeClock {
public:
    explicit FakeClock(std::shared_ptr<FakeCluster> cluster, qint64 startUtcMs = 1'700'000'000'000)
        : m_source(std::move(cluster))
        , m_utcMs(startUtcMs)
    {
    }
    SnapshotPtr tick(qint64 ms = 1000)
    {
        m_utcMs += ms;
        auto metadata = *m_source.metadata();
        const auto partitions = allPartitions(metadata);
        auto watermarks = m_source.watermarks(partitions, metadata);
        return std::make_shared<const ClusterSnapshot>(m_picture.advance({ std::move(metadata), partitions,
            std::move(watermarks), m_source.groups(), { m_utcMs - 1'699'999'000'000, m_utcMs }, 5 }));
    }
    qint64 now() const { return m_utcMs; }

private:
    FakeSource m_source;
    ClusterPicture m_picture;
    qint64 m_utcMs;
};

} // namespace spillway::test
