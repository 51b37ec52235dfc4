// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/gate.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QStandardPaths>
#include <QUuid>

#include <cerrno>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spillway::kafka {

namespace {

Q_LOGGING_CATEGORY(audit, "kafka.audit", QtInfoMsg)

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    operator int() const { return m_fd; }

private:
    int m_fd;
};

Failure refused(const QString& message, const QString& hint)
{
    return Failure(Error{ ErrorCode::Refused, message, hint, false, false });
}

Failure journalFailure(const QString& path, int reason)
{
    return refused(
        QStringLiteral("Refused: the audit journal %1 cannot be written: %2").arg(path, qt_error_string(reason)),
        QStringLiteral("free space or mend the permissions of that file; nothing was changed"));
}

} // namespace

Gate::Gate(GateSettings settings)
    : m_settings(std::move(settings))
{
}

Result<> Gate::permit(const Operation& operation, Confirmation confirmation) const
{
    if (m_settings.readOnly && mutates(operation))
        return refused(QStringLiteral("Refused in read-only mode: %1").arg(describe(operation)),
            QStringLiteral("connect without --read-only if this is meant"));
    if (needsConfirmation(operation) && confirmation == Confirmation::NotGiven)
        return refused(QStringLiteral("Refused, not confirmed: %1").arg(describe(operation)),
            QStringLiteral("this cannot be undone; add --yes if it is meant"));
    return {};
}

Result<QString> Gate::begin(const Operation& operation, Confirmation confirmation)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (const auto permitted = permit(operation, confirmation); !permitted) {
        // The refusal stands whether or not it can be written down.
        if (const auto written = write(id, "refused", operation, &permitted.error()); !written)
            qCWarning(audit).noquote() << written.error().message;
        return Failure(permitted.error());
    }
    if (const auto written = write(id, "requested", operation, nullptr); !written)
        return Failure(written.error());
    return id;
}

void Gate::end(const QString& id, const Operation& operation, const Error* error)
{
    // Too late to refuse: the journal keeps a "requested" without an outcome, which says just that.
    if (const auto written = write(id, error ? "failed" : "done", operation, error); !written)
        qCWarning(audit).noquote() << written.error().message;
}

Result<> Gate::write(const QString& id, const char* phase, const Operation& operation, const Error* error)
{
    QJsonObject line = toJson(operation);
    line[QStringLiteral("id")] = id;
    line[QStringLiteral("time")] = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    line[QStringLiteral("phase")] = QLatin1String(phase);
    line[QStringLiteral("operation")] = operationName(operation);
    line[QStringLiteral("actor")] = m_settings.actor;
    line[QStringLiteral("cluster")] = m_settings.cluster;
    if (error) {
        line[QStringLiteral("error")] = error->message;
        line[QStringLiteral("error_code")] = errorCodeName(error->code);
    }
    const QByteArray bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';

    const std::lock_guard lock(m_mutex);
    const QString& path = m_settings.journalPath;
    const QString folder = QFileInfo(path).absolutePath();
    if (!QFileInfo::exists(folder) && !QDir().mkpath(folder))
        return journalFailure(path, errno);
    const Descriptor fd(::open(QFile::encodeName(path).constData(),
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR));
    if (fd < 0)
        return journalFailure(path, errno);
    struct stat status { };
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return journalFailure(path, EINVAL);
    // One write call per line: two programs that share the journal do not tear each other's lines apart.
    ssize_t written = -1;
    do {
        written = ::write(fd, bytes.constData(), size_t(bytes.size()));
    } while (written < 0 && errno == EINTR);
    if (written != ssize_t(bytes.size())) {
        const int reason = written < 0 ? errno : ENOSPC;
        if (written > 0) // half a line would make the next one unreadable
            (void)!::write(fd, "\n", 1);
        return journalFailure(path, reason);
    }
    if (::fsync(fd) != 0)
        return journalFailure(path, errno);
    return {};
}

QString defaultJournalPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/spillway/audit.ndjson");
}

QString currentActor(const QString& program)
{
    const passwd* entry = ::getpwuid(::getuid()); // NOLINT(concurrency-mt-unsafe): called once, at start
    const QString user = entry ? QString::fromLocal8Bit(entry->pw_name) : QString::number(::getuid());
    return program + QLatin1Char(':') + user;
}

} // namespace spillway::kafka
