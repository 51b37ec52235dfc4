// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restapi.h"

#include "core/http/restbody.h"
#include "core/http/restjson.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace spillway {

namespace {

HttpAnswer json(const QJsonObject& object, int status = 200)
{
    return { .status = status, .body = QJsonDocument(object).toJson(QJsonDocument::Compact) };
}

/// Segments of a path, with "{…}" as it is written.
QStringList segments(const char* path)
{
    return QString::fromLatin1(path).mid(1).split(u'/');
}

bool matches(const QStringList& pattern, const QStringList& path, QString& name)
{
    if (pattern.size() != path.size())
        return false;
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (pattern[i].startsWith(u'{'))
            name = path[i];
        else if (pattern[i] != path[i])
            return false;
    }
    return true;
}

/// "application/json", its charset UTF-8 if one is said.
bool isJson(const QByteArray& type)
{
    const auto parts = type.toLower().split(';');
    if (parts.front().trimmed() != "application/json")
        return false;
    for (qsizetype i = 1; i < parts.size(); ++i) {
        QByteArray part = parts[i].trimmed();
        if (!part.startsWith("charset="))
            continue;
        part = part.mid(8);
        part.replace('"', "");
        if (part != "utf-8" && part != "utf8")
            return false;
    }
    return true;
}

} // namespace

const std::vector<RestRoute>& restRoutes()
{
    using Id = RestRoute::Id;
    static const std::vector<RestRoute> routes{
        { Id::Health, "GET", "/kafka/health", RestLane::Look },
        { Id::ListTopics, "GET", "/kafka/topics", RestLane::Ask },
        { Id::CreateTopic, "POST", "/kafka/topics", RestLane::Ask, true },
        { Id::DescribeTopic, "GET", "/kafka/topics/{name}", RestLane::Ask },
        { Id::PublishEvent, "POST", "/kafka/events", RestLane::Publish, true },
        { Id::ListGroups, "GET", "/kafka/groups", RestLane::Ask },
        { Id::ShowLag, "GET", "/kafka/lag", RestLane::Ask, false, { "group", "topic" } },
        { Id::Statistics, "GET", "/kafka/stats", RestLane::Look },
        { Id::Metrics, "GET", "/metrics", RestLane::Look },
        { Id::OpenApi, "GET", "/openapi.json", RestLane::AtOnce },
    };
    return routes;
}

RestApi::RestApi(RestService& service, const RestMeter& meter, bool readOnly, size_t maxBody)
    : m_service(service)
    , m_meter(meter)
    , m_readOnly(readOnly)
    , m_maxBody(maxBody)
{
}

std::variant<RoutedRequest, HttpAnswer> RestApi::route(const HttpRequest& request) const
{
    QString problem;
    const auto target = parseTarget(request.target, problem);
    if (!target)
        return HttpAnswer::error(400, problem);
    const QByteArray method = request.method == "HEAD" ? QByteArrayLiteral("GET") : request.method;
    RoutedRequest routed;
    QByteArrayList allowed;
    for (const RestRoute& route : restRoutes()) {
        QString name;
        if (!matches(segments(route.path), target->path, name))
            continue;
        allowed.append(route.method);
        if (route.method != method)
            continue;
        routed.route = &route;
        routed.name = name;
    }
    if (allowed.isEmpty())
        return HttpAnswer::error(404, QStringLiteral("There is nothing at this path"),
            QStringLiteral("GET /openapi.json describes what there is"));
    if (!routed.route) {
        if (allowed.contains("GET"))
            allowed.append("HEAD");
        HttpAnswer answer = HttpAnswer::error(405,
            QStringLiteral("%1 is not possible here, only %2")
                .arg(QString::fromLatin1(request.method.left(20)), QString::fromLatin1(allowed.join(", "))));
        answer.allow = allowed.join(", ");
        return answer;
    }
    for (const auto& [name, value] : target->query) {
        const auto known = [&wanted = name](const char* one) { return wanted == QLatin1String(one); };
        if (std::ranges::none_of(routed.route->query, known))
            return HttpAnswer::error(400, QStringLiteral("Unknown query parameter: %1").arg(name.left(50)));
        if (!routed.query.emplace(name, value).second)
            return HttpAnswer::error(400, QStringLiteral("Query parameter %1 is there twice").arg(name));
    }
    if (m_readOnly && routed.route->changes)
        return HttpAnswer::error(403, QStringLiteral("This service is in read-only mode"),
            QStringLiteral("it was started with --read-only"));
    if (method != "POST")
        return routed;
    if (request.contentType.count != 1 || !isJson(request.contentType.value))
        return HttpAnswer::error(415,
            request.contentType.count == 0 ? QStringLiteral("The Content-Type header is missing")
                                           : QStringLiteral("Content-Type %1 is not understood")
                                                 .arg(QString::fromLatin1(request.contentType.value.left(100))),
            QStringLiteral("send application/json in UTF-8"));
    if (request.contentEncoding.count > 0 && request.contentEncoding.value.trimmed().toLower() != "identity")
        return HttpAnswer::error(415,
            QStringLiteral("Content-Encoding %1 is not understood")
                .arg(QString::fromLatin1(request.contentEncoding.value.left(50))),
            QStringLiteral("send the body as it is"));
    if (request.contentLength.count > 0 && request.contentLength.value.trimmed().toULongLong() > m_maxBody)
        return tooLarge(m_maxBody);
    return routed;
}

void RestApi::run(const RoutedRequest& request, const QByteArray& body, const Answered& answered) const
{
    switch (request.route->id) {
    case RestRoute::Id::Health:
        return answered(health());
    case RestRoute::Id::ListTopics:
        return answered(topics());
    case RestRoute::Id::CreateTopic:
        return answered(createTopic(body));
    case RestRoute::Id::DescribeTopic:
        return answered(topic(request.name));
    case RestRoute::Id::PublishEvent:
        return publish(body, answered);
    case RestRoute::Id::ListGroups:
        return answered(groups());
    case RestRoute::Id::ShowLag:
        return answered(lag(request.query));
    case RestRoute::Id::Statistics:
        return answered(json(m_service.stats().toJson()));
    case RestRoute::Id::Metrics:
        return answered(metrics());
    case RestRoute::Id::OpenApi:
        return answered({ .body = openApiDocument() });
    }
}

HttpAnswer RestApi::health() const
{
    const ServiceHealth health = m_service.health();
    return json(health.toJson(), health.healthy() ? 200 : 503);
}

HttpAnswer RestApi::topics() const
{
    const auto names = m_service.topics();
    return names ? json(topicsJson(*names)) : errorAnswer(names.error(), Asked::Cluster);
}

HttpAnswer RestApi::topic(const QString& name) const
{
    const auto details = m_service.topic(name);
    return details ? json(topicJson(*details)) : errorAnswer(details.error(), Asked::Cluster);
}

HttpAnswer RestApi::createTopic(const QByteArray& body) const
{
    const auto wanted = readNewTopic(body);
    if (const auto* wrong = std::get_if<HttpAnswer>(&wanted))
        return *wrong;
    const auto& topic = std::get<NewTopicBody>(wanted);
    const auto made = m_service.createTopic(topic.eventType, topic.partitions, topic.replicationFactor);
    if (!made)
        return errorAnswer(made.error(), Asked::Change);
    return json({ { QStringLiteral("status"), QStringLiteral("created") }, { QStringLiteral("topic"), *made } }, 201);
}

HttpAnswer RestApi::groups() const
{
    const auto answer = m_service.groupLag();
    return answer ? json(groupsJson(*answer)) : errorAnswer(answer.error(), Asked::Cluster);
}

HttpAnswer RestApi::lag(const std::map<QString, QString>& query) const
{
    auto answer = m_service.groupLag();
    if (!answer)
        return errorAnswer(answer.error(), Asked::Cluster);
    const auto group = query.find(QStringLiteral("group"));
    const auto topic = query.find(QStringLiteral("topic"));
    std::erase_if(answer->rows, [&](const PartitionLag& row) {
        return (group != query.end() && row.group != group->second)
            || (topic != query.end() && row.partition.topic != topic->second);
    });
    return json(lagJson(answer->rows));
}

HttpAnswer RestApi::metrics() const
{
    MetricsText text;
    writeServiceMetrics(text, m_service.health(), m_service.stats());
    m_meter.write(text);
    writeProcessMetrics(text);
    return { .body = text.text(), .type = MetricsText::contentType() };
}

void RestApi::publish(const QByteArray& body, const Answered& answered) const
{
    auto read = readEvent(body);
    if (auto* wrong = std::get_if<HttpAnswer>(&read))
        return answered(std::move(*wrong));
    const auto& event = std::get<EventBody>(read);
    // The callback needs the topic's name, and may be called before publish() returns it, or when this is gone.
    struct Sent {
        std::mutex mutex;
        QString topic;
        std::optional<kafka::Delivery> delivery;
    };
    auto sent = std::make_shared<Sent>();
    const auto published = [answered, type = event.eventType](const QString& topic, const kafka::Delivery& delivery) {
        answered(
            json({ { QStringLiteral("status"), QStringLiteral("published") }, { QStringLiteral("event_type"), type },
                { QStringLiteral("topic"), topic }, { QStringLiteral("partition"), delivery.partition.value },
                { QStringLiteral("offset"), delivery.offset.value } }));
    };
    const auto topic = m_service.publish(
        event.eventType, event.data, event.partitionKey, [sent, answered, published](Result<kafka::Delivery> result) {
            if (!result)
                return answered(errorAnswer(result.error(), Asked::Event));
            QString name;
            {
                const std::lock_guard lock(sent->mutex);
                name = sent->topic;
                if (name.isEmpty())
                    sent->delivery = *result;
            }
            if (!name.isEmpty())
                published(name, *result);
        });
    if (!topic) {
        HttpAnswer answer = errorAnswer(topic.error(), Asked::Event);
        if (const auto wait = m_service.circuit().untilNextAttempt; wait && answer.status == 503)
            answer.retryAfterSeconds = std::max(1, int(std::ceil(double(wait->count()) / 1000)));
        return answered(std::move(answer));
    }
    std::optional<kafka::Delivery> already;
    {
        const std::lock_guard lock(sent->mutex);
        sent->topic = *topic;
        already = sent->delivery;
    }
    if (already)
        published(*topic, *already);
}

QByteArray openApiDocument()
{
    QFile file(QStringLiteral(":/rest/openapi.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace spillway
