// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/tailmailbox.h"

namespace spillway {

TailMailbox::TailMailbox(size_t boundBytes, std::function<void()> bell)
    : m_bound(boundBytes)
    , m_bell(std::move(bell))
    , m_filter{ std::make_shared<TextFilter>(), 0 }
{
}

void TailMailbox::close()
{
    const std::lock_guard lock(m_bellMutex);
    m_bell = nullptr;
}

void TailMailbox::ring()
{
    const std::lock_guard lock(m_bellMutex);
    if (m_bell)
        m_bell();
}

bool TailMailbox::put(quint64 start, std::vector<RecordBatch> batches)
{
    bool wake = false;
    bool room = true;
    {
        const std::lock_guard lock(m_mutex);
        if (m_retired.contains(start))
            return true;
        for (RecordBatch& batch : batches) {
            m_bytes += batch.chunk->bytes();
            m_batches.push_back(std::move(batch));
        }
        room = m_bytes < m_bound;
        wake = !std::exchange(m_rung, true);
    }
    if (wake)
        ring();
    return room;
}

void TailMailbox::put(TailEvent event)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_retired.contains(event.start)) {
            if (event.kind == TailEvent::Kind::Ended)
                m_retired.erase(event.start);
            return;
        }
        // A broker that is down is reported again and again; the newest reason is enough.
        if (event.kind == TailEvent::Kind::Trouble && !m_events.empty() && m_events.back().kind == event.kind
            && m_events.back().start == event.start)
            m_events.back() = std::move(event);
        else
            m_events.push_back(std::move(event));
        wake = !std::exchange(m_rung, true);
    }
    if (wake)
        ring();
}

TailMailbox::Content TailMailbox::take(size_t maxBytes)
{
    Content content;
    const std::lock_guard lock(m_mutex);
    content.events.swap(m_events);
    size_t count = 0;
    size_t taken = 0;
    while (count < m_batches.size() && taken < maxBytes)
        taken += m_batches[count++].chunk->bytes();
    if (count == m_batches.size()) {
        content.batches.swap(m_batches);
    } else {
        const auto end = m_batches.begin() + static_cast<std::ptrdiff_t>(count);
        content.batches.assign(std::make_move_iterator(m_batches.begin()), std::make_move_iterator(end));
        m_batches.erase(m_batches.begin(), end);
        content.more = true;
    }
    m_bytes -= taken;
    m_rung = false;
    return content;
}

void TailMailbox::discard()
{
    const std::lock_guard lock(m_mutex);
    m_batches.clear();
    m_bytes = 0;
}

void TailMailbox::retire(quint64 start)
{
    const std::lock_guard lock(m_mutex);
    m_retired.insert(start);
}

size_t TailMailbox::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

void TailMailbox::setFilter(Filter filter)
{
    const std::lock_guard lock(m_mutex);
    m_filter = std::move(filter);
}

TailMailbox::Filter TailMailbox::filter() const
{
    const std::lock_guard lock(m_mutex);
    return m_filter;
}

} // namespace spillway
