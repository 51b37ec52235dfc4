// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/healthwatch.h"
#include "cli/serviceconfig.h"
#include "cli/servicelog.h"
#include "cli/systemnotice.h"
#include "core/http/restserver.h"

#include <nlohmann/json.hpp>

#include <QFile>

#include <malloc.h>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr std::chrono::seconds StopPatience{ 20 }; ///< REST 3 s, consumers 5 s, bridge 1.5 s, producer 5 s, a margin

constexpr std::chrono::seconds RestPatience{ 3 };

/// glibc gives each of some thirty threads an arena of its own, and keeps what they once needed. Two arenas and memory
/// that goes back soon cost a few percent of speed at most, and halve what is resident.
void keepMemorySmall()
{
    ::mallopt(M_ARENA_MAX, 2);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 20);
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

QByteArrayList secretsOf(const KafkaConfig& config)
{
    QByteArrayList secrets{ config.schemaRegistryPassword.reveal() };
    if (config.connection) {
        for (const auto& [name, secret] : config.connection->secrets)
            secrets.append(secret.reveal());
    }
    if (const auto registry = config.registry())
        secrets.append(registry->password.reveal());
    return secrets;
}

std::optional<QtMsgType> levelOf(const QString& word)
{
    if (word.isEmpty() || word == QLatin1String("info"))
        return QtInfoMsg;
    if (word == QLatin1String("debug"))
        return QtDebugMsg;
    if (word == QLatin1String("warning"))
        return QtWarningMsg;
    if (word == QLatin1String("error"))
        return QtCriticalMsg;
    return {};
}

/// Complains and gives nothing when a word is wrong.
std::optional<ServiceLogSettings> logSettings(Context& context)
{
    ServiceLogSettings settings;
    const auto level = levelOf(context.value("log-level"));
    if (!level) {
        context.usage(
            QStringLiteral("--log-level %1 is none of debug, info, warning, error").arg(context.value("log-level")));
        return {};
    }
    settings.least = *level;
    const QString format = context.value("log-format");
    if (!format.isEmpty() && format != QLatin1String("json") && format != QLatin1String("text")) {
        context.usage(QStringLiteral("--log-format %1 is none of json, text").arg(format));
        return {};
    }
    const bool text = format.isEmpty() ? ::isatty(STDERR_FILENO) == 1 : format == QLatin1String("text");
    settings.format = text ? ServiceLogSettings::Format::Words : ServiceLogSettings::Format::Objects;
    settings.clientLibrary = context.connection().properties.contains(QStringLiteral("debug"));
    return settings;
}

/// Of --listen and what belongs to it; nullopt: no REST. An error names what is wrong.
Result<std::optional<RestOptions>> restOptions(const Context& context)
{
    if (context.value("listen") == QLatin1String("none"))
        return std::optional<RestOptions>();
    RestOptions options;
    if (context.isSet("listen")) {
        auto parsed = RestOptions::fromListen(context.value("listen"));
        if (!parsed)
            return Failure(parsed.error());
        options = std::move(*parsed);
    }
    options.token = Secret(context.environment().value(QStringLiteral("SPILLWAY_TOKEN")).toUtf8());
    if (context.isSet("token-file")) {
        QFile file(context.value("token-file"));
        if (!file.open(QIODevice::ReadOnly))
            return Failure(Error{ ErrorCode::InvalidConfiguration,
                QStringLiteral("--token-file %1 cannot be read: %2").arg(file.fileName(), file.errorString()),
                QStringLiteral("its first line is the bearer token"), false, false });
        options.token = Secret(file.readLine(64 << 10).trimmed());
    }
    options.allowedHosts = context.values("allow-host");
    options.readOnly = context.connection().readOnly;
    return std::optional(std::move(options));
}

ExitCode serve(Context& context)
{
    auto logging = logSettings(context);
    if (!logging)
        return ExitCode::Usage;
    std::optional<qint64> statsEvery = 60;
    if (context.isSet("stats-every")) {
        statsEvery = context.number("stats-every", 0, 86'400);
        if (!statsEvery)
            return ExitCode::Usage;
    }
    auto config = serviceConfig(context);
    if (!config)
        return context.fail(config.error());
    auto rest = restOptions(context);
    if (!rest)
        return context.fail({ ErrorCode::InvalidConfiguration, rest.error().message, rest.error().hint, false, false });
    const bool readOnly = context.connection().readOnly;
    if (readOnly && !*rest)
        return context.fail({ ErrorCode::Refused, QStringLiteral("Read-only mode leaves nothing to serve without REST"),
            QStringLiteral("leave out --listen none: GET requests are answered; or leave out --read-only"), false,
            false });
    keepMemorySmall();
    logging->secrets = secretsOf(*config);
    if (*rest)
        logging->secrets.append((*rest)->token.reveal());
    ServiceLog log(std::move(*logging));
    const auto failed = [&](const Error& error) {
        log.write(QtCriticalMsg, "kafka.service", error.message,
            Json{ { "code", errorCodeName(error.code).toStdString() }, { "hint", error.hint.toStdString() } });
        return exitCodeFor(error.code);
    };
    context.interrupt().setPatience(StopPatience);

    EventBus bus;
    bus.start();
    KafkaServiceSettings settings;
    settings.config = std::move(*config);
    settings.gate = std::shared_ptr<kafka::Gate>(std::shared_ptr<void>(), &context.gate()); // the run's own
    settings.processors = !context.isSet("no-processors");
    settings.watchOnly = readOnly;
    KafkaService service(bus, std::move(settings));
    KafkaRestService asked(service);
    std::unique_ptr<RestServer> server;
    if (*rest) { // first: a port that is taken is known before a group is joined, and health can be asked from here on
        server = std::make_unique<RestServer>(std::move(**rest), asked);
        if (auto listening = server->start(); !listening)
            return failed(listening.error());
        log.write(QtInfoMsg, "kafka.rest", QStringLiteral("listening"), Json{ { "url", server->url().toStdString() } });
    }
    if (auto started = service.start(); !started)
        return failed(started.error());
    HealthWatch watch(service, log, { .statsEvery = std::chrono::seconds(*statsEvery) });
    log.write(QtInfoMsg, "kafka.service",
        !service.isEnabled() ? QStringLiteral("KAFKA_ENABLED=false: serving without Kafka")
            : readOnly       ? QStringLiteral("serving, read-only: nothing is created, published or consumed")
                             : QStringLiteral("serving"),
        Json{ { "bootstrap_servers", context.connection().bootstrapServers.toStdString() },
            { "instance", service.instanceId().toStdString() }, { "pid", qint64(::getpid()) } });
    tellServiceManager("READY=1");

    watch.run(context.interrupt().token());

    tellServiceManager("STOPPING=1");
    log.write(QtInfoMsg, "kafka.service", QStringLiteral("stopping: what is under way is finished and committed"));
    if (server)
        server->stop(RestPatience);
    const bool gaveOut = bus.stop();
    const bool drained = service.stop();
    watch.writeStats(gaveOut && drained ? QStringLiteral("stopped; nothing was left over")
                                        : QStringLiteral("stopped; some events could not be sent in time"));
    return gaveOut && drained ? ExitCode::Done : ExitCode::Partial;
}

} // namespace

Command serveCommand()
{
    const auto option = [](const char* name, const char* description, const char* value = nullptr) {
        return QCommandLineOption(
            QLatin1String(name), QString::fromUtf8(description), value ? QString::fromUtf8(value) : QString());
    };
    return { QStringLiteral("serve"), QStringLiteral("[--listen ADDR:PORT|none] [--no-processors]"),
        QStringLiteral("Run the Kafka service until SIGTERM or Ctrl-C: topics, bridge and processors, as the KAFKA_* "
                       "variables say. With --read-only REST alone, and of that what changes nothing."),
        { option("listen",
              "Where REST, /metrics and /openapi.json are served; 127.0.0.1:8000 unless given. Other than loopback "
              "needs a "
              "token: SPILLWAY_TOKEN or --token-file.",
              "ADDR:PORT"),
            option("token-file", "File whose first line is the bearer token every request must bring.", "FILE"),
            option(
                "allow-host", "A name the Host header may have besides addresses and this machine's own name.", "NAME"),
            option("no-processors", "The bridge alone."),
            option("log-format", "json, or text for people; json unless stderr is a terminal.", "json|text"),
            option("log-level", "The least that is logged: debug, info, warning, error; info unless given.", "LEVEL"),
            option(
                "stats-every", "Seconds between two lines of figures in the log; 60 unless given, 0 for none.", "S") },
        0, 0, serve };
}

} // namespace spillway::cli
