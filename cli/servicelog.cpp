// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/servicelog.h"

#include "cli/values.h"
#include "core/serde/eventtime.h"

#include <atomic>
#include <unistd.h>

namespace spillway::cli {

namespace {

/// Qt's handler is a function: it finds the one log here.
std::atomic<ServiceLog*> current{ nullptr };

/// Shorter ones would take letters out of every other word.
constexpr qsizetype ShortestSecret = 4;

const char* levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "error";
    case QtFatalMsg:
        return "fatal";
    }
    return "info";
}

int rank(QtMsgType type)
{
    return type == QtDebugMsg ? 0 : type == QtInfoMsg ? 1 : type == QtWarningMsg ? 2 : 3;
}

/// Which categories are asked at all. librdkafka's own words come as kafka.client; they are many, and wanted only when
/// asked for. Rules of the environment (QT_LOGGING_RULES) win over these.
QString rulesOf(const ServiceLogSettings& settings)
{
    QString rules;
    for (const auto& [type, name] :
        { std::pair(QtDebugMsg, "debug"), std::pair(QtInfoMsg, "info"), std::pair(QtWarningMsg, "warning") })
        rules += QStringLiteral("kafka.*.%1=%2\n")
                     .arg(QLatin1String(name),
                         rank(type) >= rank(settings.least) ? QLatin1String("true") : QLatin1String("false"));
    rules += QStringLiteral("kafka.client.info=%1\n")
                 .arg(settings.clientLibrary ? QLatin1String("true") : QLatin1String("false"));
    return rules;
}

} // namespace

ServiceLog::ServiceLog(ServiceLogSettings settings)
    : m_settings(std::move(settings))
{
    QLoggingCategory::setFilterRules(rulesOf(m_settings));
    current = this;
    m_before = qInstallMessageHandler(&ServiceLog::take);
}

ServiceLog::~ServiceLog()
{
    qInstallMessageHandler(m_before);
    current = nullptr;
    QLoggingCategory::setFilterRules({});
}

void ServiceLog::take(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (ServiceLog* log = current)
        log->write(type, context.category ? context.category : "default", message);
}

QString ServiceLog::withoutSecrets(QString text) const
{
    for (const QByteArray& secret : m_settings.secrets) {
        if (secret.size() >= ShortestSecret)
            text.replace(QString::fromUtf8(secret), QStringLiteral("[redacted]"));
    }
    return text;
}

void ServiceLog::write(QtMsgType level, const char* category, const QString& message)
{
    write(level, category, message, Json());
}

void ServiceLog::write(QtMsgType level, const char* category, const QString& message, const Json& fields)
{
    const bool fromLibrary = m_settings.clientLibrary && qstrcmp(category, "kafka.client") == 0;
    if (rank(level) < rank(m_settings.least) && !fromLibrary)
        return;
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    Json line{ { "time", timeText(now) }, { "level", levelName(level) }, { "category", category },
        { "message", json(withoutSecrets(message)) } };
    for (const auto& [key, value] : fields.items())
        line[key] = value.is_string() ? json(withoutSecrets(QString::fromStdString(value.get<std::string>()))) : value;
    std::string text;
    if (m_settings.format == ServiceLogSettings::Format::Objects) {
        text = toLine(line);
    } else {
        for (const auto& [key, value] : line.items()) {
            const bool bare = value.is_string() && !value.get_ref<const std::string&>().empty()
                && value.get_ref<const std::string&>().find_first_of(" \"=\\\n\t") == std::string::npos;
            text += (text.empty() ? "" : " ") + key + '='
                + (bare ? toLine(value).substr(1, toLine(value).size() - 2) : toLine(value));
        }
    }
    text += '\n';
    // one call, so that lines of several threads, and of several programs on one pipe, stay whole
    if (::write(m_settings.descriptor, text.data(), text.size()) < 0)
        return; // whoever read the log has gone; the service goes on
}

} // namespace spillway::cli
