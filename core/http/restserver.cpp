// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/restserver.h"

#include "core/http/listensocket.h"
#include "core/http/requestguard.h"
#include "core/http/restbody.h"
#include "core/http/restconnections.h"
#include "core/http/worklane.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cstdarg>
#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace spillway {

namespace {

// a line per request only when it is asked for
Q_LOGGING_CATEGORY(log, "kafka.rest", QtInfoMsg)

using Clock = Exchange::Clock;
using Phase = RestConnection::Phase;
using std::chrono::milliseconds;

constexpr size_t ShortestToken = 16;
constexpr size_t PoolBeyondHeaders = 24 * 1024; ///< what libmicrohttpd needs to hold headers of the size we allow
constexpr unsigned ThrownAway = 8; ///< a body of so many times the limit is read to its end, so that the answer arrives
constexpr qsizetype LongestTarget = 4096;
constexpr milliseconds SendingAtLeast{ 2000 }; ///< for an answer that is known just in time

// Its log names the client's mistakes and no secret of ours; at most a line per connection.
void logged(void*, const char* format, va_list arguments)
{
    qCDebug(log).noquote() << QString::vasprintf(format, arguments).trimmed();
}

void keep(HttpRequest::Header& header, const char* value, size_t size)
{
    if (header.count++ == 0)
        header.value = QByteArray(value, qsizetype(size));
}

MHD_Result readHeader(void* to, MHD_ValueKind, const char* key, size_t keySize, const char* value, size_t valueSize)
{
    auto& request = *static_cast<HttpRequest*>(to);
    const QByteArray name = QByteArray(key, qsizetype(keySize)).toLower();
    static const std::pair<const char*, HttpRequest::Header HttpRequest::*> wanted[] = {
        { "host", &HttpRequest::host },
        { "origin", &HttpRequest::origin },
        { "authorization", &HttpRequest::authorization },
        { "content-type", &HttpRequest::contentType },
        { "content-encoding", &HttpRequest::contentEncoding },
        { "content-length", &HttpRequest::contentLength },
        { "transfer-encoding", &HttpRequest::transferEncoding },
        { "expect", &HttpRequest::expect },
    };
    for (const auto& [header, field] : wanted) {
        if (name == header)
            keep(request.*field, value ? value : "", value ? valueSize : 0);
    }
    return MHD_YES;
}

HttpAnswer stopping()
{
    HttpAnswer answer = HttpAnswer::error(
        503, QStringLiteral("The service is stopping"), QStringLiteral("try another instance, or later"), 1);
    answer.close = true;
    return answer;
}

} // namespace

struct RestServer::Private {
    Private(RestOptions o, RestService& s)
        : options(std::move(o))
        , service(s)
        , guard(options)
        , api(service, meter, options.readOnly, options.limits.bodyBytes)
        , connections(options.limits, meter)
    {
    }

    const RestOptions options;
    RestService& service;
    RestMeter meter;
    const RequestGuard guard;
    const RestApi api;
    RestConnections connections;
    std::mutex life; ///< one start or stop at a time
    MHD_Daemon* daemon = nullptr;
    int descriptor = -1;
    std::atomic<quint16> port{ 0 };
    std::atomic<bool> stopping{ false };
    std::mutex drainMutex;
    std::condition_variable drained;
    std::unique_ptr<WorkLane> look;
    std::unique_ptr<WorkLane> ask;
    std::unique_ptr<WorkLane> publish;

    Result<> begin();
    bool waitUntilDrained(milliseconds patience);
    MHD_Result handle(
        MHD_Connection* mhd, const char* method, const char* version, const char* data, size_t* size, void** seen);
    void head(RestConnection& connection, MHD_Connection* mhd, const char* method, const char* version);
    std::optional<HttpAnswer> judge(const HttpRequest& request, RoutedRequest& routed) const;
    MHD_Result take(const std::shared_ptr<Exchange>& exchange, const char* data, size_t size) const;
    void dispatch(const std::shared_ptr<Exchange>& exchange);
    MHD_Result reply(RestConnection& connection, MHD_Connection* mhd, const HttpAnswer& answer);
    void finish(RestConnection& connection);

    static RestConnection* of(MHD_Connection* mhd)
    {
        return static_cast<RestConnection*>(
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
    }
};

// libmicrohttpd's callbacks, all on its one thread; nothing is thrown through it.
namespace {

template <class Private>
MHD_Result onRequest(void* self, MHD_Connection* mhd, const char*, const char* method, const char* version,
    const char* data, size_t* size, void** seen)
{
    try {
        return static_cast<Private*>(self)->handle(mhd, method, version, data, size, seen);
    } catch (const std::exception& e) {
        qCWarning(log, "a request was given up: %s", e.what());
        return MHD_NO;
    }
}

template <class Private> void* onTarget(void* self, const char* target, MHD_Connection* mhd)
{
    RestConnection& connection = *Private::of(mhd);
    const std::lock_guard lock(connection.mutex);
    connection.phase = Phase::Receiving;
    connection.since = Clock::now();
    connection.deadline = connection.since + static_cast<Private*>(self)->options.limits.request;
    connection.target = target;
    return nullptr;
}

template <class Private> void onCompleted(void* self, MHD_Connection* mhd, void**, MHD_RequestTerminationCode)
{
    static_cast<Private*>(self)->finish(*Private::of(mhd));
}

template <class Private>
void onConnection(void* self, MHD_Connection* mhd, void** context, MHD_ConnectionNotificationCode what)
{
    auto& all = static_cast<Private*>(self)->connections;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = all.add(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
    } else if (auto* connection = static_cast<RestConnection*>(*context)) {
        static_cast<Private*>(self)->finish(*connection);
        all.remove(connection);
        *context = nullptr;
    }
}

} // namespace

MHD_Result RestServer::Private::handle(
    MHD_Connection* mhd, const char* method, const char* version, const char* data, size_t* size, void** seen)
{
    RestConnection& connection = *of(mhd);
    if (*seen == nullptr) {
        *seen = &connection;
        head(connection, mhd, method, version);
        const std::shared_ptr<Exchange> exchange = connection.exchange;
        // a body that is not worth reading, or that the client only sends when told to
        const HttpRequest& request = exchange->request;
        const bool huge = request.contentLength.value.trimmed().toULongLong() > options.limits.bodyBytes * ThrownAway;
        if (exchange->early && request.hasBody() && (huge || request.expect.count > 0 || exchange->early->close))
            return reply(connection, mhd, *exchange->early);
        return MHD_YES;
    }
    std::shared_ptr<Exchange> exchange;
    {
        const std::lock_guard lock(connection.mutex);
        if (connection.ended)
            return MHD_NO;
        exchange = connection.exchange;
    }
    if (*size > 0) {
        const size_t bytes = *size;
        *size = 0;
        return take(exchange, data, bytes);
    }
    if (exchange->early)
        exchange->answer(*exchange->early);
    else if (!exchange->dispatched) {
        const std::lock_guard lock(connection.mutex);
        connection.phase = Phase::Working;
    }
    const bool first = !std::exchange(exchange->dispatched, true);
    if (first && !exchange->early && exchange->routed.route->lane == RestLane::AtOnce)
        api.run(exchange->routed, exchange->body, [&](HttpAnswer answer) { exchange->answer(std::move(answer)); });
    if (const auto answer = exchange->takeOrSuspend())
        return reply(connection, mhd, *answer);
    if (first)
        dispatch(exchange);
    return MHD_YES;
}

void RestServer::Private::head(RestConnection& connection, MHD_Connection* mhd, const char* method, const char* version)
{
    auto exchange = std::make_shared<Exchange>(mhd, connection.since);
    HttpRequest& request = exchange->request;
    request.method = method;
    request.version = version;
    request.headerBytes = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, &readHeader, &request);
    ++meter.inFlight;
    {
        // answerAll() sees this exchange, or this sees that the server is stopping
        const std::lock_guard lock(connection.mutex);
        connection.exchange = exchange;
        request.target = connection.target;
        if (stopping)
            exchange->early = spillway::stopping();
    }
    if (!exchange->early)
        exchange->early = judge(request, exchange->routed);
}

std::optional<HttpAnswer> RestServer::Private::judge(const HttpRequest& request, RoutedRequest& routed) const
{
    if (request.target.size() > LongestTarget)
        return HttpAnswer::error(414, QStringLiteral("The request target is longer than %1 bytes").arg(LongestTarget));
    if (request.headerBytes > options.limits.headerBytes)
        return HttpAnswer::error(
            431, QStringLiteral("The request's headers are larger than %1 bytes").arg(options.limits.headerBytes));
    // what two servers could understand differently is not understood at all (RFC 9112, 6.3)
    if (request.contentLength.count > 1 || request.transferEncoding.count > 1
        || (request.contentLength.count > 0 && request.transferEncoding.count > 0)) {
        HttpAnswer answer
            = HttpAnswer::error(400, QStringLiteral("The length of the body is said in more than one way"));
        answer.close = true;
        return answer;
    }
    if (auto refused = guard.check(request))
        return refused;
    auto found = api.route(request);
    if (auto* answer = std::get_if<HttpAnswer>(&found))
        return std::move(*answer);
    routed = std::move(std::get<RoutedRequest>(found));
    return {};
}

MHD_Result RestServer::Private::take(const std::shared_ptr<Exchange>& exchange, const char* data, size_t size) const
{
    exchange->bodyBytes += size;
    if (exchange->bodyBytes > options.limits.bodyBytes) {
        if (!exchange->early)
            exchange->early = tooLarge(options.limits.bodyBytes);
        exchange->body = {};
        // without a length nothing says how much is still to come
        if (exchange->bodyBytes > options.limits.bodyBytes * ThrownAway)
            return MHD_NO;
    }
    if (!exchange->early)
        exchange->body.append(data, qsizetype(size));
    return MHD_YES;
}

void RestServer::Private::dispatch(const std::shared_ptr<Exchange>& exchange)
{
    WorkLane* lane = ask.get();
    if (exchange->routed.route->lane == RestLane::Look)
        lane = look.get();
    else if (exchange->routed.route->lane == RestLane::Publish)
        lane = publish.get();
    const bool taken = lane->post([this, exchange] {
        if (!exchange->begin())
            return;
        try {
            api.run(exchange->routed, exchange->body,
                [exchange](HttpAnswer answer) { exchange->answer(std::move(answer)); });
        } catch (const std::exception& e) {
            exchange->answer(
                HttpAnswer::error(500, QStringLiteral("This request failed: %1").arg(QLatin1String(e.what()))));
        }
    });
    if (!taken)
        exchange->answer(HttpAnswer::error(
            503, QStringLiteral("The service is too busy: nothing was done"), QStringLiteral("try again later"), 1));
}

MHD_Result RestServer::Private::reply(RestConnection& connection, MHD_Connection* mhd, const HttpAnswer& answer)
{
    const std::shared_ptr<Exchange> exchange = connection.exchange;
    const auto now = Clock::now();
    {
        const std::lock_guard lock(connection.mutex);
        if (connection.ended)
            return MHD_NO;
        connection.phase = Phase::Sending;
        connection.deadline = std::max(connection.deadline, now + SendingAtLeast);
    }
    const RestRoute* route = exchange->routed.route;
    meter.answered(route ? route->method : nullptr, route ? route->path : nullptr, answer.status,
        std::chrono::duration<double>(now - exchange->since).count());
    qCDebug(log).noquote() << exchange->request.method << (route ? route->path : "none") << answer.status;
    MHD_Response* response = MHD_create_response_from_buffer(
        size_t(answer.body.size()), const_cast<char*>(answer.body.constData()), MHD_RESPMEM_MUST_COPY); // NOLINT
    if (!response)
        return MHD_NO;
    const auto header = [&](const char* name, const QByteArray& value) {
        (void)MHD_add_response_header(response, name, value.constData());
    };
    header("Content-Type", answer.type);
    header("Cache-Control", "no-store");
    header("X-Content-Type-Options", "nosniff");
    if (!answer.allow.isEmpty())
        header("Allow", answer.allow);
    if (answer.retryAfterSeconds > 0)
        header("Retry-After", QByteArray::number(answer.retryAfterSeconds));
    if (answer.status == 401)
        header("WWW-Authenticate", "Bearer realm=\"spillway\"");
    if (answer.close || stopping)
        header("Connection", "close");
    const MHD_Result queued = MHD_queue_response(mhd, unsigned(answer.status), response);
    MHD_destroy_response(response);
    return queued;
}

void RestServer::Private::finish(RestConnection& connection)
{
    std::shared_ptr<Exchange> exchange;
    {
        const std::lock_guard lock(connection.mutex);
        exchange = std::move(connection.exchange);
        connection.exchange.reset();
        connection.phase = Phase::Idle;
        connection.since = Clock::now();
        connection.deadline = connection.since + options.limits.idle;
    }
    if (!exchange)
        return;
    exchange->answer({}); // nobody waits for it any more
    if (--meter.inFlight == 0 && stopping) {
        const std::lock_guard lock(drainMutex);
        drained.notify_all();
    }
}

Result<> RestServer::Private::begin()
{
    const auto refuse = [](const QString& what, const QString& hint) {
        return Failure(Error{ .code = ErrorCode::InvalidConfiguration, .message = what, .hint = hint });
    };
    if (!options.loopback() && options.token.isEmpty())
        return refuse(QStringLiteral("Listening on %1 needs a bearer token").arg(options.address),
            QStringLiteral("give one, or listen on 127.0.0.1, which only this machine reaches"));
    if (!options.token.isEmpty() && size_t(options.token.reveal().size()) < ShortestToken)
        return refuse(QStringLiteral("The bearer token is shorter than %1 bytes").arg(ShortestToken),
            QStringLiteral("make a random one, e.g. with: openssl rand -hex 32"));
    if (openApiDocument().isEmpty())
        return refuse(QStringLiteral("The OpenAPI document is missing from this build"), {});
    auto listening = openListenSocket(options.address, options.port);
    if (!listening)
        return Failure(listening.error());
    descriptor = listening->descriptor;
    const size_t files = allowOpenFiles(size_t(options.limits.connections));
    const auto most = unsigned(std::min(size_t(options.limits.connections), std::max<size_t>(files, 1)));
    if (most < unsigned(options.limits.connections))
        qCWarning(log, "at most %u connections: the limit of open files is lower than what was asked for", most);
    look = std::make_unique<WorkLane>(2, options.limits.waiting);
    ask = std::make_unique<WorkLane>(2, options.limits.waiting);
    publish = std::make_unique<WorkLane>(2, options.limits.waiting);
    stopping = false;
    connections.start();
    const auto flags
        = unsigned(MHD_USE_EPOLL_INTERNAL_THREAD) | unsigned(MHD_ALLOW_SUSPEND_RESUME) | unsigned(MHD_USE_ERROR_LOG);
    daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &onRequest<Private>, this, MHD_OPTION_EXTERNAL_LOGGER,
        &logged, nullptr, MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_CONNECTION_LIMIT, most,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.limits.headerBytes + PoolBeyondHeaders,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, size_t{ 4096 }, MHD_OPTION_CONNECTION_TIMEOUT, 0U,
        MHD_OPTION_URI_LOG_CALLBACK, &onTarget<Private>, this, MHD_OPTION_NOTIFY_COMPLETED, &onCompleted<Private>, this,
        MHD_OPTION_NOTIFY_CONNECTION, &onConnection<Private>, this, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!daemon) {
        connections.stop();
        close(descriptor);
        descriptor = -1;
        return Failure(Error{ .message = QStringLiteral("The HTTP server did not start"),
            .hint = QStringLiteral("the log of category kafka.rest has the reason") });
    }
    port = listening->port;
    return {};
}

bool RestServer::Private::waitUntilDrained(milliseconds patience)
{
    std::unique_lock lock(drainMutex);
    return drained.wait_for(lock, patience, [this] { return meter.inFlight == 0; });
}

RestServer::RestServer(RestOptions options, RestService& service)
    : d(std::make_unique<Private>(std::move(options), service))
{
}

RestServer::~RestServer()
{
    stop();
}

Result<> RestServer::start()
{
    const std::lock_guard life(d->life);
    if (d->daemon)
        return {};
    auto begun = d->begin();
    if (begun)
        qCInfo(log).noquote() << "listening at" << url()
                              << (d->options.token.isEmpty() ? "without a token" : "with a bearer token");
    return begun;
}

void RestServer::stop(milliseconds patience)
{
    const std::lock_guard life(d->life);
    if (!d->daemon)
        return;
    d->stopping = true;
    (void)MHD_quiesce_daemon(d->daemon);
    ::shutdown(d->descriptor, SHUT_RDWR); // who connects now is refused, not left waiting
    if (!d->waitUntilDrained(patience)) {
        d->connections.answerAll(stopping());
        if (!d->waitUntilDrained(milliseconds(1000)))
            qCWarning(log, "%lld requests were cut off", static_cast<long long>(d->meter.inFlight.load()));
    }
    for (auto* lane : { d->look.get(), d->ask.get(), d->publish.get() })
        lane->close();
    d->connections.answerAll(stopping()); // none may be suspended when the daemon goes
    MHD_stop_daemon(d->daemon);
    d->daemon = nullptr;
    d->connections.stop();
    close(d->descriptor);
    d->descriptor = -1;
    d->port = 0;
    qCInfo(log, "stopped");
}

bool RestServer::isRunning() const
{
    return d->port != 0;
}

quint16 RestServer::port() const
{
    return d->port;
}

QString RestServer::url() const
{
    const QString& address = d->options.address;
    const QString host = address == u"*" ? QStringLiteral("localhost")
        : address.contains(u':')         ? QString(u'[' + address + u']')
                                         : address;
    return QStringLiteral("http://%1:%2").arg(host).arg(d->port.load());
}

RestCounts RestServer::counts() const
{
    return d->meter.counts();
}

} // namespace spillway
