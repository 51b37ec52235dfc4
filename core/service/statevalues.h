// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/domainevent.h"

#include <chrono>
#include <optional>
#include <vector>

/// Small things the processors' state() share.
namespace spillway::statevalues {

constexpr size_t MostShown = 200; ///< rows of each kind in state()

/// Texts in state are bounded, so that its size is: 500 characters of what people read, …
inline QString shortText(const QString& text)
{
    return text.left(500);
}
/// … and ids whole, or beyond 200 characters their deterministic short form.
inline QString shortId(const QString& id)
{
    return id.size() <= 200 ? id : deterministicId(id);
}

template <class T> EventValue orNull(const std::optional<T>& value)
{
    return value ? EventValue(*value) : EventValue();
}

inline EventValue seconds(const std::optional<std::chrono::microseconds>& duration)
{
    return duration ? EventValue(std::chrono::duration<double>(*duration).count()) : EventValue();
}

template <class State, class Row> EventValue rows(const std::vector<State>& states, Row row)
{
    EventValue::Array array;
    array.reserve(states.size());
    for (const State& state : states)
        array.push_back(row(state));
    return { std::move(array) };
}

} // namespace spillway::statevalues
