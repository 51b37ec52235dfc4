// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/schemaregistry.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QNetworkAccessManager>

#include <atomic>

namespace spillway {

/// The network half of SchemaRegistry; everything but the constructor and requests() on its thread.
class RegistryWorker : public QObject {
    Q_OBJECT

public:
    using JsonAnswer = std::function<void(Result<EventValue>)>;
    using Loaded = std::function<void(SchemaAnswer)>;

    explicit RegistryWorker(const RegistrySettings& settings)
        : m_settings(settings)
    {
    }

    /// One question per id at a time: who asks meanwhile gets the same answer.
    void load(qint32 id, Loaded loaded);
    void loadLatest(const QString& subject, Loaded loaded);
    /// GET, or POST when there is a body. Always answers, at the latest at the deadline.
    void send(const QString& path, const std::optional<QByteArray>& body, QDeadlineTimer deadline, JsonAnswer answer);
    QDeadlineTimer deadline() const { return QDeadlineTimer(m_settings.timeout); }
    /// Everything under way ends with Cancelled.
    void abortAll();

    quint64 requests() const { return m_requests; }

private:
    struct Load;
    void start(const std::shared_ptr<Load>& load, const QString& path);
    void step(const std::shared_ptr<Load>& load);
    static SchemaAnswer finish(const Load& load);
    QNetworkRequest requestFor(const QString& path) const;
    Result<> prepare();

    const RegistrySettings m_settings;
    std::unique_ptr<QNetworkAccessManager> m_network; ///< made on the worker's thread
    QSslConfiguration m_tls;
    QHash<qint32, std::vector<Loaded>> m_loading;
    std::atomic<quint64> m_requests = 0;
};

} // namespace spillway
