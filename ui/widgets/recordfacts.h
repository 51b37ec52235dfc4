// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/detect.h"

#include <QWidget>

namespace spillway::ui {

class FactValue;
class Theme;

/// What is known of a record beside its value: coordinates, timestamp with its type, key, sizes, how it was decoded.
class RecordFacts : public QWidget {
    Q_OBJECT

public:
    enum Fact { Coordinates, Timestamp, Key, Sizes, DecodedAs, FactCount };

    explicit RecordFacts(const Theme& theme, QWidget* parent = nullptr);

    void show(const spillway::Record& record, const spillway::Detection& detection);
    FactValue* value(Fact fact) const { return m_values[size_t(fact)]; }

private:
    const Theme& m_theme;
    std::array<FactValue*, FactCount> m_values{};
};

/// "2026-11-23 11:02:46.918" in local time; empty when Qt has no date for it.
QString localTimestamp(qint64 timestampMs);

} // namespace spillway::ui
