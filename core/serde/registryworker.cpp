// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/registryworker.h"

#include "core/serde/registryerrors.h"
#include "core/serde/text.h"

#include <QNetworkReply>
#include <QSet>
#include <QSslCertificate>
#include <QTimer>

namespace spillway {

namespace {

constexpr int MaxRedirects = 3; // on the same host, e.g. to a path with a slash
constexpr auto MediaType = "application/vnd.schemaregistry.v1+json";

Error nonsense(const QString& what)
{
    return { ErrorCode::Protocol, QStringLiteral("The schema registry's answer makes no sense: %1").arg(what),
        QStringLiteral("Check that the address is that of a Confluent-compatible API (v7)."), false, false };
}

/// Of a schema that the registry gives and nobody can use; asking again gives the same.
Error noSchema(const QString& what)
{
    return { ErrorCode::InvalidArgument, QStringLiteral("The registry's schema cannot be used: %1").arg(what),
        QStringLiteral("Register a schema in its place; records with this one cannot be read."), false, false };
}

/// Whether the answer is meant to be a schema, judged by its beginning, and no page of a proxy.
bool beginsAsJson(const QNetworkReply& reply, const QByteArray& body)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200 && body.trimmed().startsWith('{');
}

QString keyOf(const SchemaReference& reference)
{
    return reference.subject + u'\n' + QString::number(reference.version);
}

QString versionPath(const QString& subject, const QString& version)
{
    return QStringLiteral("/subjects/%1/versions/%2")
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(subject)), version);
}

/// A schema text and what it refers to.
struct Document {
    QByteArray text;
    std::vector<SchemaReference> references;
};

Result<Document> documentOf(const EventValue& answer)
{
    const QString type = answer[u"schemaType"].toText().value_or(QStringLiteral("AVRO"));
    if (type != u"AVRO")
        return Failure(
            Error{ ErrorCode::Unsupported, QStringLiteral("The schema is %1, not Avro").arg(visibleText(type.left(40))),
                QStringLiteral("Such records are shown as bytes.") });
    const auto text = answer[u"schema"].toText();
    if (!text)
        return Failure(nonsense(QStringLiteral("no schema in it")));
    Document document{ text->toUtf8(), {} };
    const EventValue::Array& references = answer[u"references"].items();
    if (references.size() > RegisteredSchema::MaxReferences)
        return Failure(Error{ ErrorCode::Unsupported,
            QStringLiteral("The schema has %1 references, at most %2 are followed")
                .arg(references.size())
                .arg(RegisteredSchema::MaxReferences),
            QStringLiteral("Such records are shown as bytes.") });
    for (const EventValue& reference : references) {
        const auto subject = reference[u"subject"].toText();
        const auto version = reference[u"version"].toInt();
        if (!subject || !version || *version < 1 || *version > std::numeric_limits<qint32>::max())
            return Failure(noSchema(QStringLiteral("a reference without subject and version")));
        document.references.push_back({ reference[u"name"].toText().value_or(QString()), *subject, qint32(*version) });
    }
    return document;
}

} // namespace

struct RegistryWorker::Load {
    std::optional<qint32> id; ///< not known before the answer when a subject was asked for
    QDeadlineTimer deadline;
    Document root;
    QHash<QString, Document> documents; ///< by keyOf()
    std::vector<SchemaReference> pending;
    Loaded loaded;

    void take(const Document& document)
    {
        for (const SchemaReference& reference : document.references) {
            if (!documents.contains(keyOf(reference)))
                pending.push_back(reference);
        }
    }
};

Result<> RegistryWorker::prepare()
{
    if (m_network)
        return {};
    m_tls = QSslConfiguration::defaultConfiguration();
    if (!m_settings.caFile.isEmpty()) {
        const QList<QSslCertificate> authorities = QSslCertificate::fromPath(m_settings.caFile);
        if (authorities.isEmpty())
            return Failure(Error{ ErrorCode::InvalidConfiguration,
                QStringLiteral("No certificate authority for the schema registry can be read from %1")
                    .arg(m_settings.caFile),
                QStringLiteral("Name a readable PEM file.") });
        m_tls.setCaCertificates(authorities);
    }
    m_network = std::make_unique<QNetworkAccessManager>();
    return {};
}

QNetworkRequest RegistryWorker::requestFor(const QString& path) const
{
    const QByteArray base = m_settings.url.toEncoded(
        QUrl::RemoveUserInfo | QUrl::StripTrailingSlash | QUrl::RemoveQuery | QUrl::RemoveFragment);
    QNetworkRequest request(QUrl::fromEncoded(base + path.toLatin1()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setMaximumRedirectsAllowed(MaxRedirects);
    request.setSslConfiguration(m_tls);
    request.setRawHeader("Accept", QByteArray(MediaType) + ", application/json");
    // said by us, Qt does not unpack: what is counted is what is kept
    request.setRawHeader("Accept-Encoding", "identity");
    if (!m_settings.user.isEmpty()) {
        const QByteArray credentials = m_settings.user.toUtf8() + ':' + m_settings.password.reveal();
        request.setRawHeader("Authorization", "Basic " + credentials.toBase64());
    }
    return request;
}

void RegistryWorker::send(
    const QString& path, const std::optional<QByteArray>& body, QDeadlineTimer deadline, JsonAnswer answer)
{
    if (const auto prepared = prepare(); !prepared)
        return answer(Failure(prepared.error()));
    QNetworkRequest request = requestFor(path);
    if (body)
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray(MediaType));
    ++m_requests;
    QNetworkReply* reply = body ? m_network->post(request, *body) : m_network->get(request);
    reply->setReadBufferSize(RegisteredSchema::MaxAnswerBytes / 4);
    auto* timer = new QTimer(reply);
    timer->setTimerType(Qt::PreciseTimer); // a coarse one ends up to 5 % early
    timer->setSingleShot(true);

    // why it was ended by us, and what came so far
    struct State {
        std::optional<Error> ended;
        QByteArray body;
    };
    auto state = std::make_shared<State>();
    const QString where = m_settings.url.toDisplayString(QUrl::RemoveUserInfo);
    const auto end = [reply, state](Error error) {
        if (!state->ended)
            state->ended = std::move(error);
        reply->abort();
    };
    connect(timer, &QTimer::timeout, reply, [end, where] {
        end({ ErrorCode::TimedOut, QStringLiteral("The schema registry %1 did not answer in time").arg(where),
            QStringLiteral("Check that the registry is healthy and near; the question is asked again later."), true,
            false });
    });
    connect(reply, &QNetworkReply::readyRead, reply, [reply, state, end] {
        state->body += reply->read(RegisteredSchema::MaxAnswerBytes + 1 - state->body.size());
        if (state->body.size() > RegisteredSchema::MaxAnswerBytes)
            end({ beginsAsJson(*reply, state->body.left(64)) ? ErrorCode::InvalidArgument : ErrorCode::Protocol,
                QStringLiteral("The schema registry's answer is larger than %1 bytes")
                    .arg(RegisteredSchema::MaxAnswerBytes),
                QStringLiteral("Check the address; no schema is that large."), false, false });
    });
    connect(reply, &QNetworkReply::finished, this, [reply, state, where, answer = std::move(answer)] {
        reply->deleteLater();
        if (reply->isOpen())
            state->body += reply->read(RegisteredSchema::MaxAnswerBytes + 1 - state->body.size());
        if (state->ended)
            answer(Failure(*state->ended));
        else if (reply->error() == QNetworkReply::OperationCanceledError)
            answer(
                Failure(Error{ ErrorCode::Cancelled, QStringLiteral("The question to the registry was ended"), {} }));
        else
            answer(registryAnswer(*reply, state->body, where));
    });
    timer->start(std::chrono::milliseconds(std::max<qint64>(1, deadline.remainingTime())));
}

void RegistryWorker::abortAll()
{
    if (!m_network)
        return;
    for (QNetworkReply* reply : m_network->findChildren<QNetworkReply*>())
        reply->abort();
}

void RegistryWorker::load(qint32 id, Loaded loaded)
{
    std::vector<Loaded>& waiting = m_loading[id];
    waiting.push_back(std::move(loaded));
    if (waiting.size() > 1)
        return;
    auto load = std::make_shared<Load>();
    load->id = id;
    load->loaded = [this, id](const SchemaAnswer& answer) {
        for (const Loaded& one : m_loading.take(id))
            one(answer);
    };
    start(load, QStringLiteral("/schemas/ids/%1").arg(id));
}

void RegistryWorker::loadLatest(const QString& subject, Loaded loaded)
{
    auto load = std::make_shared<Load>();
    load->loaded = std::move(loaded);
    start(load, versionPath(subject, QStringLiteral("latest")));
}

void RegistryWorker::start(const std::shared_ptr<Load>& load, const QString& path)
{
    load->deadline = deadline();
    send(path, std::nullopt, load->deadline, [this, load](const Result<EventValue>& answer) {
        if (!answer)
            return load->loaded(Failure(answer.error()));
        if (!load->id) {
            const auto id = (*answer)[u"id"].toInt();
            if (!id || *id != qint64(qint32(*id)))
                return load->loaded(Failure(nonsense(QStringLiteral("no schema id in it"))));
            load->id = qint32(*id);
        }
        auto document = documentOf(*answer);
        if (!document)
            return load->loaded(Failure(document.error()));
        load->root = std::move(*document);
        load->take(load->root);
        step(load);
    });
}

void RegistryWorker::step(const std::shared_ptr<Load>& load)
{
    while (!load->pending.empty() && load->documents.contains(keyOf(load->pending.back())))
        load->pending.pop_back();
    if (load->pending.empty())
        return load->loaded(finish(*load));
    const SchemaReference next = load->pending.back();
    load->pending.pop_back();
    if (size_t(load->documents.size()) >= RegisteredSchema::MaxReferences)
        return load->loaded(Failure(Error{ ErrorCode::Unsupported,
            QStringLiteral("The schema and its references refer to more than %1 others")
                .arg(RegisteredSchema::MaxReferences),
            QStringLiteral("Such records are shown as bytes.") }));
    send(versionPath(next.subject, QString::number(next.version)), std::nullopt, load->deadline,
        [this, load, next](const Result<EventValue>& answer) {
            auto document = answer ? documentOf(*answer) : Result<Document>(Failure(answer.error()));
            if (!document)
                return load->loaded(Failure(document.error()));
            load->take(*document);
            load->documents.insert(keyOf(next), *document);
            step(load);
        });
}

SchemaAnswer RegistryWorker::finish(const Load& load)
{
    // each after those it refers to: depth first, with a stack of its own
    struct Visit {
        const Document* document;
        size_t next = 0;
        QString key;
    };
    std::vector<QByteArray> ordered;
    QSet<QString> begun;
    std::vector<Visit> stack{ { &load.root, 0, {} } };
    while (!stack.empty()) {
        Visit& top = stack.back();
        if (top.next < top.document->references.size()) {
            const QString key = keyOf(top.document->references[top.next++]);
            const bool open = std::any_of(stack.begin(), stack.end(), [&](const Visit& v) { return v.key == key; });
            if (open)
                return Failure(noSchema(QStringLiteral("schemas that refer to each other")));
            if (begun.contains(key))
                continue;
            begun.insert(key);
            stack.push_back({ &*load.documents.constFind(key), 0, key });
            continue;
        }
        if (top.document != &load.root)
            ordered.push_back(top.document->text);
        stack.pop_back();
    }
    auto avro = AvroSchema::parse(bytesOf(load.root.text), ordered);
    if (!avro)
        return Failure(avro.error());
    return std::make_shared<const RegisteredSchema>(RegisteredSchema{ *load.id, std::move(*avro) });
}

} // namespace spillway
