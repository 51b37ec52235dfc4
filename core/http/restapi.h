// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/http/httpmessage.h"
#include "core/http/restmeter.h"
#include "core/http/restservice.h"

#include <map>
#include <memory>
#include <variant>

namespace spillway {

/// Which threads a request is run on.
enum class RestLane {
    AtOnce, ///< the server's own: never waits
    Look, ///< health and figures: at most 2 s
    Ask, ///< questions to the cluster and changes of it: at most 10 s
    Publish, ///< hands over an event; the answer comes from elsewhere
};

/// One operation of the API. /openapi.json describes exactly these.
struct RestRoute {
    enum class Id {
        Health,
        ListTopics,
        CreateTopic,
        DescribeTopic,
        PublishEvent,
        ListGroups,
        ShowLag,
        Statistics,
        Metrics,
        OpenApi
    };
    Id id;
    const char* method;
    const char* path; ///< "/kafka/topics/{name}"
    RestLane lane;
    bool changes = false; ///< the cluster: 403 in read-only mode
    std::vector<const char*> query{}; ///< parameters it knows
};
const std::vector<RestRoute>& restRoutes();

/// A request whose head is in order.
struct RoutedRequest {
    const RestRoute* route = nullptr;
    QString name; ///< in the path
    std::map<QString, QString> query;
};

/// The REST API (requirements §5) without its sockets: routing, what a body must be, JSON. Any thread.
class RestApi {
public:
    using Answered = std::function<void(HttpAnswer)>;

    RestApi(RestService& service, const RestMeter& meter, bool readOnly, size_t maxBody);

    /// By the head alone: the route, or the answer to what is wrong with it (400, 403, 404, 405, 413, 415).
    std::variant<RoutedRequest, HttpAnswer> route(const HttpRequest& request) const;
    /// Calls `answered` once: before it returns or, for events, from another thread. May block as the lane says.
    void run(const RoutedRequest& request, const QByteArray& body, const Answered& answered) const;

private:
    HttpAnswer health() const;
    HttpAnswer topics() const;
    HttpAnswer topic(const QString& name) const;
    HttpAnswer createTopic(const QByteArray& body) const;
    HttpAnswer groups() const;
    HttpAnswer lag(const std::map<QString, QString>& query) const;
    HttpAnswer metrics() const;
    void publish(const QByteArray& body, const Answered& answered) const;

    RestService& m_service;
    const RestMeter& m_meter;
    const bool m_readOnly;
    const size_t m_maxBody;
};

/// The OpenAPI 3 document, as it is served.
QByteArray openApiDocument();

} // namespace spillway
