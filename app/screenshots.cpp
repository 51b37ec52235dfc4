// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/screenshots.h"

#include "ui/dialogs/servicestartdialog.h"
#include "ui/pages/publishform.h"
#include "ui/pages/servicepage.h"
#include "ui/theme/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QPushButton>

#include <algorithm>
#include <cstdio>

namespace spillway::app {

namespace {

constexpr int settleMs = 2500;
constexpr int themeMs = 400;
constexpr int patienceMs = 10000;

} // namespace

Screenshots::Screenshots(Desktop& desktop, ui::Theme& theme, const Options& options)
    : m_desktop(desktop)
    , m_theme(theme)
    , m_directory(options.screenshotDirectory)
    , m_size(options.size)
    , m_watchMs(options.watchSeconds * 1000) // rates and charts need some cycles before they say anything
    , m_startService(options.startService && desktop.isSandbox())
    , m_pages(desktop.window().pageNames())
{
    if (!QDir().mkpath(m_directory)) {
        std::fprintf(stderr, "Cannot make the directory %s\n", qPrintable(m_directory));
        m_failed = true;
    }
    connect(&m_desktop.monitor(), &ClusterMonitor::snapshotChanged, this, &Screenshots::begin);
    QTimer::singleShot(patienceMs, this, &Screenshots::begin); // a cluster that does not answer is a picture, too
}

void Screenshots::begin()
{
    if (m_began)
        return;
    m_began = true;
    const SnapshotPtr snapshot = m_desktop.monitor().snapshot();
    auto& window = m_desktop.window();
    if (m_startService && snapshot)
        startService();
    // what a person would look at: the busiest topics in the feed, the busiest one's records, the worst group
    if (snapshot) {
        QTimer::singleShot(m_watchMs / 2, this, [this, &window] {
            const SnapshotPtr now = m_desktop.monitor().snapshot();
            std::vector<size_t> order;
            for (size_t i = 0; i < now->topics.size(); ++i)
                if (!now->metadata.topics[i].internal())
                    order.push_back(i);
            std::ranges::stable_sort(
                order, std::greater{}, [&](size_t i) { return now->topics[i].inPerSecond.value_or(0); });
            for (size_t i = 0; i < std::min<size_t>(order.size(), 4); ++i)
                window.openPage(QStringLiteral("feed"), now->metadata.topics[order[i]].name);
            if (!order.empty())
                window.openPage(QStringLiteral("topics"), now->metadata.topics[order.front()].name);
            const auto worst = std::ranges::max_element(
                now->groups, {}, [](const GroupFigures& group) { return group.lag.value_or(Lag{}); });
            if (worst != now->groups.end())
                window.openPage(QStringLiteral("groups"), worst->info.id);
            window.openPage(QStringLiteral("overview"));
        });
    }
    QTimer::singleShot(snapshot ? m_watchMs : 0, this, &Screenshots::next);
}

// As a person would: the page's button, the confirmation's, and later one event written by hand.
void Screenshots::startService()
{
    auto& window = m_desktop.window();
    window.openPage(QStringLiteral("service"));
    auto* page = window.findChild<ui::ServicePage*>();
    if (!page)
        return;
    page->startButton()->click();
    if (auto* dialog = page->findChild<ui::ServiceStartDialog*>())
        dialog->startButton()->click();
    QTimer::singleShot(m_watchMs * 3 / 4, page, [page] { page->form().publishButton()->click(); });
    window.openPage(QStringLiteral("overview"));
}

void Screenshots::next()
{
    if (++m_page == m_pages.size()) {
        showConnections();
        return;
    }
    m_desktop.window().openPage(m_pages[m_page]);
    QTimer::singleShot(settleMs, this, [this] { turn(false); });
}

void Screenshots::turn(bool dark)
{
    m_theme.setMode(dark ? ui::Theme::Mode::Dark : ui::Theme::Mode::Light);
    // widgets hear of a palette through their event queues
    QTimer::singleShot(themeMs, this, [this, dark] { grab(dark); });
}

void Screenshots::grab(bool dark)
{
    const QString path
        = QDir(m_directory)
              .filePath(m_pages[m_page] + (dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png")));
    if (m_desktop.window().grabWindow(m_size, path)) {
        std::printf("%s\n", qPrintable(path));
    } else {
        std::fprintf(stderr, "Cannot write %s\n", qPrintable(path));
        m_failed = true;
    }
    if (dark)
        next();
    else
        turn(true);
}

void Screenshots::printSummary() const
{
    const SnapshotPtr snapshot = m_desktop.monitor().snapshot();
    if (!snapshot) {
        const auto& state = m_desktop.monitor().connection();
        std::printf("not connected: %s\n", qPrintable(toText(state.error)));
        return;
    }
    std::printf("cluster %s · %zu brokers · %zu topics · %d partitions · %s records/s in · %zu groups, %d in trouble\n",
        qPrintable(snapshot->metadata.clusterId), snapshot->metadata.brokers.size(), snapshot->metadata.topics.size(),
        snapshot->partitions,
        qPrintable(snapshot->inPerSecond ? ui::format::rate(*snapshot->inPerSecond) : QStringLiteral("?")),
        snapshot->groups.size(), snapshot->groupsInTrouble);
    for (const GroupFigures& group : snapshot->groups)
        std::printf("  %-40s %-20s lag %s\n", qPrintable(group.info.id), qPrintable(groupStateName(group.info.state)),
            qPrintable(group.lag ? ui::format::count(group.lag->value) : QStringLiteral("no commit")));
}

void Screenshots::showConnections()
{
    m_connections = std::make_unique<ConnectionPictures>(m_theme, m_desktop.connection(), m_directory);
    connect(m_connections.get(), &ConnectionPictures::finished, this, [this](bool written) {
        m_failed = m_failed || !written;
        finish();
    });
}

void Screenshots::finish()
{
    printSummary();
    QCoreApplication::exit(m_failed ? 1 : m_desktop.monitor().snapshot() ? 0 : 3);
}

} // namespace spillway::app
