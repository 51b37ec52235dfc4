// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/lettergroups.h"
#include "core/deadletter/lettersource.h"

#include <QList>
#include <QObject>

namespace spillway::ui {

/// The letters of one topic as they were read, and how they group. Immutable, shared by models and pages.
struct LetterBatch {
    QString topic;
    std::vector<spillway::deadletter::Letter> letters; ///< newest first
    std::vector<spillway::deadletter::LetterGroup> groups; ///< indexes into letters
    std::vector<QList<double>> trends; ///< per group: letters over the time all of them span, oldest first
    std::map<spillway::Partition, spillway::Offset> next; ///< where older ones lie; empty: none are left
    std::vector<spillway::Error> failed; ///< partitions that could not be read
    qint64 withoutHeaders = 0;
    qint64 depth = 0;
    size_t bytes = 0; ///< about what it takes of memory
    bool memoryBound = false;
    double seconds = 0;
    qint64 readAtMs = 0; ///< milliseconds since 1970 UTC
};
using LetterBatchPtr = std::shared_ptr<const LetterBatch>;

/// Reads letters and groups them on a thread of its own: ten thousand take a tenth of a second to group, which is more
/// than a page may stand still. Answers by signal; a cancelled question, and every one when this goes, is never
/// answered. GUI thread.
class LetterScanner : public QObject {
    Q_OBJECT

public:
    explicit LetterScanner(std::shared_ptr<spillway::deadletter::LetterSource> source, QObject* parent = nullptr);
    ~LetterScanner() override;

    /// `newer`: what was read before and is to be continued with what lies before it.
    quint64 scan(const spillway::deadletter::ScanRequest& request, const LetterBatchPtr& newer = {});
    void cancel(quint64 id);
    /// Of a running question; nullptr otherwise.
    const spillway::deadletter::Progress* progress(quint64 id) const;

signals:
    /// Without a batch it is the error that counts.
    void scanned(quint64 id, const spillway::ui::LetterBatchPtr& batch, const spillway::Error& error);

private:
    struct Door;
    struct Question;

    std::shared_ptr<spillway::deadletter::LetterSource> m_source;
    std::shared_ptr<Door> m_door;
    std::map<quint64, std::shared_ptr<Question>> m_questions;
    quint64 m_lastId = 0;
};

} // namespace spillway::ui
