// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/measure.h"

#include "ui/pages/feedpage.h"
#include "ui/pages/topicspage.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

namespace spillway::app {

namespace {

double millisecondsSinceStart()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const qint64 started = qEnvironmentVariable("SPILLWAY_STARTED_NS").toLongLong();
    return static_cast<double>(std::chrono::nanoseconds(now).count() - started) / 1e6;
}

/// Peak resident memory in MiB, as the kernel counts it.
double peakResidentMiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly))
        for (const QByteArray& line : status.readAll().split('\n'))
            if (line.startsWith("VmHWM:"))
                return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    return 0;
}

constexpr int warmUpMs = 3000;
constexpr int feedMs = 12000;
constexpr int costMs = 20000;

} // namespace

Measure::Measure(Desktop& desktop, const Options& options)
    : m_desktop(desktop)
    , m_what(options.measure)
    , m_topic(options.measureTopic)
{
    m_desktop.window().installEventFilter(this);
}

Measure::~Measure() = default;

bool Measure::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint && !m_framed) {
        m_framed = true;
        QMetaObject::invokeMethod(this, &Measure::firstFrame, Qt::QueuedConnection); // once it is on the screen
    }
    return QObject::eventFilter(watched, event);
}

void Measure::firstFrame()
{
    std::printf("{\"first_frame_ms\":%.1f}\n", millisecondsSinceStart());
    std::fflush(stdout);
    if (m_what == QLatin1String("feed"))
        beginFeed();
    else if (m_what == QLatin1String("live"))
        watchLive();
    else if (m_what == QLatin1String("sandbox"))
        watchCost();
    else
        watchTopics();
}

void Measure::watchTopics()
{
    const auto* page = qobject_cast<ui::TopicsPage*>(m_desktop.window().currentPage());
    if (page && page->shownTopics() > 0) {
        m_desktop.window().grab(); // they count once they have been painted
        std::printf("{\"topics_ms\":%.1f,\"topics\":%d}\n", millisecondsSinceStart(), page->shownTopics());
        QCoreApplication::exit(0);
        return;
    }
    QTimer::singleShot(2, this, &Measure::watchTopics);
}

void Measure::watchLive()
{
    auto* page = qobject_cast<ui::FeedPage*>(m_desktop.window().currentPage());
    if (page && page->tail().buffer().rowCount() > 0) {
        m_desktop.window().grab();
        std::printf("{\"live_ms\":%.1f}\n", millisecondsSinceStart());
        QCoreApplication::exit(0);
        return;
    }
    QTimer::singleShot(2, this, &Measure::watchLive);
}

void Measure::watchCost()
{
    const auto processorSeconds = [] {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    };
    QTimer::singleShot(warmUpMs, this, [this, processorSeconds] {
        const double before = processorSeconds();
        QTimer::singleShot(costMs, this, [before, processorSeconds] {
            std::printf("{\"processor_share\":%.4f,\"peak_resident_mib\":%.1f}\n",
                (processorSeconds() - before) / (costMs / 1000.0), peakResidentMiB());
            QCoreApplication::exit(0);
        });
    });
}

void Measure::beginFeed()
{
    auto* page = qobject_cast<ui::FeedPage*>(m_desktop.window().currentPage());
    if (!page) {
        QCoreApplication::exit(1);
        return;
    }
    page->tail().addTopic(m_topic, { kafka::ReadFrom::Kind::Beginning, 0 });
    m_heart = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            if (!m_beating)
                continue;
            const auto sent = std::chrono::steady_clock::now();
            QMetaObject::invokeMethod(
                this,
                [this, sent] {
                    m_lateMs.push_back(
                        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - sent).count());
                },
                Qt::QueuedConnection);
        }
    });
    QTimer::singleShot(warmUpMs, this, [this, page] {
        m_feedSince = std::chrono::steady_clock::now();
        setProperty("before", page->tail().buffer().endRow());
        m_beating = true;
    });
    QTimer::singleShot(warmUpMs + feedMs, this, &Measure::endFeed);
}

void Measure::endFeed()
{
    m_beating = false;
    auto* page = qobject_cast<ui::FeedPage*>(m_desktop.window().currentPage());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_feedSince).count();
    const auto records = page->tail().buffer().endRow() - property("before").toLongLong();
    std::ranges::sort(m_lateMs);
    const auto at = [&](double share) {
        return m_lateMs.empty() ? 0.0 : m_lateMs[static_cast<size_t>(share * static_cast<double>(m_lateMs.size() - 1))];
    };
    std::printf("{\"records_per_second\":%.0f,\"stall_p50_ms\":%.1f,\"stall_p99_ms\":%.1f,\"stall_longest_ms\":%.1f,"
                "\"heartbeats\":%zu,\"peak_resident_mib\":%.0f,\"rows_kept\":%lld,\"buffer_mib\":%.1f}\n",
        static_cast<double>(records) / seconds, at(0.5), at(0.99), at(1.0), m_lateMs.size(), peakResidentMiB(),
        static_cast<long long>(page->tail().buffer().rowCount()),
        static_cast<double>(page->tail().buffer().bytes()) / 1048576.0);
    QCoreApplication::exit(0);
}

} // namespace spillway::app
