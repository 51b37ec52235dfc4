// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/letterdesk.h"

#include "core/kafka/background.h"

#include <mutex>

namespace spillway::deadletter {

/// Through here a thread that may outlive the desk finds it, or nobody.
struct LetterDesk::Door {
    std::mutex mutex;
    LetterDesk* desk = nullptr;
};

struct LetterDesk::Question {
    std::stop_source stop;
    Progress progress;
    bool answersWhenCancelled = false;
};

LetterDesk::LetterDesk(std::shared_ptr<LetterSource> source, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_door(std::make_shared<Door>())
{
    m_door->desk = this;
}

LetterDesk::~LetterDesk()
{
    {
        const std::lock_guard lock(m_door->mutex);
        m_door->desk = nullptr;
    }
    for (const auto& [id, question] : m_questions)
        question->stop.request_stop();
}

template <class Work, class Reply> quint64 LetterDesk::ask(Work work, Reply reply, bool answersWhenCancelled)
{
    const quint64 id = ++m_lastId;
    auto question = std::make_shared<Question>();
    question->answersWhenCancelled = answersWhenCancelled;
    m_questions[id] = question;
    // Nobody joins it: a broker that hangs must not hold up a page that closes. It ends by the source's own deadlines.
    kafka::inBackground(
        [source = m_source, door = m_door, question, work = std::move(work), reply = std::move(reply), id] {
            auto result = work(*source, *question);
            const std::lock_guard lock(door->mutex);
            if (!door->desk)
                return;
            QMetaObject::invokeMethod(
                door->desk,
                [desk = door->desk, id, reply, r = std::move(result)] {
                    // a cancelled question has left the table, and nobody waits for it
                    if (desk->m_questions.erase(id) > 0)
                        reply(*desk, id, r);
                },
                Qt::QueuedConnection);
        });
    return id;
}

quint64 LetterDesk::findTopics(const TopicsRequest& request)
{
    return ask([request](LetterSource& source, Question& q) { return source.topics(request, q.stop.get_token()); },
        [](LetterDesk& desk, quint64 id, const Result<TopicsResult>& r) { emit desk.topicsFound(id, { r }); });
}

quint64 LetterDesk::scan(const ScanRequest& request)
{
    return ask(
        [request](LetterSource& source, Question& q) { return source.scan(request, q.progress, q.stop.get_token()); },
        [](LetterDesk& desk, quint64 id, const Result<ScanResult>& r) { emit desk.scanned(id, { r }); });
}

quint64 LetterDesk::fetchOriginal(const DeadLetter& letter)
{
    return ask([letter](LetterSource& source, Question& q) { return source.original(letter, q.stop.get_token()); },
        [](LetterDesk& desk, quint64 id, const Original& r) { emit desk.originalFetched(id, r); });
}

quint64 LetterDesk::plan(const ReplayRequest& request)
{
    return ask(
        [request](LetterSource& source, Question& q) { return source.plan(request, q.progress, q.stop.get_token()); },
        [](LetterDesk& desk, quint64 id, const Result<ReplayPlan>& r) { emit desk.planned(id, { r }); });
}

quint64 LetterDesk::replay(const ReplayPlan& plan, kafka::Confirmation confirmation)
{
    return ask([plan, confirmation](LetterSource& source,
                   Question& q) { return source.replay(plan, confirmation, q.progress, q.stop.get_token(), {}); },
        [](LetterDesk& desk, quint64 id, const Result<ReplayReport>& r) { emit desk.replayed(id, { r }); }, true);
}

quint64 LetterDesk::discard(const std::vector<Coordinates>& letters, const QString& reason)
{
    return ask([letters, reason](
                   LetterSource& source, Question& q) { return source.discard(letters, reason, q.stop.get_token()); },
        [](LetterDesk& desk, quint64 id, const Result<>& r) { emit desk.discarded(id, { r }); });
}

void LetterDesk::cancel(quint64 id)
{
    const auto at = m_questions.find(id);
    if (at == m_questions.end())
        return;
    at->second->stop.request_stop();
    if (!at->second->answersWhenCancelled)
        m_questions.erase(at);
}

bool LetterDesk::running(quint64 id) const
{
    return m_questions.contains(id);
}

const Progress* LetterDesk::progress(quint64 id) const
{
    const auto at = m_questions.find(id);
    return at == m_questions.end() ? nullptr : &at->second->progress;
}

} // namespace spillway::deadletter
