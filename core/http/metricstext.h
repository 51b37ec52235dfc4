// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <initializer_list>
#include <utility>

namespace spillway {

struct ServiceHealth;
struct ServiceStats;

/// Writes metrics as Prometheus reads them (text exposition format 0.0.4).
class MetricsText {
public:
    using Label = std::pair<const char*, QString>;

    /// Begins a family; its samples follow.
    void family(const char* name, const char* type, const char* help);
    /// `suffix` as "_bucket" for histograms.
    void sample(std::initializer_list<Label> labels, double value, const char* suffix = "");
    void sample(double value) { sample({}, value); }
    /// A family of a single sample.
    void one(const char* name, const char* type, const char* help, double value);

    const QByteArray& text() const { return m_text; }
    static QByteArray contentType() { return QByteArrayLiteral("text/plain; version=0.0.4; charset=utf-8"); }

private:
    QByteArray m_text;
    QByteArray m_name;
};

/// spillway_*: what health and statistics say.
void writeServiceMetrics(MetricsText& out, const ServiceHealth& health, const ServiceStats& stats);
/// process_*: memory, processor time and open files of this process, from /proc.
void writeProcessMetrics(MetricsText& out);

} // namespace spillway
