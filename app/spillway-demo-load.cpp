// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"
#include "cli/demoload.h"
#include "core/kafka/abandoned.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

using namespace spillway;

namespace {

void remark(const QString& line)
{
    std::fprintf(stderr, "%s\n", qPrintable(line));
}

int run(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Fills a Kafka cluster with topics, records and consumer groups to look at."));
    parser.addHelpOption();
    parser.addOption(
        { QStringLiteral("bootstrap"), QStringLiteral("Brokers to begin with."), QStringLiteral("HOST:PORT[,…]") });
    parser.process(arguments);

    auto settings = connectionFromEnvironment(QProcessEnvironment::systemEnvironment());
    if (!settings) {
        remark(cli::errorText(settings.error()));
        return int(cli::ExitCode::Usage);
    }
    if (parser.isSet(QStringLiteral("bootstrap")))
        settings->bootstrapServers = parser.value(QStringLiteral("bootstrap"));

    cli::Interrupt interrupt;
    kafka::Gate gate({ false, kafka::defaultJournalPath(), kafka::currentActor(QStringLiteral("spillway-demo-load")),
        settings->bootstrapServers });
    const auto done = cli::DemoLoad(*settings, gate, remark).run(interrupt.token());
    if (!done) {
        remark(cli::errorText(done.error()));
        return int(cli::exitCodeFor(done.error().code));
    }
    return 0;
}

} // namespace

int main(int argc, char* argv[])
{
    int code = 0;
    {
        QCoreApplication application(argc, argv);
        QCoreApplication::setApplicationName(QStringLiteral("spillway-demo-load"));
        code = run(QCoreApplication::arguments());
    }
    if (kafka::abandonedClients() > 0)
        std::_Exit(code);
    return code;
}
