// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

namespace spillway {

/// Quantiles of any number of values in bounded memory: DDSketch (C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast
/// and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019). A quantile is within 1 % of a value
/// that has this rank, as long as the values of one sign span a factor of 28,000 (512 buckets); beyond that the values
/// nearest to zero share one bucket. Count, sum, min and max are exact. Two sketches merge without further error. At
/// most 8 KiB. One thread at a time.
class QuantileSketch {
public:
    /// Not finite: ignored, false.
    bool add(double value);
    void merge(const QuantileSketch& other);
    void clear();

    quint64 count() const { return m_count; }
    double sum() const { return m_sum; }
    std::optional<double> min() const { return m_count ? std::optional(m_min) : std::nullopt; }
    std::optional<double> max() const { return m_count ? std::optional(m_max) : std::nullopt; }
    std::optional<double> mean() const { return m_count ? std::optional(m_sum / double(m_count)) : std::nullopt; }
    /// `q` of 0…1; nullopt while empty.
    std::optional<double> quantile(double q) const;
    size_t buckets() const { return m_positive.counts.size() + m_negative.counts.size(); }

private:
    /// Counts of the magnitudes γ^(i-1) < |x| ≤ γ^i for i = first, first+1, …
    struct Store {
        int first = 0;
        std::vector<quint64> counts;

        void add(int index, quint64 count);
    };
    Store m_positive;
    Store m_negative;
    quint64 m_zeros = 0;
    quint64 m_count = 0;
    double m_sum = 0;
    double m_min = 0;
    double m_max = 0;
};

} // namespace spillway
