// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"
#include "ui/models/rowsmodel.h"

/// What is known of one topic, as rows of a RowsModel. A topic that the snapshot does not have gives none.
namespace spillway::ui::topicrows {

std::vector<RowsModel::Column> partitionColumns();
std::vector<RowsModel::Row> partitions(const spillway::ClusterSnapshot& snapshot, const QString& topic);

std::vector<RowsModel::Column> configColumns();
/// What differs from the defaults first.
std::vector<RowsModel::Row> config(std::vector<spillway::ConfigEntry> entries);

std::vector<RowsModel::Column> groupColumns();
/// Groups with a commit or a member on the topic.
std::vector<RowsModel::Row> groups(const spillway::ClusterSnapshot& snapshot, const QString& topic);

} // namespace spillway::ui::topicrows
