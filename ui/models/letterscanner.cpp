// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/letterscanner.h"

#include "core/kafka/background.h"

#include <QDateTime>

#include <algorithm>
#include <mutex>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr int TrendPoints = 24;

size_t bytesOf(const Letter& letter)
{
    size_t bytes = sizeof(Letter) + 512;
    const auto add = [&bytes](const std::optional<QByteArray>& part) { bytes += part ? size_t(part->size()) : 0; };
    add(letter.record.key);
    add(letter.record.value);
    for (const Header& header : letter.record.headers) {
        bytes += sizeof(Header) + size_t(header.name.size());
        add(header.value);
    }
    for (const auto& text : { letter.error.errorMessage, letter.error.stack })
        bytes += text ? size_t(text->size()) * 2 : 0;
    return bytes;
}

/// Letters of each group over the time all letters span.
std::vector<QList<double>> trendsOf(const LetterBatch& batch)
{
    qint64 first = std::numeric_limits<qint64>::max();
    qint64 last = 0;
    for (const Letter& letter : batch.letters) {
        if (letter.record.timestampMs < 0)
            continue;
        first = std::min(first, letter.record.timestampMs);
        last = std::max(last, letter.record.timestampMs);
    }
    std::vector<QList<double>> trends;
    for (const LetterGroup& group : batch.groups) {
        QList<double> points;
        if (last > first) {
            points.fill(0, TrendPoints);
            for (const size_t i : group.letters) {
                const qint64 at = batch.letters[i].record.timestampMs;
                if (at >= first)
                    points[int((at - first) * (TrendPoints - 1) / (last - first))] += 1;
            }
        }
        trends.push_back(std::move(points));
    }
    return trends;
}

LetterBatchPtr batchOf(ScanResult scan, const QString& topic, const LetterBatchPtr& newer)
{
    auto batch = std::make_shared<LetterBatch>();
    batch->topic = topic;
    if (newer) {
        batch->letters = newer->letters;
        batch->withoutHeaders = newer->withoutHeaders;
    }
    batch->letters.insert(batch->letters.end(), std::make_move_iterator(scan.letters.begin()),
        std::make_move_iterator(scan.letters.end()));
    std::ranges::stable_sort(
        batch->letters, std::greater{}, [](const Letter& letter) { return letter.record.timestampMs; });
    batch->groups = groupLetters(batch->letters);
    batch->trends = trendsOf(*batch);
    batch->next = std::move(scan.next);
    batch->failed = std::move(scan.failed);
    batch->withoutHeaders += scan.withoutHeaders;
    batch->depth = scan.depth;
    batch->memoryBound = scan.memoryBound;
    batch->seconds = scan.seconds;
    batch->readAtMs = QDateTime::currentMSecsSinceEpoch();
    for (const Letter& letter : batch->letters)
        batch->bytes += bytesOf(letter);
    return batch;
}

} // namespace

/// Through here a thread that may outlive the scanner finds it, or nobody.
struct LetterScanner::Door {
    std::mutex mutex;
    LetterScanner* scanner = nullptr;
};

struct LetterScanner::Question {
    std::stop_source stop;
    Progress progress;
};

LetterScanner::LetterScanner(std::shared_ptr<LetterSource> source, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_door(std::make_shared<Door>())
{
    m_door->scanner = this;
}

LetterScanner::~LetterScanner()
{
    {
        const std::lock_guard lock(m_door->mutex);
        m_door->scanner = nullptr;
    }
    for (const auto& [id, question] : m_questions)
        question->stop.request_stop();
}

quint64 LetterScanner::scan(const ScanRequest& request, const LetterBatchPtr& newer)
{
    const quint64 id = ++m_lastId;
    auto question = std::make_shared<Question>();
    m_questions[id] = question;
    kafka::inBackground([source = m_source, door = m_door, question, request, newer, id] {
        auto scan = source->scan(request, question->progress, question->stop.get_token());
        const Error error = scan ? Error{} : scan.error();
        const LetterBatchPtr batch = scan ? batchOf(std::move(*scan), request.topic, newer) : nullptr;
        const std::lock_guard lock(door->mutex);
        if (!door->scanner)
            return;
        QMetaObject::invokeMethod(
            door->scanner,
            [scanner = door->scanner, id, batch, error] {
                if (scanner->m_questions.erase(id) > 0)
                    emit scanner->scanned(id, batch, error);
            },
            Qt::QueuedConnection);
    });
    return id;
}

void LetterScanner::cancel(quint64 id)
{
    const auto at = m_questions.find(id);
    if (at == m_questions.end())
        return;
    at->second->stop.request_stop();
    m_questions.erase(at);
}

const Progress* LetterScanner::progress(quint64 id) const
{
    const auto at = m_questions.find(id);
    return at == m_questions.end() ? nullptr : &at->second->progress;
}

} // namespace spillway::ui
