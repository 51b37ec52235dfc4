// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/secret.h"
#include "core/serde/registeredschema.h"

#include <QObject>
#include <QThread>
#include <QUrl>

#include <functional>
#include <map>
#include <mutex>

namespace spillway {

class RegistryWorker;

/// How to reach one schema registry. The password is never shown.
struct RegistrySettings {
    QUrl url; ///< http or https; its path is kept, e.g. …/apis/ccompat/v7
    QString user; ///< empty: no basic authentication
    Secret password;
    QString caFile; ///< PEM; empty: the system's certificates
    std::chrono::milliseconds timeout{ 5000 }; ///< for one question, its references included

    friend bool operator==(const RegistrySettings&, const RegistrySettings&) = default;
};
/// From an address as people write it; takes "user:password@" out of it. An Error says what is accepted.
Result<RegistrySettings> registrySettings(const QString& address);

/// Whether a schema that could not be had may be had later: the registry is in trouble, or what answers in its place is
/// no registry. False when it is the registry's own word: it has no such schema, or gives one that cannot be read.
bool schemaTroublePasses(const Error& error);

/// A client of a Confluent-compatible schema registry (REST API v7), with one thread of its own for the network. Each
/// answer to an id is kept: schemas until MaxSchemas or MaxCachedBytes push the longest unused out, "not found"
/// and "not Avro" for NotFoundFor, other trouble for TroubleFor, so that an unreachable registry costs one deadline and
/// not one per record. An id that is being asked for is not asked twice. Answers are bounded (RegisteredSchema::Max…),
/// redirects leave the host never. Errors: Unreachable, TimedOut, AuthenticationFailed, NotAuthorized, NotFound,
/// InvalidArgument (409, 422, and a schema that is none: refused by AvroSchema, references that make no sense, too
/// large), Unsupported (not Avro), Protocol (HTML, redirect, what is no registry's answer), Failed (5xx).
///
/// schema(), latest(), registerSchema() and lookUp() wait, at most the timeout: for workers, never for the GUI thread,
/// which uses known() and ask(). Thread-safe.
class SchemaRegistry : public QObject {
    Q_OBJECT

public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;
    static constexpr size_t MaxSchemas = 1'000;
    static constexpr size_t MaxCachedBytes = 32u << 20;
    static constexpr std::chrono::seconds NotFoundFor{ 60 };
    static constexpr std::chrono::seconds TroubleFor{ 5 };

    explicit SchemaRegistry(RegistrySettings settings, Clock clock = &std::chrono::steady_clock::now);
    /// Ends what is under way with Cancelled; at most 2 s.
    ~SchemaRegistry() override;

    QString address() const; ///< for people, without user and password

    SchemaAnswer schema(qint32 id);
    SchemaAnswer latest(const QString& subject);
    /// Registers it unless it is there already; the id. A refusal is asked about twice: it may come of a race.
    Result<qint32> registerSchema(
        const QString& subject, const QByteArray& schema, const std::vector<SchemaReference>& references = {});
    /// The id under which the subject has exactly this schema; NotFound when it has not.
    Result<qint32> lookUp(
        const QString& subject, const QByteArray& schema, const std::vector<SchemaReference>& references = {});

    /// What is kept of an id; nothing: ask() for it.
    std::optional<SchemaAnswer> known(qint32 id) const;
    /// Asks in the background unless the answer is known; answered() follows from the network thread.
    void ask(qint32 id);

    struct Counts {
        quint64 requests = 0; ///< HTTP requests sent
        quint64 hits = 0; ///< ids answered from what is kept
        quint64 evicted = 0; ///< schemas pushed out
        size_t kept = 0; ///< ids kept now, known and unknown
    };
    Counts counts() const;

signals:
    void answered(qint32 id);

private:
    struct Kept {
        SchemaAnswer answer;
        std::chrono::steady_clock::time_point until;
        size_t bytes = 0;
        quint64 used = 0;
    };
    const Kept* find(qint32 id) const;
    void keep(qint32 id, const SchemaAnswer& answer);
    Result<qint32> submit(
        const QString& path, const QByteArray& schema, const std::vector<SchemaReference>& references);
    template <class Answer, class Start> Answer waitFor(Start start);

    const RegistrySettings m_settings;
    const Clock m_clock;
    std::unique_ptr<QThread> m_thread;
    RegistryWorker* m_worker; ///< lives and dies on m_thread
    mutable std::mutex m_mutex; ///< guards what follows
    mutable std::map<qint32, Kept> m_kept;
    mutable quint64 m_uses = 0;
    mutable Counts m_counts;
    size_t m_bytes = 0;
};

} // namespace spillway
