// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/events/eventtransport.h"

#include <concepts>
#include <memory>

namespace spillway {

class KafkaClient;

/// What processors are made with: a KafkaClient, which must outlive them (R34–R36), or any other way events travel.
struct EventClient {
    EventClient(KafkaClient& client); // NOLINT(google-explicit-constructor): processors take a client
    template <std::derived_from<EventTransport> Transport>
    EventClient(std::shared_ptr<Transport> way) // NOLINT(google-explicit-constructor)
        : transport(std::move(way))
    {
    }

    std::shared_ptr<EventTransport> transport;
};

} // namespace spillway
