// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/program.h"

#include "app/desktopsettings.h"
#include "app/measure.h"
#include "app/screenshots.h"
#include "ui/theme/format.h"

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

#include <cstdio>
#include <utility>

namespace spillway::app {

using ui::ClusterChoice;

namespace {

ClusterSetup commandLineOf(const Options& options)
{
    ClusterSetup setup;
    setup.connection = options.connection;
    setup.registry = options.registry;
    setup.quiet = options.isErrand();
    return setup;
}

} // namespace

Program::Program(const Options& options, ui::Theme& theme)
    : m_options(options)
    , m_settings(options.isErrand() ? QString() : ui::SettingsStore::defaultPath())
    , m_sessions(options.isErrand() ? QString() : ui::SessionStore::defaultPath())
    , m_shelf{ .theme = theme,
        .store = m_store,
        .keyring = m_keyring,
        .session = m_secrets,
        .kept = { m_settings, m_sessions },
        .commandLine = commandLineOf(options),
        .recent = {} }
    , m_windows(m_shelf, options.size)
    , m_mode(m_settings.settings().theme)
{
    if (!m_sessions.trouble().isEmpty())
        qWarning("%s", qPrintable(m_sessions.trouble()));
    if (m_options.theme.isEmpty())
        theme.setMode(m_mode);
    applySettings();
    connect(&m_settings, &ui::SettingsStore::changed, this, &Program::applySettings);
    connect(&m_windows, &ClusterWindows::connected, this, &Program::remember);
}

Program::~Program() = default;

QString Program::rememberedPath()
{
    return QFileInfo(ProfileStore::defaultPath()).absolutePath() + QStringLiteral("/clusters.ini");
}

Result<> Program::begin()
{
    m_store.reload(); // trouble is shown where profiles are
    m_shelf.recent = QSettings(rememberedPath(), QSettings::IniFormat).value(QStringLiteral("recent")).toStringList();
    ClusterWindow& window = m_windows.first();
    if (!m_options.page.isEmpty() && !window.window().pageNames().contains(m_options.page))
        return Failure(Error{ .code = ErrorCode::InvalidArgument,
            .message = QStringLiteral("There is no page named %1").arg(m_options.page),
            .hint = QStringLiteral("pages: %1").arg(window.window().pageNames().join(QStringLiteral(", "))) });
    window.setRestoresGeometry(!m_options.sizeGiven);
    const ClusterChoice choice = beginning();
    if (!m_options.profile.isEmpty() && choice.kind == ClusterChoice::Kind::None)
        return Failure(Error{ .code = ErrorCode::NotFound,
            .message = QStringLiteral("No connection named %1 is stored").arg(m_options.profile),
            .hint = QStringLiteral("see Connections in the window") });
    if (m_options.isErrand()) {
        connect(&window, &ClusterWindow::connected, this, &Program::startErrand);
        connect(&window, &ClusterWindow::secretsAsked, this, [](const QStringList& names) {
            std::fprintf(
                stderr, "spillway: the keyring does not give %s\n", qPrintable(names.join(QStringLiteral(", "))));
            QCoreApplication::exit(2);
        });
    }
    if (choice.kind != ClusterChoice::Kind::None)
        if (const auto opened = window.open(choice); !opened)
            return opened;
    openFirstPage(window);
    window.window().show();
    if (choice.kind == ClusterChoice::Kind::None)
        m_windows.showConnections(window);
    return {};
}

ClusterChoice Program::beginning() const
{
    if (m_options.sandbox)
        return ClusterChoice::sandbox();
    if (!m_options.profile.isEmpty()) {
        const auto profile = m_store.byName(m_options.profile);
        return profile ? ClusterChoice::profile(profile->id) : ClusterChoice();
    }
    if (m_options.named || m_options.isErrand())
        return ClusterChoice::address(m_options.connection.bootstrapServers);
    const QSettings settings(rememberedPath(), QSettings::IniFormat);
    const auto last = ClusterChoice::fromText(settings.value(QStringLiteral("cluster")).toString());
    const bool gone = last.kind == ClusterChoice::Kind::Profile && !m_store.byId(last.key);
    return gone || !m_settings.settings().restoreSession ? ClusterChoice() : last;
}

void Program::remember(const ClusterChoice& choice)
{
    if (m_options.isErrand())
        return;
    QSettings settings(rememberedPath(), QSettings::IniFormat);
    settings.setValue(QStringLiteral("cluster"), choice.toText());
    settings.setValue(QStringLiteral("recent"), m_shelf.recent);
}

void Program::openFirstPage(ClusterWindow& window)
{
    const QString chosen = m_settings.settings().startPage;
    if (!m_options.page.isEmpty())
        window.window().openPage(m_options.page);
    else if (!m_options.isErrand() && !chosen.isEmpty())
        window.window().openPage(chosen);
    else if (!m_options.isErrand() && window.desktop())
        window.window().openPage(window.desktop()->session().lastPage()); // one that is gone: the first opens
}

void Program::applySettings()
{
    const ui::Settings& settings = m_settings.settings();
    if (std::exchange(m_mode, settings.theme) != settings.theme) // else --theme holds on
        m_shelf.theme.setMode(settings.theme);
    const bool utc = settings.times == ui::Settings::Times::Utc;
    const bool others = ui::format::isUtc() != utc;
    ui::format::setUtc(utc);
    for (std::size_t i = 0; i < m_windows.count(); ++i)
        if (others)
            applyTimes(m_windows.at(i).window());
}

void Program::startErrand()
{
    if (m_errand)
        return;
    Desktop& desktop = *m_windows.first().desktop();
    if (!m_options.screenshotDirectory.isEmpty())
        m_errand = std::make_unique<Screenshots>(desktop, m_shelf.theme, m_options);
    else
        m_errand = std::make_unique<Measure>(desktop, m_options);
}

} // namespace spillway::app
