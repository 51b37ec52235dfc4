// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QObject>
#include <QThreadPool>

namespace spillway::ui {

/// Where a session is kept: one JSON file for the window and, by name, for each cluster. Read once, when made (at most
/// 4 MiB); written whole by a worker, which first takes in what another Spillway wrote about other clusters. Keeps the
/// 24 clusters used last. A file that cannot be understood is ignored and kept aside as session.json.unreadable.
/// GUI thread.
class SessionStore : public QObject {
    Q_OBJECT

public:
    static constexpr int Version = 1;
    static constexpr int MostClusters = 24;

    /// An empty path: nothing is known and nothing written.
    explicit SessionStore(QString path = defaultPath(), QObject* parent = nullptr);

    /// spillway/session.json in $XDG_STATE_HOME or ~/.local/state (XDG Base Directory Specification 0.8).
    static QString defaultPath();
    const QString& path() const { return m_path; }
    /// What was wrong with the file, a sentence; empty when all is well.
    const QString& trouble() const { return m_trouble; }

    QJsonObject window() const { return m_window; }
    QJsonObject cluster(const QString& name) const { return m_clusters[name].toObject(); }
    /// Writes only when something is different. The destructor waits for it (app::LeaveInTime bounds that).
    void save(const QJsonObject& window, const QString& cluster, const QJsonObject& state);

signals:
    /// On the file now; `error` says why not.
    void written(const QString& error);

private:
    QString m_path;
    QString m_trouble;
    QJsonObject m_window;
    QJsonObject m_clusters;
    QThreadPool m_writer; ///< one thread: the last state is written last
};

} // namespace spillway::ui
