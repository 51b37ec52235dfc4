// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/settings/settings.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

namespace spillway::ui {

/// The settings and their file, INI as QSettings writes it. Read once, when made (at most 64 KiB); written by a worker
/// 300 ms after the last change. A value that cannot be used is its default, and a note says so; it stays in the file
/// until that setting is changed. A file that is no settings file is kept aside as settings.ini.unreadable.
/// GUI thread.
class SettingsStore : public QObject {
    Q_OBJECT

public:
    static constexpr int SchemaVersion = 1;
    struct Range {
        int least = 0;
        int most = 0;
    };
    static constexpr Range RefreshSeconds{ 1, 300 };
    static constexpr Range FeedRows{ 1'000, 2'000'000 };
    static constexpr Range FeedMebibytes{ 8, 1'024 };
    static constexpr Range ConfirmAbove{ 1, 1'000'000 };

    /// An empty path: defaults, and nothing is written.
    explicit SettingsStore(QString path = defaultPath(), QObject* parent = nullptr);
    /// Writes what is not written yet and waits for it (app::LeaveInTime bounds that).
    ~SettingsStore() override;

    /// spillway/settings.ini in the user's folder for configuration.
    static QString defaultPath();
    const QString& path() const { return m_path; }

    const Settings& settings() const { return m_settings; }
    /// Takes effect at once: changed() tells. Numbers are brought into their ranges.
    void set(const Settings& settings);
    /// All defaults, also in the place of what could not be used.
    void reset();

    /// What is wrong with the file, one sentence each, safe to show as plain text; empty when all is well.
    const QStringList& notes() const { return m_notes; }
    /// Why the last change could not be written; empty when it was.
    const QString& writeError() const { return m_writeError; }

signals:
    void changed(const spillway::ui::Settings& settings);
    /// The file was written, or writeError() says why not.
    void written();

private:
    void read();
    void keepAside(const QString& why);
    void write();

    QString m_path;
    Settings m_settings;
    Settings m_written; ///< as in the file; unusable values count as their defaults
    QStringList m_notes;
    QString m_writeError;
    bool m_rewrite = false;
    QTimer m_pause;
    QThreadPool m_writer; ///< one thread: the last change is written last
};

} // namespace spillway::ui
