// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace spillway::app {

/// Application name and version, before any option is parsed.
void nameTheProgram();
/// argv as Qt would have it, without a QApplication: options must be known before there is a display.
QStringList argumentsOf(int argc, char** argv);

/// From its construction on the process ends within 2 s, whatever hangs: a broker that does not answer must not keep a
/// program alive that was closed. At its destruction, when a Kafka client had to be abandoned, it ends at once, since
/// threads of librdkafka would race the destruction of statics.
class LeaveInTime {
public:
    explicit LeaveInTime(int exitCode);
    ~LeaveInTime();
    LeaveInTime(const LeaveInTime&) = delete;
    LeaveInTime& operator=(const LeaveInTime&) = delete;

private:
    int m_exitCode;
};

} // namespace spillway::app
