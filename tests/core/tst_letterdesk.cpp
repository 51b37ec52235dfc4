// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/letterdesk.h"

#include <QSignalSpy>
#include <QTest>

#include <condition_variable>
#include <thread>

using namespace spillway;
using namespace spillway::deadletter;

namespace {

/// Answers when told to, or when stopped.
class SlowSource : public LetterSource {
public:
    std::mutex mutex;
    std::condition_variable_any changed;
    bool open = false;
    int asked = 0;
    int ended = 0;

    void release()
    {
        const std::lock_guard lock(mutex);
        open = true;
        changed.notify_all();
    }
    bool waitUntilEnded(int count)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(10), [&] { return ended == count; });
    }

    Result<TopicsResult> topics(const TopicsRequest&, std::stop_token stop) override
    {
        return answer<TopicsResult>(stop);
    }
    Result<ScanResult> scan(const ScanRequest&, Progress& progress, std::stop_token stop) override
    {
        progress.done = 3;
        auto result = answer<ScanResult>(stop);
        if (result)
            result->depth = 42;
        return result;
    }
    Result<Letter> letter(const Coordinates&, std::stop_token stop) override { return answer<Letter>(stop); }
    Original original(const DeadLetter&, std::stop_token stop) override
    {
        static_cast<void>(answer<int>(stop));
        return {};
    }
    Result<ReplayPlan> plan(const ReplayRequest&, Progress&, std::stop_token stop) override
    {
        return answer<ReplayPlan>(stop);
    }
    Result<ReplayReport> replay(const ReplayPlan&, kafka::Confirmation, Progress&, std::stop_token stop,
        const std::function<void(const ReplayOutcome&)>&) override
    {
        static_cast<void>(answer<int>(stop));
        ReplayReport report;
        report.cancelled = stop.stop_requested();
        return report;
    }
    Result<> discard(const std::vector<Coordinates>&, const QString&, std::stop_token stop) override
    {
        static_cast<void>(answer<int>(stop));
        return {};
    }

private:
    template <class T> Result<T> answer(const std::stop_token& stop)
    {
        std::unique_lock lock(mutex);
        ++asked;
        changed.wait(lock, stop, [&] { return open; });
        ++ended;
        changed.notify_all();
        if (stop.stop_requested())
            return Failure(Error{ ErrorCode::Cancelled, {}, {}, false, false });
        return T{};
    }
};

} // namespace

class LetterDeskTest : public QObject {
    Q_OBJECT

private slots:
    void eachQuestionIsAnsweredOnceWithItsId()
    {
        const auto source = std::make_shared<SlowSource>();
        LetterDesk desk(source);
        std::vector<std::pair<quint64, qint64>> scans;
        connect(&desk, &LetterDesk::scanned, this,
            [&](quint64 id, const Answer<ScanResult>& answer) { scans.emplace_back(id, answer.result->depth); });
        quint64 planned = 0;
        connect(&desk, &LetterDesk::planned, this, [&](quint64 id) { planned = id; });
        const quint64 first = desk.scan({});
        const quint64 second = desk.plan({});
        QVERIFY(first != second);
        QVERIFY(desk.running(first));
        QTRY_VERIFY(desk.progress(first)->done == 3);
        source->release();
        QTRY_VERIFY(!desk.running(first) && !desk.running(second));
        QCOMPARE(scans, (std::vector{ std::pair{ first, qint64(42) } }));
        QCOMPARE(planned, second);
        QVERIFY(!desk.progress(first));
    }

    void aCancelledQuestionIsNotAnsweredAReplayIs()
    {
        const auto source = std::make_shared<SlowSource>();
        LetterDesk desk(source);
        int scans = 0;
        bool cancelled = false;
        connect(&desk, &LetterDesk::scanned, this, [&] { ++scans; });
        connect(&desk, &LetterDesk::replayed, this,
            [&](quint64, const Answer<ReplayReport>& answer) { cancelled = answer.result->cancelled; });
        const quint64 scan = desk.scan({});
        const quint64 replay = desk.replay({}, kafka::Confirmation::Given);
        desk.cancel(scan);
        QVERIFY(!desk.running(scan));
        QVERIFY(desk.running(replay));
        desk.cancel(replay);
        desk.cancel(4711);
        QTRY_VERIFY(cancelled);
        QVERIFY(source->waitUntilEnded(2));
        QCOMPARE(scans, 0);
    }

    void aDeskThatGoesStopsWhatRunsAndHearsNothing()
    {
        const auto source = std::make_shared<SlowSource>();
        {
            LetterDesk desk(source);
            desk.findTopics({});
            desk.fetchOriginal({});
            desk.discard({}, {});
        }
        QVERIFY(source->waitUntilEnded(3));
    }
};

QTEST_GUILESS_MAIN(LetterDeskTest)
#include "tst_letterdesk.moc"
