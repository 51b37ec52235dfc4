// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/clusterwindow.h"

#include "app/desktopsettings.h"
#include "core/serde/text.h"
#include "ui/dialogs/secretprompt.h"
#include "ui/pages/noclusterpage.h"
#include "ui/settings/session.h"
#include "ui/settings/settingsstore.h"
#include "ui/widgets/clustermenu.h"
#include "ui/widgets/statusline.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>

#include <utility>

namespace spillway::app {

using ui::ClusterChoice;
using ui::Status;

QStringList secretsNeeded(const ConnectionProfile& profile)
{
    const auto value = [&](const char* name) {
        const auto at = profile.properties.find(QLatin1String(name));
        return at == profile.properties.end() ? QString() : at->second.toUpper();
    };
    QStringList names = profile.secretNames;
    const QString password = QStringLiteral("sasl.password");
    const QString mechanism = value("sasl.mechanism");
    if (value("security.protocol").startsWith(QLatin1String("SASL")) && !names.contains(password)
        && (mechanism == QLatin1String("PLAIN") || mechanism.startsWith(QLatin1String("SCRAM"))))
        names << password;
    return names;
}

ClusterWindow::ClusterWindow(ClusterShelf& shelf, const QSize& size)
    : m_shelf(shelf)
    , m_window(std::make_unique<ui::MainWindow>(shelf.theme, emptyPages()))
{
    m_window->resize(size);
    m_window->installEventFilter(this);
    connect(m_window.get(), &ui::MainWindow::clusterSwitchRequested, this, [this] { openMenu(false); });
    applyTimes(*m_window);
    connect(m_window.get(), &ui::MainWindow::themeChosen, this, [this] {
        ui::Settings settings = m_shelf.kept.settings.settings();
        settings.theme = m_shelf.theme.mode();
        m_shelf.kept.settings.set(settings);
    });
    addCommands();
    showNoCluster();
}

ClusterWindow::~ClusterWindow()
{
    m_desktop.reset();
}

void ClusterWindow::addCommands()
{
    const auto add = [this](const char* name, const QString& title, const char* icon, const QKeySequence& keys,
                         std::function<void()> run) {
        m_window->addCommand(
            { QString::fromLatin1(name), title, QString::fromLatin1(icon), keys, std::move(run), {}, true });
    };
    add("newWindow", tr("Open a cluster in a new window"), "plus", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N),
        [this] { openMenu(true); });
    add("connections", tr("Connections…"), "settings", {}, [this] { emit connectionsRequested(); });
    add("sandbox", tr("Open the sandbox"), "play", {}, [this] { open(ClusterChoice::sandbox()); });
    add("about", tr("About Spillway"), "status-info", {},
        [this] { (new ui::AboutDialog(m_shelf.theme, Desktop::aboutFacts(m_desktop.get()), m_window.get()))->show(); });
    add("diagnostics", tr("Copy diagnostics"), "copy", {},
        [this] { QGuiApplication::clipboard()->setText(ui::aboutText(Desktop::aboutFacts(m_desktop.get()))); });
}

std::vector<ui::PageEntry> ClusterWindow::emptyPages()
{
    std::vector<ui::PageEntry> entries = Desktop::pages(nullptr);
    for (ui::PageEntry& entry : entries)
        entry.make = [this, name = entry.name, title = entry.title](QWidget* parent) {
            return new ui::NoClusterPage(m_shelf.theme, name, title,
                { { tr("Connections…"), [this] { emit connectionsRequested(); }, {} },
                    { tr("Open the sandbox"), [this] { open(ClusterChoice::sandbox()); }, QStringLiteral("play") } },
                parent);
        };
    entries.push_back(settingsPage(m_shelf.kept, m_shelf.theme, entries));
    return entries;
}

void ClusterWindow::showNoCluster()
{
    m_window->setClusterName({});
    m_window->setConnectionState(Status::Waiting, tr("Not connected"));
    m_window->statusLine().setAddress(tr("No connection"));
}

void ClusterWindow::say(const Error& error)
{
    m_window->setBanner(Status::Error, tr("That cluster cannot be opened."),
        visibleText(error.message)
            + (error.hint.isEmpty() ? QString() : QStringLiteral("; ") + visibleText(error.hint)),
        { { tr("Connections…"), [this] { emit connectionsRequested(); }, {} },
            { tr("Close"), [this] { m_window->clearBanner(); }, {} } });
}

Result<> ClusterWindow::open(const ClusterChoice& choice)
{
    ++m_opening;
    if (m_prompt)
        m_prompt->close();
    switch (choice.kind) {
    case ClusterChoice::Kind::Profile: {
        const auto profile = m_shelf.store.byId(choice.key);
        if (!profile) {
            const Error gone{ .code = ErrorCode::NotFound,
                .message = tr("This connection is no longer stored"),
                .hint = tr("choose another one") };
            say(gone);
            return Failure(gone);
        }
        gatherSecrets(*profile);
        return {};
    }
    case ClusterChoice::Kind::Address: {
        ClusterSetup setup = m_shelf.commandLine;
        if (setup.connection.bootstrapServers != choice.key) {
            setup = {};
            setup.connection.bootstrapServers = choice.key;
            setup.connection.readOnly = m_shelf.commandLine.connection.readOnly;
        }
        setup.name = visibleText(choice.key);
        return connectTo(choice, std::move(setup));
    }
    case ClusterChoice::Kind::Sandbox: {
        ClusterSetup setup;
        setup.name = tr("Sandbox");
        setup.sandbox = true;
        setup.registry = m_shelf.commandLine.registry;
        setup.connection.readOnly = m_shelf.commandLine.connection.readOnly;
        return connectTo(choice, std::move(setup));
    }
    case ClusterChoice::Kind::None:
        break;
    }
    m_desktop.reset();
    m_choice = {};
    m_window->setPages(emptyPages());
    showNoCluster();
    return {};
}

void ClusterWindow::gatherSecrets(const ConnectionProfile& profile)
{
    std::map<QString, Secret> known = m_shelf.session.of(profile.id);
    QStringList open = secretsNeeded(profile);
    open.removeIf([&](const QString& name) { return known.contains(name); });
    if (open.isEmpty()) {
        connectProfile(profile, known);
        return;
    }
    if (!m_desktop)
        m_window->setConnectionState(Status::Waiting, tr("Asking the keyring…"));
    readSecrets(m_shelf.keyring, profile.id, open,
        [self = QPointer<ClusterWindow>(this), opening = m_opening, profile, known, open](
            std::map<QString, Secret> found, const SecretAnswer& worst) mutable {
            if (!self || opening != self->m_opening)
                return;
            found.merge(known);
            open.removeIf([&](const QString& name) { return found.contains(name); });
            if (open.isEmpty())
                self->connectProfile(profile, found);
            else
                self->askSecrets(profile, found, open, worst.detail);
        });
}

void ClusterWindow::askSecrets(const ConnectionProfile& profile, const std::map<QString, Secret>& found,
    const QStringList& missing, const QString& reason)
{
    if (!m_desktop)
        m_window->setConnectionState(Status::Waiting, tr("Not connected"));
    m_prompt = new ui::SecretPrompt(m_shelf.theme, profile, missing, reason, m_window.get());
    connect(
        m_prompt, &ui::SecretPrompt::entered, this, [this, profile, found](const std::map<QString, Secret>& entered) {
            for (const auto& [name, secret] : entered)
                m_shelf.session.put(profile.id, name, secret);
            std::map<QString, Secret> all = entered;
            all.insert(found.begin(), found.end());
            connectProfile(profile, all);
        });
    m_prompt->show();
    emit secretsAsked(missing);
}

Result<> ClusterWindow::connectProfile(const ConnectionProfile& profile, const std::map<QString, Secret>& secrets)
{
    ClusterSetup setup;
    setup.name = visibleText(profile.name);
    setup.connection = settingsOf(profile, secrets);
    setup.connection.readOnly = profile.readOnly || m_shelf.commandLine.connection.readOnly;
    setup.confirmTwice = profile.production || profile.confirmTwice;
    setup.letterPatterns = profile.deadLetterPatterns;
    if (profile.production)
        setup.production = ui::markTokens(profile.colour);
    if (!profile.registryUrl.isEmpty()) {
        auto registry = registrySettings(profile.registryUrl);
        if (!registry) {
            say(registry.error());
            return Failure(registry.error());
        }
        registry->user = profile.registryUser;
        if (const auto password = secrets.find(QString::fromLatin1(RegistryPassword)); password != secrets.end())
            registry->password = password->second;
        setup.registry = std::move(*registry);
    }
    return connectTo(ClusterChoice::profile(profile.id), std::move(setup));
}

Result<> ClusterWindow::connectTo(const ClusterChoice& choice, ClusterSetup setup)
{
    setup.quiet = m_shelf.commandLine.quiet;
    setup.sessionKey = choice.kind == ClusterChoice::Kind::Address ? choice.key : choice.toText();
    auto prepared = m_shelf.prepare(std::move(setup));
    if (!prepared) {
        say(prepared.error());
        return Failure(prepared.error());
    }
    m_desktop.reset(); // the old one first: it takes its pages out of the window
    m_desktop = std::make_unique<Desktop>(std::move(*prepared), *m_window, m_shelf.theme, m_shelf.kept);
    m_choice = choice;
    // On another cluster the window stays where it is, with the page that is in front.
    m_desktop->session().restoreWindow(std::exchange(m_restoresGeometry, false));
    if (choice.kind == ClusterChoice::Kind::Address) {
        m_shelf.recent.removeAll(choice.key);
        m_shelf.recent.prepend(choice.key);
        constexpr qsizetype mostRecent = 8;
        m_shelf.recent = m_shelf.recent.mid(0, mostRecent);
    }
    emit connected(choice);
    return {};
}

void ClusterWindow::openMenu(bool elsewhere)
{
    if (!m_menu) {
        m_menu = new ui::ClusterMenu(m_shelf.theme, m_window.get());
        connect(m_menu, &ui::ClusterMenu::connectionsRequested, this, &ClusterWindow::connectionsRequested);
        connect(m_menu, &ui::ClusterMenu::chosen, this, [this](const ClusterChoice& chosen, bool inNewWindow) {
            if (inNewWindow)
                emit elsewhereRequested(chosen);
            else if (chosen != m_choice)
                open(chosen);
        });
    }
    m_menu->setClusters(m_shelf.store.profiles(), m_shelf.recent, m_choice);
    m_menu->openUnder(m_window->clusterButton(), elsewhere);
}

bool ClusterWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window.get() && event->type() == QEvent::Close)
        QMetaObject::invokeMethod(this, &ClusterWindow::closed, Qt::QueuedConnection); // once it is hidden
    return QObject::eventFilter(watched, event);
}

} // namespace spillway::app
