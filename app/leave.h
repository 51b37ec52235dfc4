// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

#include <chrono>

namespace spillway::app {

/// Application name and version, before any option is parsed.
void nameTheProgram();
/// argv as Qt would have it, without a QApplication: options must be known before there is a display.
QStringList argumentsOf(int argc, char** argv);

/// From its construction on the process ends within 2 s, whatever hangs: a broker that does not answer must not keep a
/// program alive that was closed. At its destruction it waits, within that time, for what still closes (a service
/// that commits and leaves its groups, a client); when a client had to be abandoned it ends then and there, since
/// threads of librdkafka would race the destruction of statics.
class LeaveInTime {
public:
    explicit LeaveInTime(int exitCode);
    ~LeaveInTime();
    LeaveInTime(const LeaveInTime&) = delete;
    LeaveInTime& operator=(const LeaveInTime&) = delete;

private:
    const std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
    int m_exitCode;
};

} // namespace spillway::app
