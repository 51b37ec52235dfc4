// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/options.h"

#include "app/versions.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QProcessEnvironment>

namespace spillway::app {

namespace {

Error usageError(const QString& what)
{
    return { .code = ErrorCode::InvalidArgument, .message = what, .hint = QStringLiteral("see spillway --help") };
}

} // namespace

Result<Options> parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Desktop monitor for Apache Kafka. Without --bootstrap, --profile and --sandbox the KAFKA_* "
                       "variables say where "
                       "to connect; without those it opens the cluster used last, or its Connections."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption bootstrap(
        QStringLiteral("bootstrap"), QStringLiteral("Brokers to begin with."), QStringLiteral("HOST:PORT[,…]"));
    const QCommandLineOption sandbox(
        QStringLiteral("sandbox"), QStringLiteral("A cluster with demo data inside this program; needs no Kafka."));
    const QCommandLineOption profile(
        QStringLiteral("profile"), QStringLiteral("A stored connection to begin with."), QStringLiteral("NAME"));
    const QCommandLineOption property(QStringList{ QStringLiteral("X") },
        QStringLiteral("A librdkafka property; secrets only as NAME=@FILE or through KAFKA_* variables."),
        QStringLiteral("property=value"));
    const QCommandLineOption page(QStringLiteral("page"),
        QStringLiteral("Page to open: overview, feed, groups, deadletters, topics, brokers, service or settings."),
        QStringLiteral("NAME"));
    const QCommandLineOption readOnly(
        QStringLiteral("read-only"), QStringLiteral("Refuse every change of the cluster."));
    const QCommandLineOption theme(QStringLiteral("theme"),
        QStringLiteral("light or dark; without it as in the settings."), QStringLiteral("NAME"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
        QStringLiteral("Write every page, light and dark, as PNG into DIR, print a summary, and end."),
        QStringLiteral("DIR"));
    const QCommandLineOption after(QStringLiteral("after"),
        QStringLiteral("How long to watch before the pictures are taken, 1 to 3600 s; 12 unless given."),
        QStringLiteral("SECONDS"));
    const QCommandLineOption size(
        QStringLiteral("size"), QStringLiteral("Size of the window or the pictures."), QStringLiteral("WIDTHxHEIGHT"));
    const QCommandLineOption startService(QStringLiteral("start-service"),
        QStringLiteral("With --sandbox and --screenshot: start the Kafka service, as its page's button does."));
    QCommandLineOption measure(
        QStringLiteral("measure"), QStringLiteral("start, live, sandbox or feed:TOPIC"), QStringLiteral("WHAT"));
    measure.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({ bootstrap, profile, sandbox, property, page, readOnly, theme, screenshot, after, startService,
        size, measure });
    if (!parser.parse(arguments))
        return Failure(usageError(parser.errorText()));
    Options options;
    if (parser.isSet(QStringLiteral("help")) || parser.isSet(QStringLiteral("help-all"))) {
        // it names the program from the application object, which is not there yet
        options.answer
            = parser.helpText().replace(QLatin1String("<executable_name>"), QFileInfo(arguments.value(0)).fileName());
        return options;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        options.answer = QStringLiteral("%1 %2\n").arg(
            QCoreApplication::applicationName(), QCoreApplication::applicationVersion());
        for (const auto& [name, version] : libraryVersions())
            options.answer += QStringLiteral("%1 %2\n").arg(name, version);
        return options;
    }
    if (!parser.positionalArguments().isEmpty())
        return Failure(usageError(QStringLiteral("Unexpected word: %1").arg(parser.positionalArguments().first())));

    options.sandbox = parser.isSet(sandbox);
    if (options.sandbox && (parser.isSet(bootstrap) || parser.isSet(property)))
        return Failure(
            usageError(QStringLiteral("--sandbox is a cluster of its own: it goes with neither --bootstrap nor -X")));
    options.profile = parser.value(profile);
    if (parser.isSet(profile) && (options.sandbox || parser.isSet(bootstrap) || parser.isSet(property)))
        return Failure(usageError(
            QStringLiteral("--profile says all of a connection: it goes with neither --bootstrap, -X nor --sandbox")));
    options.named
        = parser.isSet(bootstrap) || parser.isSet(property) || qEnvironmentVariableIsSet("KAFKA_BOOTSTRAP_SERVERS");
    auto connection = options.sandbox ? Result<ConnectionSettings>()
                                      : connectionFromEnvironment(QProcessEnvironment::systemEnvironment());
    if (!connection)
        return Failure(connection.error());
    options.connection = std::move(*connection);
    if (const QString address = qEnvironmentVariable("KAFKA_SCHEMA_REGISTRY_URL"); !address.isEmpty()) {
        auto registry = registrySettings(address);
        if (!registry)
            return Failure(registry.error());
        options.registry = std::move(*registry);
    }
    if (parser.isSet(bootstrap))
        options.connection.bootstrapServers = parser.value(bootstrap);
    if (auto applied = applyProperties(options.connection, parser.values(property)); !applied)
        return Failure(applied.error());
    options.connection.readOnly = options.connection.readOnly || parser.isSet(readOnly);
    if (parser.isSet(page))
        options.page = parser.value(page);
    options.theme = parser.value(theme);
    if (!options.theme.isEmpty() && options.theme != QLatin1String("light") && options.theme != QLatin1String("dark"))
        return Failure(usageError(QStringLiteral("--theme is light or dark, not %1").arg(options.theme)));
    options.screenshotDirectory = parser.value(screenshot);
    if (parser.isSet(after)) {
        bool isNumber = false;
        options.watchSeconds = parser.value(after).toInt(&isNumber);
        if (!isNumber || options.watchSeconds < 1 || options.watchSeconds > 3600)
            return Failure(usageError(
                QStringLiteral("--after is a number of seconds from 1 to 3600, not %1").arg(parser.value(after))));
    }
    options.startService = parser.isSet(startService);
    if (options.startService && (!options.sandbox || options.screenshotDirectory.isEmpty()))
        return Failure(usageError(QStringLiteral("--start-service goes with --sandbox and --screenshot only")));
    options.sizeGiven = parser.isSet(size);
    if (options.sizeGiven) {
        const QStringList parts = parser.value(size).split(QLatin1Char('x'));
        bool wide = false;
        bool high = false;
        if (parts.size() == 2)
            options.size = { parts[0].toInt(&wide), parts[1].toInt(&high) };
        if (!wide || !high || options.size.width() < 900 || options.size.height() < 600 || options.size.width() > 7680
            || options.size.height() > 4320)
            return Failure(usageError(
                QStringLiteral("--size is WIDTHxHEIGHT from 900x600 to 7680x4320, not %1").arg(parser.value(size))));
    }
    if (parser.isSet(measure)) {
        options.measure = parser.value(measure).section(QLatin1Char(':'), 0, 0);
        options.measureTopic = parser.value(measure).section(QLatin1Char(':'), 1);
        options.page = options.measure == QLatin1String("feed") || options.measure == QLatin1String("live")
            ? QStringLiteral("feed")
            : options.measure == QLatin1String("sandbox") ? QStringLiteral("overview")
                                                          : QStringLiteral("topics");
    }
    return options;
}

} // namespace spillway::app
