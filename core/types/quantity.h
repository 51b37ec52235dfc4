// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <compare>
#include <cstddef>
#include <functional>

namespace spillway {

/// A number that knows what it counts. Two kinds never mix by accident; an unknown one is std::optional without a
/// value, never -1. Arithmetic is spelled out where it has a meaning (see lagBetween).
template <class Tag, class Rep> struct Quantity {
    Rep value{};

    constexpr Quantity() = default;
    constexpr explicit Quantity(Rep v)
        : value(v)
    {
    }
    friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
};

/// Partition number within its topic, 0…2^31-1.
using Partition = Quantity<struct PartitionTag, qint32>;
/// Position of a record in a partition, 0…2^63-1; an end offset is the position of the next record.
using Offset = Quantity<struct OffsetTag, qint64>;
/// Number of records a group has yet to read in a partition, ≥ 0.
using Lag = Quantity<struct LagTag, qint64>;
/// Broker id as configured on the broker, ≥ 0.
using BrokerId = Quantity<struct BrokerTag, qint32>;

template <class Tag, class Rep> size_t qHash(Quantity<Tag, Rep> q, size_t seed = 0)
{
    return std::hash<Rep>{}(q.value) ^ seed;
}

} // namespace spillway

template <class Tag, class Rep> struct std::hash<spillway::Quantity<Tag, Rep>> {
    size_t operator()(const spillway::Quantity<Tag, Rep>& q) const { return std::hash<Rep>{}(q.value); }
};
