// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/demoload.h"
#include "core/kafka/abandoned.h"

#include <QCoreApplication>

#include <cstdlib>

int main(int argc, char* argv[])
{
    int code = 0;
    {
        QCoreApplication application(argc, argv);
        QCoreApplication::setApplicationName(QStringLiteral("spillway-demo-load"));
        code = int(spillway::cli::runDemoLoad(QCoreApplication::arguments()));
    }
    // A client that hangs would race the destruction of statics.
    if (spillway::kafka::abandonedClients() > 0)
        std::_Exit(code);
    return code;
}
