// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/kafkaclient.h"

#include <QJsonObject>

/// Answers of the REST API (requirements §5). Offsets are integers, unknown is null.
namespace spillway {

QJsonObject topicsJson(const QStringList& names);
QJsonObject topicJson(const TopicDetails& topic);
/// {"groups": [{group, state, protocol, members, topics, lag, error?}]}
QJsonObject groupsJson(const GroupLag& answer);
/// {"lag": [{group, topic, partition, committed, end, lag, status}]}
QJsonObject lagJson(const std::vector<PartitionLag>& rows);

} // namespace spillway
