// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"

#include <concepts>
#include <memory>

namespace spillway {

class KafkaClient;

/// How much of a partition's past is read again when it comes to a processor that keeps state.
struct RebuildBounds {
    qint64 maxOffsets = 200'000; ///< per partition, counted back from the committed offset
    std::chrono::milliseconds patience{ 5000 }; ///< per partition; the group waits meanwhile
};

/// What processors are made with: a KafkaClient, which must outlive them (R34–R36), or any other way events travel.
struct EventClient {
    EventClient(KafkaClient& client); // NOLINT(google-explicit-constructor): processors take a client
    template <std::derived_from<EventTransport> Transport>
    EventClient(std::shared_ptr<Transport> way) // NOLINT(google-explicit-constructor)
        : transport(std::move(way))
    {
    }

    std::shared_ptr<EventTransport> transport;
    RebuildBounds rebuild{};
};

} // namespace spillway
