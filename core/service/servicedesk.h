// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicesource.h"

#include <QObject>

namespace spillway {

/// What became of an event that was to be published.
struct PublishOutcome {
    quint64 id = 0;
    Result<kafka::Delivery> delivery;
};

/// A service and the thread it is started, looked at and stopped on, for who must never wait. Nothing runs before
/// start(). GUI thread; answers by signal.
class ServiceDesk : public QObject {
    Q_OBJECT

public:
    enum class Phase { Stopped, Starting, Running, Stopping, Failed };
    struct Intervals {
        int watchedMs = 500; ///< between looks while somebody looks …
        int unwatchedMs = 2000; ///< … and while nobody does
    };
    static constexpr int MostPublishing = 16; ///< events on their way; more are refused

    explicit ServiceDesk(std::shared_ptr<ServiceSource> source, QObject* parent = nullptr);
    ServiceDesk(std::shared_ptr<ServiceSource> source, Intervals intervals, QObject* parent = nullptr);
    /// Stops the service without waiting for it: a counted thread (core/kafka/background.h) drains, commits and leaves.
    ~ServiceDesk() override;

    const ServiceFacts& facts() const { return m_facts; }
    Phase phase() const { return m_phase; }
    /// Starting, running or stopping.
    bool isOn() const { return m_phase != Phase::Stopped && m_phase != Phase::Failed; }
    /// Why the last start failed.
    const std::optional<Error>& error() const { return m_error; }
    /// The newest; null before the first start. After a stop it is the last one, of a service that does not run.
    const ServiceSnapshotPtr& snapshot() const { return m_snapshot; }

    /// A failure comes as a phase. Harmless while it is on.
    void start();
    void stop();
    /// Its number; published() comes once for it.
    quint64 publish(const PublishRequest& request);
    int publishing() const { return m_publishing; }
    void setWatched(bool watched);
    /// REST on this port of loopback while the service runs; nullopt, as at first: off. The snapshot says what came of
    /// it.
    void setRest(std::optional<quint16> port);
    const std::optional<quint16>& rest() const { return m_rest; }

signals:
    void phaseChanged();
    void snapshotChanged();
    void published(const spillway::PublishOutcome& outcome);

private:
    struct Shared;
    void take();
    void setPhase(Phase phase);

    std::shared_ptr<ServiceSource> m_source;
    std::shared_ptr<Shared> m_shared;
    const ServiceFacts m_facts;
    const Intervals m_intervals;
    Phase m_phase = Phase::Stopped;
    std::optional<Error> m_error;
    ServiceSnapshotPtr m_snapshot;
    std::optional<quint16> m_rest;
    quint64 m_lastId = 0;
    int m_publishing = 0;
};

} // namespace spillway
