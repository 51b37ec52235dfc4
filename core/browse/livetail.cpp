// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/livetail.h"

#include "core/browse/batchorder.h"
#include "core/browse/tailmailbox.h"
#include "core/browse/tailworker.h"

#include <QDateTime>

#include <algorithm>
#include <tuple>

namespace spillway {

namespace {

constexpr size_t RateBuckets = 300;

LiveTail::Options withClock(LiveTail::Options options)
{
    if (!options.nowMs)
        options.nowMs = [] { return QDateTime::currentMSecsSinceEpoch(); };
    return options;
}

} // namespace

LiveTail::LiveTail(std::shared_ptr<RecordSource> source, QObject* parent)
    : LiveTail(std::move(source), Options(), parent)
{
}

LiveTail::LiveTail(std::shared_ptr<RecordSource> source, Options options, QObject* parent)
    : QObject(parent)
    , m_options(withClock(std::move(options)))
    , m_rows(m_options.buffer)
    , m_mailbox(std::make_shared<TailMailbox>(m_options.mailboxBytes,
          [this] {
              QMetaObject::invokeMethod(
                  this, [this] { scheduleTick(0); }, Qt::QueuedConnection);
          }))
    , m_worker(std::make_unique<TailWorker>(std::move(source), m_mailbox))
{
    m_tickTimer.setSingleShot(true);
    m_tickTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_tickTimer, &QTimer::timeout, this, &LiveTail::tick);
    connect(&m_rateTimer, &QTimer::timeout, this, &LiveTail::sampleRates);
    connect(&m_rows, &FilteredBuffer::filteringChanged, this, [this](bool running) {
        if (!running)
            scheduleTick(0);
    });
    m_rateTimer.setInterval(1000);
    m_lastSampleMs = m_options.nowMs();
}

LiveTail::~LiveTail()
{
    m_mailbox->close();
}

QList<LiveTail::Topic> LiveTail::topics() const
{
    QList<Topic> topics;
    for (const Followed& followed : m_followed)
        topics << followed.topic;
    return topics;
}

void LiveTail::addTopic(const QString& name, kafka::ReadFrom from)
{
    removeTopic(name);
    m_followed.push_back({ .topic = { .name = name, .from = from, .error = {}, .rates = {} } });
    begin(m_followed.back());
    if (!m_rateTimer.isActive()) {
        m_lastSampleMs = m_options.nowMs();
        m_rateTimer.start();
    }
    emit topicsChanged();
}

void LiveTail::begin(Followed& followed)
{
    followed.start = ++m_lastStart;
    followed.recordsCounted = followed.bytesCounted = 0;
    followed.partitions = 0;
    followed.topic.state = State::Starting;
    m_worker->start(
        { followed.start, m_rows.topicIndex(followed.topic.name), followed.topic.name, followed.topic.from });
}

void LiveTail::end(Followed& followed)
{
    m_mailbox->retire(followed.start);
    m_worker->stop(followed.start);
}

void LiveTail::removeTopic(const QString& name)
{
    const auto found = std::find_if(
        m_followed.begin(), m_followed.end(), [&](const Followed& followed) { return followed.topic.name == name; });
    if (found == m_followed.end())
        return;
    end(*found);
    m_followed.erase(found);
    if (m_followed.empty()) {
        m_rateTimer.stop();
        setError(std::nullopt);
    }
    emit topicsChanged();
}

void LiveTail::restart(kafka::ReadFrom from)
{
    for (Followed& followed : m_followed)
        end(followed);
    clear(); // between the two: what the new readings bring must not be thrown away with the old
    setError(std::nullopt);
    setPaused(false);
    for (Followed& followed : m_followed) {
        followed.topic.from = from;
        followed.topic.error.reset();
        followed.topic.lostRecords = 0;
        followed.failures = 0;
        begin(followed);
    }
    emit topicsChanged();
}

void LiveTail::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) == paused)
        return;
    m_worker->setPaused(paused);
    if (!paused)
        scheduleTick(0);
    emit pausedChanged(paused);
}

void LiveTail::setFilter(const QString& text)
{
    m_rows.setFilter(TextFilter(text));
    m_mailbox->setFilter({ std::make_shared<TextFilter>(m_rows.filter()), m_rows.filterNumber() });
}

void LiveTail::clear()
{
    m_mailbox->discard();
    m_delayMs.reset();
    m_rows.clear();
    scheduleTick(0);
}

void LiveTail::scheduleTick(int delayMs)
{
    if (m_tickTimer.isActive())
        return;
    const auto since
        = m_sinceTick.isValid() ? static_cast<int>(std::min<qint64>(m_sinceTick.elapsed(), 60'000)) : 60'000;
    m_tickTimer.start(std::max({ 0, delayMs, m_options.tickMs - since }));
}

void LiveTail::tick()
{
    m_sinceTick.start();
    // While paused, or while a worker looks at the whole buffer for a new filter, records wait in the mailbox; when it
    // is full, reading waits.
    const bool hold = m_paused || m_rows.isFiltering();
    auto content = m_mailbox->take(hold ? 0 : m_options.bytesPerTick);
    for (const TailEvent& event : content.events)
        handle(event);
    if (!content.batches.empty())
        appendBatches(std::move(content.batches));
    if (hold)
        return;
    const bool room = m_mailbox->bytes() < m_mailbox->bound() / 2;
    // A resume can come before the reader has paused, so it is repeated until records come.
    const bool stalled = room && m_worker->resumeStalled();
    if (content.more || stalled)
        scheduleTick(m_options.tickMs);
}

void LiveTail::appendBatches(std::vector<RecordBatch> batches)
{
    batches = orderedByTime(std::move(batches));
    const RecordChunk& last = *batches.back().chunk;
    if (const RecordView newest = last.row(last.rows() - 1); newest.timestampType != TimestampType::NotAvailable)
        m_delayMs = std::max<qint64>(0, m_options.nowMs() - newest.timestampMs);
    const qint64 first = m_rows.buffer().endRow();
    const qint64 droppedBefore = m_rows.buffer().droppedRows();
    m_rows.append(std::move(batches));
    emit rowsAppended(first, m_rows.buffer().endRow() - 1);
    if (const qint64 dropped = m_rows.buffer().droppedRows() - droppedBefore; dropped > 0)
        emit rowsDropped(dropped);
}

void LiveTail::setBufferLimits(RecordBuffer::Limits limits)
{
    if (const qint64 dropped = m_rows.setLimits(limits); dropped > 0)
        emit rowsDropped(dropped);
}

LiveTail::Followed* LiveTail::byStart(quint64 start)
{
    const auto found = std::find_if(
        m_followed.begin(), m_followed.end(), [start](const Followed& followed) { return followed.start == start; });
    return found == m_followed.end() ? nullptr : &*found;
}

void LiveTail::handle(const TailEvent& event)
{
    Followed* followed = byStart(event.start);
    if (!followed)
        return; // of a topic that was removed or begun anew
    Topic& topic = followed->topic;
    switch (event.kind) {
    case TailEvent::Kind::Started:
        if (topic.state == State::Starting)
            topic.state = State::Reading;
        topic.error.reset();
        followed->failures = 0;
        followed->partitions = std::max(followed->partitions, event.partitions);
        setError(std::nullopt);
        break;
    case TailEvent::Kind::StartFailed:
        if (event.error->retriable)
            setError(event.error);
        fail(*followed, *event.error);
        return;
    case TailEvent::Kind::CaughtUp:
        topic.state = State::CaughtUp;
        if (topic.from.kind == kafka::ReadFrom::Kind::LastN) // those came at once and say nothing about the rate
            std::tie(followed->recordsCounted, followed->bytesCounted) = m_worker->counts(followed->start);
        emit caughtUp(topic.name);
        break;
    case TailEvent::Kind::Gap:
        topic.lostRecords += event.to.value - event.from.value;
        break;
    case TailEvent::Kind::PartitionFailed:
        topic.error = event.error;
        break;
    case TailEvent::Kind::Trouble:
        setError(event.error);
        return;
    case TailEvent::Kind::Recovered:
        setError(std::nullopt);
        return;
    case TailEvent::Kind::Ended:
        fail(*followed,
            topic.error.value_or(Error{ .code = ErrorCode::Failed,
                .message = QStringLiteral("Reading %1 ended").arg(topic.name),
                .hint = {},
                .retriable = true }));
        return;
    }
    emit topicsChanged();
}

void LiveTail::noteTopics(const std::vector<TopicInfo>& topics)
{
    for (Followed& followed : m_followed) {
        const QString& name = followed.topic.name;
        const auto info = std::find_if(
            topics.begin(), topics.end(), [&](const TopicInfo& topic) { return topic.name == name && !topic.error; });
        const bool exists = info != topics.end();
        const bool gone = followed.topic.state == State::Failed && followed.topic.error
            && followed.topic.error->code == ErrorCode::NotFound;
        if (exists && gone) {
            followed.topic.from = { kafka::ReadFrom::Kind::Beginning };
            followed.topic.error.reset();
            begin(followed);
            emit topicsChanged();
        } else if (!exists && followed.existed && !gone) {
            // Not seen before is not deleted: the look at the cluster may be older than the topic.
            fail(followed,
                Error{ .code = ErrorCode::NotFound,
                    .message = tr("Topic %1 was deleted").arg(name),
                    .hint = tr("It is followed again if it comes back.") });
        }
        const int partitions = exists ? static_cast<int>(info->partitions.size()) : 0;
        const auto led = [](const PartitionInfo& partition) { return partition.leader.has_value(); };
        if (followed.partitions > 0 && partitions > followed.partitions
            && std::all_of(info->partitions.begin() + followed.partitions, info->partitions.end(), led)) {
            // nobody has seen a record of these, so they are read from their beginning
            m_worker->start({ followed.start, m_rows.topicIndex(name), name, { kafka::ReadFrom::Kind::Beginning },
                followed.partitions });
            followed.partitions = partitions;
        }
        followed.existed = exists;
    }
}

void LiveTail::fail(Followed& followed, const Error& error)
{
    end(followed);
    followed.start = ++m_lastStart;
    followed.topic.state = State::Failed;
    followed.topic.error = error;
    const QString name = followed.topic.name;
    if (error.retriable) {
        const int delay = m_options.retryMs * std::min(15, 1 << std::min(4, followed.failures++));
        QTimer::singleShot(delay, this, [this, start = followed.start] {
            if (Followed* again = byStart(start)) {
                // Records up to here were seen or will be read by nobody else: a feed goes on with what is new.
                if (again->topic.from.kind != kafka::ReadFrom::Kind::End && again->recordsCounted > 0)
                    again->topic.from = { kafka::ReadFrom::Kind::End };
                begin(*again);
                emit topicsChanged();
            }
        });
    }
    emit topicsChanged();
    emit topicFailed(name, error);
}

void LiveTail::setError(const std::optional<Error>& error)
{
    if (m_error == error)
        return;
    m_error = error;
    emit errorChanged();
}

void LiveTail::sampleRates()
{
    const qint64 now = m_options.nowMs();
    const double seconds = static_cast<double>(now - std::exchange(m_lastSampleMs, now)) / 1000;
    if (seconds <= 0)
        return;
    for (Followed& followed : m_followed) {
        const auto [records, bytes] = m_worker->counts(followed.start);
        if (followed.topic.from.kind == kafka::ReadFrom::Kind::LastN && followed.topic.state == State::Reading)
            continue;
        const auto perSecond = [seconds](quint64 after, quint64& before) {
            const quint64 total = std::max(after, before); // a reading that ended counts nothing any more
            return static_cast<double>(total - std::exchange(before, total)) / seconds;
        };
        Topic& topic = followed.topic;
        topic.rates.push_back({ now, perSecond(records, followed.recordsCounted) });
        topic.bytesPerSecond = perSecond(bytes, followed.bytesCounted);
        while (topic.rates.size() > RateBuckets)
            topic.rates.pop_front();
    }
    emit ratesSampled();
}

} // namespace spillway
