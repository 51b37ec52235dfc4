// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/batchorder.h"

#include "core/browse/chunkbuilder.h"

#include <algorithm>
#include <map>

namespace spillway {

namespace {
constexpr size_t MaxRows = 1000;
constexpr size_t MaxBytes = 1024 * 1024;

struct Place {
    qint64 timestampMs;
    RecordView view;
    bool matches;
};
}

std::vector<RecordBatch> orderedByTime(std::vector<RecordBatch> batches)
{
    size_t rows = 0;
    size_t bytes = 0;
    for (const RecordBatch& batch : batches) {
        rows += batch.chunk->rows();
        bytes += batch.chunk->bytes();
        if (batch.filterNumber != batches.front().filterNumber || batch.allMatch != batches.front().allMatch)
            return batches;
    }
    if (rows > MaxRows || bytes > MaxBytes || rows < 2)
        return batches;

    std::vector<Place> places;
    places.reserve(rows);
    // A producer's clock may jump back within a partition; its records keep their order all the same.
    std::map<std::pair<quint32, Partition>, qint64> latest;
    for (const RecordBatch& batch : batches) {
        auto match = batch.matches.begin();
        for (size_t row = 0; row < batch.chunk->rows(); ++row) {
            const RecordView view = batch.chunk->row(row);
            qint64& last = latest.try_emplace({ view.topic, view.partition }, view.timestampMs).first->second;
            last = std::max(last, view.timestampMs);
            const bool matches = batch.allMatch || (match != batch.matches.end() && *match == row);
            if (!batch.allMatch && matches)
                ++match;
            places.push_back({ last, view, matches });
        }
    }
    const auto earlier = [](const Place& a, const Place& b) { return a.timestampMs < b.timestampMs; };
    if (batches.size() == 1 && std::is_sorted(places.begin(), places.end(), earlier))
        return batches;
    std::stable_sort(places.begin(), places.end(), earlier);

    ChunkBuilder builder(MaxBytes);
    std::vector<RecordBatch> ordered;
    RecordBatch current{ nullptr, batches.front().filterNumber, batches.front().allMatch, {} };
    const auto seal = [&] {
        current.chunk = builder.take();
        ordered.push_back(std::exchange(current, RecordBatch{ nullptr, current.filterNumber, current.allMatch, {} }));
    };
    for (const Place& place : places) {
        if (!builder.append(place.view)) {
            seal();
            builder.append(place.view);
        }
        if (!current.allMatch && place.matches)
            current.matches.push_back(static_cast<quint32>(builder.rows() - 1));
    }
    seal();
    return ordered;
}

} // namespace spillway
