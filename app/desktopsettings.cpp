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

std::vector<ui::PageEntry> Desktop::keeping(std::vector<ui::PageEntry> pages)
{
    std::vector<std::pair<QString, QString>> titles;
    for (const ui::PageEntry& entry : pages)
        titles.emplace_back(entry.name, entry.title);
    ui::PageEntry settings{ QStringLiteral("settings"), QStringLiteral("Settings"), QStringLiteral("settings"), {},
        [this, titles](QWidget* parent) {
            ui::SettingsPage::Facts facts{ titles,
                { { QStringLiteral("Settings"), ui::SettingsStore::defaultPath() },
                    { QStringLiteral("Connections"), ProfileStore::defaultPath() },
                    { QStringLiteral("Session"), ui::SessionStore::defaultPath() },
                    { QStringLiteral("Audit of changes"), kafka::defaultJournalPath() },
                    { QStringLiteral("Replays"), deadletter::defaultJournalFolder() } },
                {} };
            if (!m_sessionStore->trouble().isEmpty())
                facts.notes.append(m_sessionStore->trouble());
            return new ui::SettingsPage(*m_settings, std::move(facts), m_theme, parent);
        } };
    settings.atFoot = true;
    pages.push_back(std::move(settings));
    for (ui::PageEntry& entry : pages) {
        entry.make = [this, make = std::move(entry.make)](QWidget* parent) {
            ui::Page* page = make(parent);
            m_session->pageMade(page);
            return page;
        };
    }
    return pages;
}

void Desktop::startSession(const Options& options)
{
    m_sessionStore
        = std::make_unique<ui::SessionStore>(options.isErrand() ? QString() : ui::SessionStore::defaultPath());
    if (!m_sessionStore->trouble().isEmpty())
        qWarning("%s", qPrintable(m_sessionStore->trouble()));
    m_session = std::make_unique<ui::Session>(
        *m_window, *m_sessionStore, m_sandbox ? QStringLiteral("sandbox") : m_connection.bootstrapServers);
    if (options.theme.isEmpty())
        m_theme.setMode(m_settings->settings().theme);
    applySettings();
    m_session->restoreWindow(!options.sizeGiven);
    connect(m_settings.get(), &ui::SettingsStore::changed, this,
        [this, theme = m_settings->settings().theme](const ui::Settings& settings) mutable {
            if (std::exchange(theme, settings.theme) != settings.theme) // else --theme holds on
                m_theme.setMode(settings.theme);
            applySettings();
        });
    connect(m_window.get(), &ui::MainWindow::themeChosen, this, [this] {
        ui::Settings settings = m_settings->settings();
        settings.theme = m_theme.mode();
        m_settings->set(settings);
    });
    const QString chosen = m_settings->settings().startPage;
    const QString page = chosen.isEmpty() ? m_session->lastPage() : chosen;
    if (options.page.isEmpty() && !options.isErrand() && !page.isEmpty())
        m_window->openPage(page); // one that is not there any more: the first opens
}

void Desktop::applySettings()
{
    const ui::Settings& settings = m_settings->settings();
    const bool otherTimes = ui::format::isUtc() != (settings.times == ui::Settings::Times::Utc);
    ui::format::setUtc(settings.times == ui::Settings::Times::Utc);
    m_window->statusLine().setTimeZone(ui::format::timeZone(QDateTime::currentMSecsSinceEpoch()));
    m_monitor->setMinInterval(settings.refreshSeconds * qint64(1000));
    const auto feeds = m_window->findChildren<ui::FeedPage*>();
    for (ui::FeedPage* feed : feeds)
        feed->tail().setBufferLimits(feedBounds(settings));
    m_session->setOn(settings.restoreSession);
    m_notifier->setEnabled(settings.notifications);
    if (!otherTimes)
        return;
    const auto charts = m_window->findChildren<ui::TimeChart*>();
    for (ui::TimeChart* chart : charts)
        chart->setTimeZone(ui::format::isUtc() ? QTimeZone::utc() : QTimeZone::systemTimeZone());
    const auto widgets = m_window->findChildren<QWidget*>();
    for (QWidget* widget : widgets)
        widget->update(); // texts of models are made when they are painted
}

} // namespace spillway::app
