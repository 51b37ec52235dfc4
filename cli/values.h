// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/quantity.h"

#include <nlohmann/json.hpp>

#include <QString>

#include <optional>
#include <vector>

namespace spillway::cli {

/// Values of the types room as JSON: quantities are integers, unknown is null.
inline nlohmann::ordered_json json(const QString& text)
{
    return text.toStdString();
}
template <class Tag, class Rep> nlohmann::ordered_json json(Quantity<Tag, Rep> quantity)
{
    return quantity.value;
}
template <class T> nlohmann::ordered_json json(const std::optional<T>& value)
{
    return value ? json(*value) : nlohmann::ordered_json();
}
template <class T> nlohmann::ordered_json json(const std::vector<T>& values)
{
    auto array = nlohmann::ordered_json::array();
    for (const T& value : values)
        array.push_back(json(value));
    return array;
}

} // namespace spillway::cli
