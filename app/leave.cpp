// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/leave.h"

#include "core/kafka/abandoned.h"

#include <QCoreApplication>
#include <QtGlobal>

#include <algorithm>
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
    constexpr std::chrono::milliseconds patience(1600);
    const auto left
        = std::chrono::duration_cast<std::chrono::milliseconds>(m_began + patience - std::chrono::steady_clock::now());
    if (kafka::abandonedClients(std::max(left, std::chrono::milliseconds(0))) == 0)
        return;
    std::fflush(nullptr);
    std::_Exit(m_exitCode);
}

} // namespace spillway::app
