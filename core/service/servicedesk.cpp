// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/servicedesk.h"

#include "core/kafka/background.h"

#include <QPointer>

#include <condition_variable>
#include <deque>
#include <mutex>

namespace spillway {

/// What desk and threads share; threads may outlive the desk. All guarded by `mutex`.
struct ServiceDesk::Shared {
    std::mutex mutex;
    std::condition_variable wake;
    bool stop = false;
    int intervalMs = 0;
    std::optional<quint16> rest; ///< the port of REST
    bool restChanged = false;
    // To the desk: at most one call to it is queued.
    ServiceDesk* receiver = nullptr;
    bool posted = false;
    std::deque<Phase> phases;
    std::optional<Error> error;
    ServiceSnapshotPtr snapshot;
    std::vector<PublishOutcome> outcomes; ///< at most MostPublishing + refusals

    /// With `mutex` held.
    void ring()
    {
        if (posted || !receiver)
            return;
        posted = true;
        QMetaObject::invokeMethod(
            receiver, [to = receiver] { to->take(); }, Qt::QueuedConnection);
    }
    void report(Phase phase, std::optional<Error> why = {})
    {
        const std::lock_guard lock(mutex);
        phases.push_back(phase);
        error = std::move(why);
        ring();
    }
    void show(ServiceSnapshot seen)
    {
        auto next = std::make_shared<const ServiceSnapshot>(std::move(seen));
        const std::lock_guard lock(mutex);
        snapshot = std::move(next);
        ring();
    }
    void answer(quint64 id, Result<kafka::Delivery> outcome)
    {
        const std::lock_guard lock(mutex);
        outcomes.push_back({ id, std::move(outcome) });
        ring();
    }
    /// False: it is to stop.
    bool pause()
    {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, std::chrono::milliseconds(intervalMs), [this] { return stop || restChanged; });
        return !stop;
    }
    void serveRest(ServiceSource& source)
    {
        std::optional<quint16> port;
        {
            const std::lock_guard lock(mutex);
            if (!std::exchange(restChanged, false))
                return;
            port = rest;
        }
        source.serveRest(port);
    }
    bool stopping()
    {
        const std::lock_guard lock(mutex);
        return stop;
    }
    void run(ServiceSource& source)
    {
        if (auto started = source.start(); !started) {
            show(source.look());
            return report(Phase::Failed, started.error());
        }
        if (!stopping()) {
            report(Phase::Running);
            do {
                serveRest(source);
                show(source.look());
            } while (pause());
        }
        source.stop();
        show(source.look());
        report(Phase::Stopped);
    }
};

ServiceDesk::ServiceDesk(std::shared_ptr<ServiceSource> source, QObject* parent)
    : ServiceDesk(std::move(source), Intervals{}, parent)
{
}

ServiceDesk::ServiceDesk(std::shared_ptr<ServiceSource> source, Intervals intervals, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_shared(std::make_shared<Shared>())
    , m_facts(m_source->facts())
    , m_intervals(intervals)
{
    m_shared->receiver = this;
    m_shared->intervalMs = intervals.unwatchedMs;
}

ServiceDesk::~ServiceDesk()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->receiver = nullptr;
    m_shared->stop = true;
    m_shared->wake.notify_all();
}

void ServiceDesk::start()
{
    if (isOn())
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = false;
        m_shared->restChanged = m_rest.has_value();
    }
    m_error.reset();
    setPhase(Phase::Starting);
    kafka::inBackground([source = m_source, shared = m_shared] { shared->run(*source); });
}

void ServiceDesk::stop()
{
    if (!isOn() || m_phase == Phase::Stopping)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->stop = true;
        m_shared->wake.notify_all();
    }
    setPhase(Phase::Stopping);
}

quint64 ServiceDesk::publish(const PublishRequest& request)
{
    const quint64 id = ++m_lastId;
    ++m_publishing;
    const auto refuse = [&](const QString& what, const QString& hint) {
        m_shared->answer(id, Failure(Error{ .code = ErrorCode::Refused, .message = what, .hint = hint }));
    };
    if (m_phase != Phase::Running)
        refuse(QStringLiteral("The service is not running"), QStringLiteral("start it first"));
    else if (m_publishing > MostPublishing)
        refuse(QStringLiteral("%1 events are on their way already").arg(MostPublishing),
            QStringLiteral("wait for their answers"));
    else // on a thread of its own: handing over may wait while the producer's queue is full
        kafka::inBackground([source = m_source, shared = m_shared, request, id] {
            source->publish(
                request, [shared, id](Result<kafka::Delivery> outcome) { shared->answer(id, std::move(outcome)); });
        });
    return id;
}

void ServiceDesk::setWatched(bool watched)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->intervalMs = watched ? m_intervals.watchedMs : m_intervals.unwatchedMs;
}

void ServiceDesk::setRest(std::optional<quint16> port)
{
    if (std::exchange(m_rest, port) == port)
        return;
    const std::lock_guard lock(m_shared->mutex);
    m_shared->rest = port;
    m_shared->restChanged = true;
    m_shared->wake.notify_all();
}

void ServiceDesk::setPhase(Phase phase)
{
    if (std::exchange(m_phase, phase) != phase)
        emit phaseChanged();
}

void ServiceDesk::take()
{
    std::deque<Phase> phases;
    std::optional<Error> error;
    ServiceSnapshotPtr snapshot;
    std::vector<PublishOutcome> outcomes;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->posted = false;
        phases.swap(m_shared->phases);
        error.swap(m_shared->error);
        snapshot.swap(m_shared->snapshot);
        outcomes.swap(m_shared->outcomes);
    }
    const QPointer<ServiceDesk> alive(this);
    if (snapshot)
        m_snapshot = snapshot;
    if (error)
        m_error = std::move(error);
    for (const Phase phase : phases) {
        // what was asked for meanwhile counts: a start that ends while it is to stop is no "running"
        if (alive && !(m_phase == Phase::Stopping && phase == Phase::Running))
            setPhase(phase);
    }
    if (alive && snapshot)
        emit snapshotChanged();
    for (const PublishOutcome& outcome : outcomes) {
        if (!alive)
            return;
        --m_publishing;
        emit published(outcome);
    }
}

} // namespace spillway
