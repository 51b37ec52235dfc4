// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/schemaregistry.h"

#include "core/serde/eventjson.h"
#include "core/serde/registryworker.h"
#include "core/serde/text.h"

#include <algorithm>
#include <condition_variable>

namespace spillway {

namespace {

constexpr std::chrono::milliseconds Margin{ 500 }; // for the network thread to say that time is up
constexpr std::chrono::milliseconds EndWithin{ 2000 };
constexpr size_t SmallAnswer = 256; // what keeping an Error costs, about

/// Where a waiting thread and the network thread meet; outlives both.
template <class Answer> struct Meeting {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Answer> answer;

    void bring(Answer value)
    {
        const std::lock_guard lock(mutex);
        answer = std::move(value);
        arrived.notify_all();
    }
};

} // namespace

bool schemaTroublePasses(const Error& error)
{
    return error.retriable
        || (error.code != ErrorCode::NotFound && error.code != ErrorCode::Unsupported
            && error.code != ErrorCode::InvalidArgument);
}

Result<RegistrySettings> registrySettings(const QString& address)
{
    RegistrySettings settings;
    settings.url = QUrl(address.trimmed(), QUrl::StrictMode);
    const QString scheme = settings.url.scheme();
    if (!settings.url.isValid() || settings.url.host().isEmpty() || (scheme != u"http" && scheme != u"https")
        || settings.url.hasQuery() || settings.url.hasFragment())
        return Failure(Error{ ErrorCode::InvalidConfiguration,
            QStringLiteral("\"%1\" is no address of a schema registry")
                .arg(visibleText(settings.url.isValid() ? settings.url.toDisplayString(QUrl::RemoveUserInfo)
                                                        : QStringLiteral("what is given"))),
            QStringLiteral("Give http://HOST:PORT or https://HOST:PORT, with a path if there is one.") });
    settings.user = settings.url.userName(QUrl::FullyDecoded);
    settings.password = Secret(settings.url.password(QUrl::FullyDecoded).toUtf8());
    settings.url.setUserInfo({});
    return settings;
}

SchemaRegistry::SchemaRegistry(RegistrySettings settings, Clock clock)
    : m_settings(std::move(settings))
    , m_clock(std::move(clock))
    , m_thread(std::make_unique<QThread>())
    , m_worker(new RegistryWorker(m_settings))
{
    m_thread->setObjectName(QStringLiteral("schema registry"));
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread->start();
}

SchemaRegistry::~SchemaRegistry()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, thread = m_thread.get()] {
        worker->abortAll();
        thread->quit();
    });
    // a thread that hangs in the system's resolver is left to it
    if (!m_thread->wait(QDeadlineTimer(EndWithin)))
        static_cast<void>(m_thread.release());
}

QString SchemaRegistry::address() const
{
    return m_settings.url.toDisplayString(QUrl::RemoveUserInfo);
}

template <class Answer, class Start> Answer SchemaRegistry::waitFor(Start start)
{
    auto meeting = std::make_shared<Meeting<Answer>>();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, start = std::move(start), meeting] {
        start(*worker, [meeting](Answer answer) { meeting->bring(std::move(answer)); });
    });
    std::unique_lock lock(meeting->mutex);
    if (meeting->arrived.wait_for(lock, m_settings.timeout + Margin, [&] { return meeting->answer.has_value(); }))
        return std::move(*meeting->answer);
    return Failure(
        Error{ ErrorCode::TimedOut, QStringLiteral("The schema registry %1 did not answer in time").arg(address()),
            QStringLiteral("Check that the registry is healthy and near."), true, false });
}

SchemaAnswer SchemaRegistry::schema(qint32 id)
{
    if (auto answer = known(id))
        return std::move(*answer);
    SchemaAnswer answer
        = waitFor<SchemaAnswer>([id](RegistryWorker& worker, auto done) { worker.load(id, std::move(done)); });
    keep(id, answer);
    return answer;
}

void SchemaRegistry::ask(qint32 id)
{
    QMetaObject::invokeMethod(m_worker, [this, worker = m_worker, id] {
        if (known(id)) {
            emit answered(id);
            return;
        }
        worker->load(id, [this, id](const SchemaAnswer& answer) {
            keep(id, answer);
            emit answered(id);
        });
    });
}

SchemaAnswer SchemaRegistry::latest(const QString& subject)
{
    SchemaAnswer answer = waitFor<SchemaAnswer>(
        [subject](RegistryWorker& worker, auto done) { worker.loadLatest(subject, std::move(done)); });
    if (answer)
        keep((*answer)->id, answer);
    return answer;
}

Result<qint32> SchemaRegistry::registerSchema(
    const QString& subject, const QByteArray& schema, const std::vector<SchemaReference>& references)
{
    const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(subject));
    const auto once = [&] { return submit(QStringLiteral("/subjects/%1/versions").arg(encoded), schema, references); };
    // Two clients that register a new subject at the same moment: the registry refuses one of them (Apicurio: 409,
    // "already exists") although it has what that one wanted. Asking again tells that from a schema that is
    // incompatible.
    const auto id = once();
    return !id && id.error().code == ErrorCode::InvalidArgument ? once() : id;
}

Result<qint32> SchemaRegistry::lookUp(
    const QString& subject, const QByteArray& schema, const std::vector<SchemaReference>& references)
{
    return submit(
        QStringLiteral("/subjects/%1").arg(QString::fromLatin1(QUrl::toPercentEncoding(subject))), schema, references);
}

Result<qint32> SchemaRegistry::submit(
    const QString& path, const QByteArray& schema, const std::vector<SchemaReference>& references)
{
    EventValue question = EventValue::object({ { QStringLiteral("schema"), QString::fromUtf8(schema) },
        { QStringLiteral("schemaType"), QStringLiteral("AVRO") } });
    EventValue list;
    for (const SchemaReference& reference : references)
        list.append(EventValue::object({ { QStringLiteral("name"), reference.name },
            { QStringLiteral("subject"), reference.subject }, { QStringLiteral("version"), reference.version } }));
    if (!references.empty())
        question.set(QStringLiteral("references"), list);
    const auto body = writeJson(question);
    if (!body)
        return Failure(body.error());
    const auto answer = waitFor<Result<EventValue>>([path, body = *body](RegistryWorker& worker, auto done) {
        worker.send(path, body, worker.deadline(), std::move(done));
    });
    if (!answer)
        return Failure(answer.error());
    const auto id = (*answer)[u"id"].toInt();
    if (!id || *id < 0 || *id > std::numeric_limits<qint32>::max())
        return Failure(Error{ ErrorCode::Protocol,
            QStringLiteral("The schema registry %1 answered without a schema id").arg(address()),
            QStringLiteral("Check that the address is that of a Confluent-compatible API (v7).") });
    return qint32(*id);
}

const SchemaRegistry::Kept* SchemaRegistry::find(qint32 id) const
{
    const auto at = m_kept.find(id);
    if (at == m_kept.end() || at->second.until <= m_clock())
        return nullptr;
    at->second.used = ++m_uses;
    return &at->second;
}

std::optional<SchemaAnswer> SchemaRegistry::known(qint32 id) const
{
    const std::lock_guard lock(m_mutex);
    const Kept* kept = find(id);
    if (!kept)
        return std::nullopt;
    ++m_counts.hits;
    return kept->answer;
}

void SchemaRegistry::keep(qint32 id, const SchemaAnswer& answer)
{
    if (!answer && answer.error().code == ErrorCode::Cancelled)
        return;
    auto until = std::chrono::steady_clock::time_point::max();
    if (!answer)
        until = m_clock() + (schemaTroublePasses(answer.error()) ? TroubleFor : NotFoundFor);
    const std::lock_guard lock(m_mutex);
    Kept& kept = m_kept[id];
    m_bytes -= kept.bytes;
    kept = { answer, until, answer ? size_t((*answer)->avro.text().size()) + SmallAnswer : SmallAnswer, ++m_uses };
    m_bytes += kept.bytes;
    while (m_kept.size() > MaxSchemas || (m_bytes > MaxCachedBytes && m_kept.size() > 1)) {
        const auto oldest = std::min_element(
            m_kept.begin(), m_kept.end(), [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
        m_bytes -= oldest->second.bytes;
        m_kept.erase(oldest);
        ++m_counts.evicted;
    }
}

SchemaRegistry::Counts SchemaRegistry::counts() const
{
    const std::lock_guard lock(m_mutex);
    Counts counts = m_counts;
    counts.requests = m_worker->requests();
    counts.kept = m_kept.size();
    return counts;
}

} // namespace spillway
