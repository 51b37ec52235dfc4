// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/processormanager.h"

#include <future>

namespace spillway {

struct ProcessorManager::Private {
    mutable std::mutex mutex; ///< of the values
    std::mutex change; ///< one start, stop, add or remove at a time; not held by those who look
    std::map<QString, std::shared_ptr<EventProcessor>> processors;
    bool running = false;

    std::vector<std::shared_ptr<EventProcessor>> all() const
    {
        const std::lock_guard lock(mutex);
        std::vector<std::shared_ptr<EventProcessor>> list;
        for (const auto& [id, processor] : processors)
            list.push_back(processor);
        return list;
    }
    /// Each may take a moment to leave its group: all at once.
    static void stopAll(const std::vector<std::shared_ptr<EventProcessor>>& list)
    {
        std::vector<std::future<void>> ends;
        ends.reserve(list.size());
        for (const auto& processor : list)
            ends.push_back(std::async(std::launch::async, [processor] { processor->stop(); }));
    }
};

ProcessorManager::ProcessorManager(EventClient client, Defaults defaults)
    : d(std::make_unique<Private>())
{
    if (defaults == Defaults::None)
        return;
    const auto add = [this](std::shared_ptr<EventProcessor> processor) { d->processors[processor->id()] = processor; };
    add(std::make_shared<DebateEventProcessor>(client));
    add(std::make_shared<DecisionEventProcessor>(client));
    add(std::make_shared<EvolutionEventProcessor>(client));
    add(std::make_shared<MetricsEventProcessor>(client));
}

ProcessorManager::~ProcessorManager()
{
    stop();
}

Result<> ProcessorManager::start()
{
    const std::lock_guard change(d->change);
    if (isRunning())
        return {};
    std::vector<std::shared_ptr<EventProcessor>> started;
    for (const auto& processor : d->all()) {
        if (auto made = processor->start(); !made) {
            Private::stopAll(started);
            Error error = made.error();
            error.message = QStringLiteral("Processor %1: %2").arg(processor->id(), error.message);
            return Failure(std::move(error));
        }
        started.push_back(processor);
    }
    const std::lock_guard lock(d->mutex);
    d->running = true;
    return {};
}

void ProcessorManager::stop()
{
    const std::lock_guard change(d->change);
    {
        const std::lock_guard lock(d->mutex);
        d->running = false;
    }
    Private::stopAll(d->all());
}

bool ProcessorManager::isRunning() const
{
    const std::lock_guard lock(d->mutex);
    return d->running;
}

Result<> ProcessorManager::addProcessor(std::shared_ptr<EventProcessor> processor)
{
    const std::lock_guard change(d->change);
    const QString id = processor->id();
    if (this->processor(id))
        return Failure(Error{ .code = ErrorCode::AlreadyExists,
            .message = QStringLiteral("There is a processor %1 already").arg(id),
            .hint = QStringLiteral("give the new one an id of its own; equal ids share the partitions") });
    if (isRunning()) {
        if (auto started = processor->start(); !started)
            return started;
    }
    const std::lock_guard lock(d->mutex);
    d->processors[id] = std::move(processor);
    return {};
}

Result<> ProcessorManager::removeProcessor(const QString& id)
{
    const std::lock_guard change(d->change);
    const auto processor = this->processor(id);
    if (!processor)
        return Failure(Error{
            .code = ErrorCode::NotFound, .message = QStringLiteral("There is no processor %1").arg(id), .hint = {} });
    processor->stop();
    const std::lock_guard lock(d->mutex);
    d->processors.erase(id);
    return {};
}

std::vector<std::shared_ptr<EventProcessor>> ProcessorManager::processors() const
{
    return d->all();
}

std::shared_ptr<EventProcessor> ProcessorManager::processor(const QString& id) const
{
    const std::lock_guard lock(d->mutex);
    const auto found = d->processors.find(id);
    return found == d->processors.end() ? nullptr : found->second;
}

} // namespace spillway
