// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/sessionstore.h"

#include "core/serde/text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace spillway::ui {

namespace {

constexpr qint64 LargestFile = 4 * 1024 * 1024;

constexpr QLatin1String versionKey("version");
constexpr QLatin1String windowKey("window");
constexpr QLatin1String clustersKey("clusters");
constexpr QLatin1String usedKey("usedUtcMs");

/// What the file holds; empty when there is none, and `why` is set when it cannot be understood.
QJsonObject readFile(const QString& path, QString& why)
{
    QFile file(path);
    if (!file.exists())
        return {};
    if (file.size() > LargestFile) {
        why = QStringLiteral("it is larger than any session");
        return {};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        why = file.errorString();
        return {};
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(LargestFile), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        why = error.error != QJsonParseError::NoError ? error.errorString() : QStringLiteral("it is no session");
        return {};
    }
    if (document.object().value(versionKey).toInt() != SessionStore::Version) {
        why = QStringLiteral("it is of another version of Spillway");
        return {};
    }
    return document.object();
}

void keepAside(const QString& path)
{
    const QString aside = path + QStringLiteral(".unreadable");
    QFile::remove(aside);
    QFile::rename(path, aside);
}

QJsonObject newest(QJsonObject clusters)
{
    while (clusters.size() > SessionStore::MostClusters) {
        auto oldest = clusters.begin();
        for (auto at = clusters.begin(); at != clusters.end(); ++at)
            if (at.value().toObject()[usedKey].toDouble() < oldest.value().toObject()[usedKey].toDouble())
                oldest = at;
        clusters.erase(oldest);
    }
    return clusters;
}

/// On the worker.
QString writeFile(const QString& path, const QJsonObject& window, const QString& cluster, const QJsonObject& state)
{
    QString why;
    QJsonObject whole = readFile(path, why);
    if (!why.isEmpty())
        keepAside(path);
    QJsonObject clusters = whole[clustersKey].toObject();
    clusters[cluster] = state;
    whole[versionKey] = SessionStore::Version;
    whole[windowKey] = window;
    whole[clustersKey] = newest(std::move(clusters));
    if (!QDir().mkpath(QFileInfo(path).path()))
        return QStringLiteral("cannot make the folder %1").arg(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner); // names of topics are nobody else's
    file.write(QJsonDocument(whole).toJson(QJsonDocument::Compact));
    return file.commit() ? QString() : file.errorString();
}

} // namespace

SessionStore::SessionStore(QString path, QObject* parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_writer.setMaxThreadCount(1);
    if (m_path.isEmpty())
        return;
    QString why;
    const QJsonObject whole = readFile(m_path, why);
    if (!why.isEmpty()) {
        keepAside(m_path);
        m_trouble = tr("The last session could not be brought back (%1); its file is kept as %2.")
                        .arg(why, visibleText(QString(m_path + QStringLiteral(".unreadable"))));
    }
    m_window = whole[windowKey].toObject();
    m_clusters = whole[clustersKey].toObject();
}

QString SessionStore::defaultPath()
{
    QString folder = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(folder)) // the specification: ignore it then
        folder = QDir::homePath() + QStringLiteral("/.local/state");
    return folder + QStringLiteral("/spillway/session.json");
}

void SessionStore::save(const QJsonObject& window, const QString& name, const QJsonObject& state)
{
    QJsonObject before = cluster(name);
    before.remove(usedKey);
    if (m_path.isEmpty() || (window == m_window && state == before))
        return;
    QJsonObject stamped = state;
    stamped[usedKey] = QDateTime::currentMSecsSinceEpoch();
    m_window = window;
    m_clusters[name] = stamped;
    // `this` outlives the worker: the pool, a member, waits for it before the QObject goes.
    m_writer.start([this, path = m_path, window, name, stamped] {
        const QString error = writeFile(path, window, name, stamped);
        QMetaObject::invokeMethod(
            this, [this, error] { emit written(error); }, Qt::QueuedConnection);
    });
}

} // namespace spillway::ui
