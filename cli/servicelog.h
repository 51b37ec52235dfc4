// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/outputwriter.h"

#include <QLoggingCategory>

namespace spillway::cli {

/// How a service writes its log.
struct ServiceLogSettings {
    enum class Format { Objects, Words };
    Format format = Format::Objects; ///< JSON, or key=value
    QtMsgType least = QtInfoMsg; ///< QtDebugMsg, QtInfoMsg, QtWarningMsg or QtCriticalMsg
    bool clientLibrary = false; ///< also what librdkafka itself says: KAFKA_DEBUG was asked for
    QByteArrayList secrets{}; ///< never written: "[redacted]" stands in their place
    int descriptor = 2;
};

/// One line for each message of Qt's logging categories (R66), from any thread, whole and at once: JSON {time, level,
/// category, message, …}, or key=value for people. Control and bidirectional characters are escaped. One at a time
/// while it lives; before and after it Qt's own way holds.
class ServiceLog {
public:
    explicit ServiceLog(ServiceLogSettings settings);
    ~ServiceLog();
    ServiceLog(const ServiceLog&) = delete;
    ServiceLog& operator=(const ServiceLog&) = delete;

    /// A line with fields of its own behind the message.
    void write(QtMsgType level, const char* category, const QString& message);
    void write(QtMsgType level, const char* category, const QString& message, const Json& fields);

private:
    static void take(QtMsgType type, const QMessageLogContext& context, const QString& message);
    QString withoutSecrets(QString text) const;

    const ServiceLogSettings m_settings;
    QtMessageHandler m_before = nullptr;
};

} // namespace spillway::cli
