// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/newestreader.h"

#include <QLocale>
#include <QStringList>

namespace spillway {

/// Through here a thread that may outlive the reader finds it, or nobody.
struct NewestReader::Door {
    std::mutex mutex;
    NewestReader* reader = nullptr;
};

NewestReader::NewestReader(std::shared_ptr<RecordSource> source, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_door(std::make_shared<Door>())
    , m_rows({ .bytes = 512 * 1024 * 1024, .rows = 1'000'000 }) // the request bounds what comes
{
    m_door->reader = this;
    m_progressTimer.setInterval(100);
    connect(&m_progressTimer, &QTimer::timeout, this, &NewestReader::progressChanged);
}

NewestReader::~NewestReader()
{
    {
        const std::lock_guard lock(m_door->mutex);
        m_door->reader = nullptr;
    }
    m_stop.request_stop();
    if (m_state == State::Reading)
        m_source->cancel();
}

void NewestReader::read(const NewestRequest& request)
{
    if (m_state == State::Reading) {
        m_stop.request_stop();
        m_source->cancel();
    }
    m_request = request;
    m_stop = {};
    m_progress = std::make_shared<NewestProgress>();
    m_rows.clear();
    // Detached: a broker that hangs must not hold up a page that closes. It ends by the source's own deadline.
    std::thread([source = m_source, door = m_door, progress = m_progress, stop = m_stop.get_token(), request,
                    id = ++m_id] {
        auto result = readNewest(*source, request, *progress, stop);
        const std::lock_guard lock(door->mutex);
        if (door->reader && !stop.stop_requested()) {
            QMetaObject::invokeMethod(
                door->reader,
                [reader = door->reader, id, r = std::move(result)]() mutable { reader->answer(id, std::move(r)); },
                Qt::QueuedConnection);
        }
    }).detach();
    setState(State::Reading);
}

void NewestReader::cancel()
{
    if (m_state != State::Reading)
        return;
    ++m_id;
    m_stop.request_stop();
    m_source->cancel();
    setState(State::Cancelled);
}

void NewestReader::clear()
{
    cancel();
    m_rows.clear();
    m_request = {};
    setState(State::Idle);
}

void NewestReader::setFilter(const QString& text)
{
    m_rows.setFilter(TextFilter(text));
}

std::pair<qint64, qint64> NewestReader::progress() const
{
    if (!m_progress)
        return { 0, 0 };
    return { m_progress->read, m_progress->expected };
}

void NewestReader::answer(quint64 id, Result<NewestResult> result)
{
    if (id != m_id)
        return;
    if (!result) {
        m_error = result.error();
        setState(m_error.code == ErrorCode::Cancelled ? State::Cancelled : State::Failed);
        return;
    }
    m_result = std::move(*result);
    m_rows.topicIndex(m_request.topic);
    std::vector<RecordBatch> batches;
    for (ChunkPtr& chunk : m_result.chunks)
        batches.push_back({ std::move(chunk), 0, true, {} });
    m_result.chunks.clear();
    m_rows.append(std::move(batches));
    setState(State::Done);
}

void NewestReader::setState(State state)
{
    m_state = state;
    state == State::Reading ? m_progressTimer.start() : m_progressTimer.stop();
    emit stateChanged();
}

QString NewestReader::summary() const
{
    if (m_state != State::Done)
        return {};
    const QLocale locale;
    const QString of = m_result.hasHoles && m_result.offsets > m_result.kept ? tr("about %1") : QStringLiteral("%1");
    return QStringList{
        tr("%1 of %2 records, %3")
            .arg(locale.toString(m_result.kept), of.arg(locale.toString(m_result.offsets)),
                m_request.newestFirst() ? tr("newest first") : tr("oldest first")),
        tr("%1 s").arg(locale.toString(m_result.seconds, 'f', 2)),
        m_request.readCommitted ? tr("read committed") : tr("read uncommitted"),
    }
        .join(QStringLiteral("  ·  "));
}

QString NewestReader::caveat() const
{
    if (m_state != State::Done)
        return {};
    QStringList parts;
    if (!m_result.failed.empty()) {
        const auto& first = m_result.failed.front();
        parts << tr("%n partition(s) could not be read: %1", nullptr, static_cast<int>(m_result.failed.size()))
                     .arg(first.error ? first.error->message : tr("unknown reason"));
    }
    if (!m_result.blocked.empty()) {
        parts << tr("an open transaction holds back partition %1 from offset %2 on")
                     .arg(m_result.blocked.front().partition.value)
                     .arg(QLocale().toString(m_result.blocked.front().from.value));
    }
    for (const auto& gap : m_result.gaps) {
        parts << tr("offsets %1 to %2 of partition %3 expired while reading")
                     .arg(QLocale().toString(gap.from.value), QLocale().toString(gap.to.value - 1))
                     .arg(gap.partition.value);
    }
    if (m_result.memoryBound)
        parts << tr("fewer than asked for: they take more than %1 MiB").arg(m_request.maxBytes / (1024 * 1024));
    return parts.join(QStringLiteral("; "));
}

} // namespace spillway
