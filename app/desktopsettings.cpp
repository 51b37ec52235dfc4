// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktopsettings.h"

#include "app/desktop.h"
#include "core/deadletter/replayjournal.h"
#include "core/kafka/gate.h"
#include "core/profile/profilestore.h"
#include "ui/charts/timechart.h"
#include "ui/pages/feedpage.h"
#include "ui/pages/settingspage.h"
#include "ui/settings/session.h"
#include "ui/settings/settingsstore.h"
#include "ui/theme/format.h"
#include "ui/widgets/statusline.h"

#include <QDateTime>
#include <QTimeZone>

#include <utility>

/// What the user has set and arranged, given to whom it concerns.
namespace spillway::app {

RecordBuffer::Limits feedBounds(const ui::Settings& settings)
{
    return { static_cast<size_t>(settings.feedMebibytes) * 1024 * 1024, settings.feedRows };
}

ui::PageEntry settingsPage(Kept kept, const ui::Theme& theme, const std::vector<ui::PageEntry>& pages)
{
    std::vector<std::pair<QString, QString>> titles;
    titles.reserve(pages.size());
    for (const ui::PageEntry& entry : pages)
        titles.emplace_back(entry.name, entry.title);
    ui::PageEntry settings{ QStringLiteral("settings"), QStringLiteral("Settings"), QStringLiteral("settings"), {},
        [kept, titles, &theme](QWidget* parent) {
            ui::SettingsPage::Facts facts{ titles,
                { { QStringLiteral("Settings"), ui::SettingsStore::defaultPath() },
                    { QStringLiteral("Connections"), ProfileStore::defaultPath() },
                    { QStringLiteral("Session"), ui::SessionStore::defaultPath() },
                    { QStringLiteral("Audit of changes"), kafka::defaultJournalPath() },
                    { QStringLiteral("Replays"), deadletter::defaultJournalFolder() } },
                {} };
            if (!kept.sessions.trouble().isEmpty())
                facts.notes.append(kept.sessions.trouble());
            return new ui::SettingsPage(kept.settings, std::move(facts), theme, parent);
        } };
    settings.atFoot = true;
    return settings;
}

std::vector<ui::PageEntry> Desktop::keeping(std::vector<ui::PageEntry> pages)
{
    pages.push_back(settingsPage({ m_settings, m_sessionStore }, m_theme, pages));
    for (ui::PageEntry& entry : pages) {
        entry.make = [this, make = std::move(entry.make)](QWidget* parent) {
            ui::Page* page = make(parent);
            m_session->pageMade(page);
            return page;
        };
    }
    return pages;
}

void Desktop::applySettings()
{
    const ui::Settings& settings = m_settings.settings();
    m_monitor->setMinInterval(settings.refreshSeconds * qint64(1000));
    const auto feeds = m_window.findChildren<ui::FeedPage*>();
    for (ui::FeedPage* feed : feeds)
        feed->tail().setBufferLimits(feedBounds(settings));
    m_session->setOn(settings.restoreSession);
    m_notifier->setEnabled(settings.notifications);
}

void applyTimes(ui::MainWindow& window)
{
    window.statusLine().setTimeZone(ui::format::timeZone(QDateTime::currentMSecsSinceEpoch()));
    const auto charts = window.findChildren<ui::TimeChart*>();
    for (ui::TimeChart* chart : charts)
        chart->setTimeZone(ui::format::isUtc() ? QTimeZone::utc() : QTimeZone::systemTimeZone());
    const auto widgets = window.findChildren<QWidget*>();
    for (QWidget* widget : widgets)
        widget->update(); // texts of models are made when they are painted
}

} // namespace spillway::app
