// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/debateeventprocessor.h"
#include "core/service/decisioneventprocessor.h"
#include "core/service/evolutioneventprocessor.h"
#include "core/service/metricseventprocessor.h"

namespace spillway {

/// Runs processors: the four of the contract unless told otherwise, and those that are added (R36). Any thread.
class ProcessorManager {
public:
    enum class Defaults { All, None };

    explicit ProcessorManager(EventClient client, Defaults defaults = Defaults::All);
    ~ProcessorManager(); ///< as stop()
    ProcessorManager(const ProcessorManager&) = delete;
    ProcessorManager& operator=(const ProcessorManager&) = delete;

    /// Starts all it has. One that does not start stops those before it and is named in the error.
    Result<> start();
    /// Stops all and keeps them, state forgotten; start() runs them again.
    void stop();
    bool isRunning() const;

    /// Takes a processor; in a running manager it runs at once, and is not kept when it does not start. An id that is
    /// there already is an error.
    Result<> addProcessor(std::shared_ptr<EventProcessor> processor);
    /// Stops and drops it; NotFound when there is none.
    Result<> removeProcessor(const QString& id);

    /// By id. What is returned may be stopped at any time.
    std::vector<std::shared_ptr<EventProcessor>> processors() const;
    std::shared_ptr<EventProcessor> processor(const QString& id) const;
    template <class Processor> std::shared_ptr<Processor> find() const
    {
        for (const auto& one : processors()) {
            if (auto found = std::dynamic_pointer_cast<Processor>(one))
                return found;
        }
        return nullptr;
    }

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace spillway
