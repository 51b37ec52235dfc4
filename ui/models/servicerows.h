// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicesource.h"
#include "ui/models/celltablemodel.h"

/// The tables of the Service page, written from one look at the service. `now`: milliseconds since 1970 UTC, decides
/// which times need their date.
namespace spillway::ui::servicerows {

/// The client, the bridge and each processor: whether it works, what went through it, why not.
std::vector<CellColumn> componentColumns();
std::vector<CellRow> components(const ServiceSnapshot& seen, qint64 now);

/// Active ones, then those that were completed last.
std::vector<CellColumn> debateColumns();
std::vector<CellRow> debates(const ServiceSnapshot& seen, qint64 now);

std::vector<CellColumn> decisionColumns();
std::vector<CellRow> decisions(const ServiceSnapshot& seen, qint64 now);

std::vector<CellColumn> evolutionColumns();
std::vector<CellRow> evolutions(const ServiceSnapshot& seen, qint64 now);

/// A row's id is metricId().
std::vector<CellColumn> metricColumns();
std::vector<CellRow> metrics(const ServiceSnapshot& seen);
QString metricId(const MetricRow& metric);

std::vector<CellColumn> errorColumns();
std::vector<CellRow> errors(const ServiceSnapshot& seen, qint64 now);

/// Event types and the topics they go to; after a start also what of the topics is not as the contract says.
std::vector<CellColumn> routeColumns();
std::vector<CellRow> routes(const ServiceFacts& facts, const ServiceSnapshot* seen);

/// "12.5 ms"
QString figure(const std::optional<double>& value, const QString& unit = {});

} // namespace spillway::ui::servicerows
