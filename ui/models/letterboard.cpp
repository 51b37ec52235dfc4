// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/letterboard.h"

#include <QDateTime>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;

namespace {

// A look samples topics all over the cluster; what changes meanwhile is seen from the end offsets the monitor has.
constexpr int FirstLookMs = 1500;
constexpr int LookAgainMs = 120'000;
constexpr int LookAgainWatchedMs = 30'000;

} // namespace

LetterBoard::LetterBoard(ClusterMonitor& monitor, std::shared_ptr<LetterSource> source, QObject* parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_desk(source)
    , m_scanner(std::move(source))
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &LetterBoard::look);
    connect(&m_desk, &LetterDesk::topicsFound, this,
        [this](quint64 id, const Answer<TopicsResult>& topics) { setTopics(id, topics.result); });
    connect(&m_scanner, &LetterScanner::scanned, this, &LetterBoard::setReading);
    connect(&monitor, &ClusterMonitor::snapshotChanged, this, &LetterBoard::observe);
    observe();
}

void LetterBoard::observe()
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (!snapshot)
        return;
    // The window comes first: nobody waits for this yet, unless the page is open.
    if (m_phase == Phase::Waiting && !m_looking && !m_next.isActive())
        m_watched ? look() : m_next.start(FirstLookMs);
    if (m_topics.empty())
        return;
    const auto now = std::chrono::steady_clock::now();
    for (size_t i = 0; i < snapshot->topics.size(); ++i) {
        const QString& name = snapshot->metadata.topics[i].name;
        if (!topic(name))
            continue;
        qint64 sum = 0;
        bool whole = true;
        const TopicFigures& figures = snapshot->topics[i];
        for (size_t p = figures.first; p < figures.first + figures.count && p < snapshot->watermarks.size(); ++p) {
            whole = whole && snapshot->watermarks[p].high.has_value();
            sum += snapshot->watermarks[p].high.value_or(Offset{ 0 }).value;
        }
        if (!whole)
            continue;
        m_ends[name] = sum;
        m_endsAtLook.try_emplace(name, sum);
        m_inflow.observe(name, sum, now);
    }
    emit topicsChanged();
}

void LetterBoard::look()
{
    if (m_looking)
        return;
    m_next.stop();
    if (m_phase != Phase::Known)
        m_phase = Phase::Looking;
    m_looking = m_desk.findTopics({ .names = m_names });
    emit topicsChanged();
}

void LetterBoard::setTopics(quint64 id, const Result<TopicsResult>& result)
{
    if (id != m_looking)
        return;
    m_looking = 0;
    if (result) {
        m_phase = Phase::Known;
        m_topics = result->topics;
        std::ranges::sort(m_topics, {}, &DeadLetterTopic::name);
        m_othersNotSampled = result->othersNotSampled;
        m_lookedAtMs = QDateTime::currentMSecsSinceEpoch();
        m_error = {};
        m_endsAtLook.clear();
        for (const auto& [name, sum] : std::map(m_ends)) {
            if (!topic(name)) {
                m_ends.erase(name);
                m_inflow.forget(name);
            }
        }
        std::erase_if(m_readings, [this](const auto& reading) { return !topic(reading.first); });
    } else {
        m_error = result.error();
        if (m_phase != Phase::Known)
            m_phase = Phase::Failed;
    }
    m_next.start(m_watched ? LookAgainWatchedMs : LookAgainMs);
    observe();
    emit topicsChanged();
}

void LetterBoard::setWatched(bool watched)
{
    m_watched = watched;
    if (!watched || m_looking)
        return;
    const bool old = QDateTime::currentMSecsSinceEpoch() - m_lookedAtMs > LookAgainWatchedMs;
    if (m_phase == Phase::Known && !old)
        m_next.start(LookAgainWatchedMs);
    else
        look();
}

const DeadLetterTopic* LetterBoard::topic(const QString& name) const
{
    const auto at = std::ranges::lower_bound(m_topics, name, {}, &DeadLetterTopic::name);
    return at == m_topics.end() || at->name != name ? nullptr : &*at;
}

int LetterBoard::topicsInCluster() const
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    return snapshot ? int(snapshot->metadata.topics.size()) : 0;
}

qint64 LetterBoard::ends(const QString& topic) const
{
    const auto at = m_ends.find(topic);
    return at == m_ends.end() ? -1 : at->second;
}

std::optional<qint64> LetterBoard::open(const QString& name) const
{
    const DeadLetterTopic* found = topic(name);
    if (!found || !found->open)
        return std::nullopt;
    const auto then = m_endsAtLook.find(name);
    const qint64 grown = then == m_endsAtLook.end() ? 0 : ends(name) - then->second;
    return *found->open + std::max<qint64>(0, grown);
}

qint64 LetterBoard::openInAll() const
{
    qint64 sum = 0;
    for (const DeadLetterTopic& one : m_topics) {
        if (one.verdict == DeadLetterTopic::Verdict::DeadLetters)
            sum += open(one.name).value_or(0);
    }
    return sum;
}

std::optional<double> LetterBoard::inflow(const QString& name) const
{
    if (const auto live = m_inflow.perMinute(name))
        return live;
    const DeadLetterTopic* found = topic(name);
    return found ? found->inflowPerMinute : std::nullopt;
}

double LetterBoard::inflowOfAll() const
{
    double sum = 0;
    for (const DeadLetterTopic& one : m_topics) {
        if (one.verdict == DeadLetterTopic::Verdict::DeadLetters)
            sum += inflow(one.name).value_or(0);
    }
    return sum;
}

qint64 LetterBoard::newSince(const QString& topic) const
{
    const auto at = m_readings.find(topic);
    if (at == m_readings.end() || at->second.endsAtReading < 0)
        return 0;
    return std::max<qint64>(0, ends(topic) - at->second.endsAtReading);
}

const LetterBoard::Reading& LetterBoard::reading(const QString& topic)
{
    static const Reading none;
    const auto at = m_readings.find(topic);
    return at == m_readings.end() ? none : at->second;
}

const Progress* LetterBoard::progress(const QString& topic) const
{
    const auto at = m_readings.find(topic);
    return at == m_readings.end() ? nullptr : m_scanner.progress(at->second.question);
}

void LetterBoard::read(const QString& topic, bool again)
{
    Reading& reading = m_readings[topic];
    reading.used = ++m_uses;
    if (again && reading.question)
        m_scanner.cancel(std::exchange(reading.question, 0));
    if (reading.question || (reading.batch && !again))
        return;
    ScanRequest request;
    request.topic = topic;
    request.limit = LettersPerReading;
    request.maxBytes = BytesPerReading;
    reading.endsAtReading = ends(topic);
    reading.question = m_scanner.scan(request);
    emit readingChanged(topic);
}

bool LetterBoard::canReadMore(const QString& topic) const
{
    const auto at = m_readings.find(topic);
    return at != m_readings.end() && at->second.batch && !at->second.batch->next.empty()
        && qint64(at->second.batch->letters.size()) < MostLetters && at->second.batch->bytes < MostBytes / 2;
}

bool LetterBoard::readMore(const QString& topic)
{
    if (!canReadMore(topic))
        return false;
    Reading& reading = m_readings[topic];
    reading.used = ++m_uses;
    if (reading.question)
        return true;
    ScanRequest request;
    request.topic = topic;
    request.limit = LettersPerReading;
    request.maxBytes = BytesPerReading;
    request.before = reading.batch->next;
    reading.question = m_scanner.scan(request, reading.batch);
    emit readingChanged(topic);
    return true;
}

void LetterBoard::setReading(quint64 id, const LetterBatchPtr& batch, const Error& error)
{
    const auto at = std::ranges::find_if(m_readings, [id](const auto& one) { return one.second.question == id; });
    if (at == m_readings.end())
        return; // asked for something else since
    Reading& reading = at->second;
    reading.question = 0;
    if (batch) {
        reading.batch = batch;
        reading.error.reset();
        makeRoom(at->first);
    } else {
        reading.error = error;
    }
    emit readingChanged(QString(at->first));
}

void LetterBoard::makeRoom(const QString& except)
{
    for (;;) {
        size_t bytes = 0;
        Reading* oldest = nullptr;
        for (auto& [name, reading] : m_readings) {
            if (!reading.batch)
                continue;
            bytes += reading.batch->bytes;
            if (name != except && (!oldest || reading.used < oldest->used))
                oldest = &reading;
        }
        if (bytes <= MostBytes || !oldest)
            return;
        oldest->batch.reset(); // read again when it is opened
    }
}

} // namespace spillway::ui
