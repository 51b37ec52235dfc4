// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace spillway::ui {

/// Whether files are there and may be read, found out on a thread of its own: a path on a dead network drive holds a
/// stat for minutes. What is not known yet is taken for right. GUI thread.
class FileCheck : public QObject {
    Q_OBJECT

public:
    enum class Answer { Good, NotWhole, Missing, NoFile, Unreadable };
    /// Blocks; not on the GUI thread.
    using Look = std::function<Answer(const QString& path, bool orFolder)>;

    /// `look` null: the disk.
    explicit FileCheck(QObject* parent = nullptr, Look look = {});
    ~FileCheck() override;

    /// At once; asks for what is not known, or was found out more than 2 s ago.
    Answer of(const QString& path, bool orFolder);

    static constexpr qsizetype MostKnown = 64;
    static constexpr int MostAsking = 4; ///< threads; a path beyond that is asked for when it is wanted again

signals:
    /// Something is known now that was not, or is otherwise than it was.
    void changed();

private:
    struct Door;
    struct Known {
        Answer answer = Answer::Good;
        bool asking = false;
        qint64 atMs = -1; ///< of m_clock; -1: not known yet
    };
    void ask(const QString& key, const QString& path, bool orFolder);
    void take(const QString& key, Answer answer);

    Look m_look;
    std::shared_ptr<Door> m_door;
    QHash<QString, Known> m_known;
    QElapsedTimer m_clock;
    int m_asking = 0;
};

} // namespace spillway::ui
