// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/filteredbuffer.h"

#include <algorithm>

namespace spillway {

FilteredBuffer::FilteredBuffer(RecordBuffer::Limits limits, QObject* parent)
    : QObject(parent)
    , m_buffer(limits)
{
}

FilteredBuffer::~FilteredBuffer() = default;

void FilteredBuffer::setFilter(const TextFilter& filter)
{
    if (filter.text() == m_filter.text())
        return;
    m_filter = filter;
    ++m_filterNumber;
    startFiltering();
}

void FilteredBuffer::append(std::vector<RecordBatch> batches)
{
    bool stale = false;
    for (RecordBatch& batch : batches) {
        if (batch.filterNumber != m_filterNumber) {
            if (m_filter.isEmpty()) {
                batch = RecordBatch{ std::move(batch.chunk), m_filterNumber, true, {} };
            } else {
                // Shown once a worker has looked; until then it counts as kept.
                batch = RecordBatch{ std::move(batch.chunk), batch.filterNumber, false, {} };
                stale = true;
            }
        }
        m_buffer.append(std::move(batch));
    }
    emit changed();
    if (stale && !m_running)
        startFiltering();
}

qint64 FilteredBuffer::setLimits(RecordBuffer::Limits limits)
{
    const qint64 left = m_buffer.setLimits(limits);
    if (left > 0)
        emit changed();
    return left;
}

void FilteredBuffer::clear()
{
    m_worker.request_stop();
    ++m_job;
    emit aboutToReset();
    m_buffer.clear();
    if (std::exchange(m_running, false))
        emit filteringChanged(false);
    emit reset();
}

void FilteredBuffer::startFiltering()
{
    std::vector<RecordBatch> stale;
    for (const RecordBuffer::Entry& entry : m_buffer.entries()) {
        if (entry.batch.filterNumber != m_filterNumber)
            stale.push_back(RecordBatch{ entry.batch.chunk, m_filterNumber, true, {} });
    }
    const quint64 job = ++m_job;
    if (m_filter.isEmpty() || stale.empty()) {
        applyMatches(job, std::move(stale));
        return;
    }
    if (!std::exchange(m_running, true))
        emit filteringChanged(true);
    // Assigning stops and joins the worker before: it ends after the chunk it is looking at.
    m_worker
        = std::jthread([this, job, filter = m_filter, batches = std::move(stale)](const std::stop_token& stop) mutable {
              for (RecordBatch& batch : batches) {
                  if (stop.stop_requested())
                      return;
                  batch.allMatch = false;
                  batch.matches = filter.matches(*batch.chunk);
                  batch.matches.shrink_to_fit();
              }
              QMetaObject::invokeMethod(
                  this, [this, job, found = std::move(batches)]() mutable { applyMatches(job, std::move(found)); },
                  Qt::QueuedConnection);
          });
}

void FilteredBuffer::applyMatches(quint64 job, std::vector<RecordBatch> batches)
{
    if (job != m_job)
        return;
    emit aboutToReset();
    m_buffer.replaceMatches(std::move(batches));
    const bool wasRunning = std::exchange(m_running, false);
    emit reset();
    if (wasRunning)
        emit filteringChanged(false);
    // What arrived stale while the worker was looking needs a look of its own.
    const auto isStale
        = [this](const RecordBuffer::Entry& entry) { return entry.batch.filterNumber != m_filterNumber; };
    if (std::any_of(m_buffer.entries().begin(), m_buffer.entries().end(), isStale))
        startFiltering();
}

} // namespace spillway
