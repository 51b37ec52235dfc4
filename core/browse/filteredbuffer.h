// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/recordbuffer.h"
#include "core/browse/textfilter.h"

#include <QObject>

#include <thread>

namespace spillway {

/// A RecordBuffer with a filter over it: what a record table shows. Records arrive with what the filter found in them
/// (reader threads look); when the filter changes, a worker looks at the whole buffer again while the table keeps
/// showing the old matches, and the answer of a filter that is no longer wanted is dropped by its number. GUI thread.
class FilteredBuffer : public QObject {
    Q_OBJECT
public:
    explicit FilteredBuffer(RecordBuffer::Limits limits = {}, QObject* parent = nullptr);
    ~FilteredBuffer() override; ///< waits for the worker: at most one chunk's time

    const RecordBuffer& buffer() const { return m_buffer; }
    quint32 topicIndex(const QString& name) { return m_buffer.topicIndex(name); }

    const TextFilter& filter() const { return m_filter; }
    /// Number of the filter; a batch matched under another one is looked at again.
    quint64 filterNumber() const { return m_filterNumber; }
    /// A worker is looking at the buffer.
    bool isFiltering() const { return m_running; }
    void setFilter(const TextFilter& filter);

    /// Returns how many rows left because of a tighter bound.
    qint64 setLimits(RecordBuffer::Limits limits);
    /// All in one change.
    void append(std::vector<RecordBatch> batches);
    void clear();

signals:
    /// Rows came at the new end and/or left at the old end; the buffer has changed already.
    void changed();
    /// Everything shown may be different: cleared, or a filter was applied. The first comes while all is as it was.
    void aboutToReset();
    void reset();
    void filteringChanged(bool running);

private:
    void startFiltering();
    void applyMatches(quint64 job, std::vector<RecordBatch> batches);

    RecordBuffer m_buffer;
    TextFilter m_filter;
    quint64 m_filterNumber = 0;
    quint64 m_job = 0;
    bool m_running = false;
    std::jthread m_worker;
};

} // namespace spillway
