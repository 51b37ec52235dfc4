// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"

namespace spillway {

/// An event that is published by its topic's *suffix* (R42, R12): our envelope around `data`, an object. Its event_type
/// is data["event_type"], else the suffix; correlation_id, causation_id and user_id of the data go into the envelope,
/// too; its aggregate is that of the topic's domain (debate_id …), else the key. InvalidArgument names what is wrong.
Result<OutgoingEvent> publishedEvent(const QString& suffix, const EventValue& data, const QString& key);

} // namespace spillway
