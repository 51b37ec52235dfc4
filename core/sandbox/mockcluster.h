// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <QString>

#include <memory>

namespace spillway::sandbox {

/// Brokers inside this process: librdkafka's mock (rdkafka_mock.h), listening on free ports of 127.0.0.1. What 2.0.2's
/// mock answers, read in its source: Produce, Fetch, ListOffsets (begin and end only), Metadata, group membership,
/// OffsetCommit, OffsetFetch (of named partitions only), transactions. It keeps about 5 MB per partition. Callable from
/// any thread.
class MockCluster {
public:
    /// Takes some milliseconds.
    static Result<std::unique_ptr<MockCluster>> start(int brokers);
    ~MockCluster();
    MockCluster(const MockCluster&) = delete;
    MockCluster& operator=(const MockCluster&) = delete;

    QString bootstrapServers() const;
    Result<> createTopic(const QString& topic, int partitions);

private:
    struct Private;
    explicit MockCluster(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace spillway::sandbox
