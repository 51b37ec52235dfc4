// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/leave.h"

#include "core/kafka/abandoned.h"

#include <QCoreApplication>
#include <QtGlobal>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace spillway::app {

void nameTheProgram()
{
    QCoreApplication::setApplicationName(QStringLiteral("spillway"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SPILLWAY_VERSION));
}

QStringList argumentsOf(int argc, char** argv)
{
    QStringList words;
    for (int i = 0; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    return words;
}

LeaveInTime::LeaveInTime(int exitCode)
    : m_exitCode(exitCode)
{
    std::thread([exitCode] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1800));
        std::fflush(nullptr);
        std::_Exit(exitCode);
    }).detach();
}

LeaveInTime::~LeaveInTime()
{
    if (kafka::abandonedClients() == 0)
        return;
    std::fflush(nullptr);
    std::_Exit(m_exitCode);
}

} // namespace spillway::app
