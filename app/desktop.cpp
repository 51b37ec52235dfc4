// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktop.h"

#include "app/versions.h"
#include "core/deadletter/kafkalettersource.h"
#include "core/http/embeddedrest.h"
#include "core/monitor/adminsource.h"
#include "ui/desktopnotifications.h"
#include "ui/settings/session.h"
#include "ui/settings/settingsstore.h"
#include "ui/theme/format.h"
#include "ui/widgets/statusline.h"

#include <QApplication>
#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QGuiApplication>
#include <QSysInfo>

#include <unistd.h>

namespace spillway::app {

namespace {

using ui::Status;

/// Resident memory of this process; Linux only, 0 elsewhere.
qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

QString securityWords(const ConnectionSettings& connection)
{
    const auto value = [&](const char* name) {
        const auto at = connection.properties.find(QLatin1String(name));
        return at == connection.properties.end() ? QString() : at->second;
    };
    const QString protocol = value("security.protocol");
    QString words = connection.bootstrapServers;
    if (!protocol.isEmpty() && protocol.compare(QLatin1String("plaintext"), Qt::CaseInsensitive) != 0)
        words += QStringLiteral(" · ") + protocol.toUpper();
    if (!value("sasl.username").isEmpty())
        words += QStringLiteral(" as ") + value("sasl.username");
    return words;
}

/// Its threads may outlive the window; they keep the gate with it.
std::shared_ptr<deadletter::LetterSource> lettersOf(
    const ConnectionSettings& connection, const std::shared_ptr<kafka::Gate>& gate)
{
    struct Held {
        Held(const ConnectionSettings& connection, std::shared_ptr<kafka::Gate> theGate)
            : gate(std::move(theGate))
            , source(connection, *gate, deadletter::defaultJournalFolder(),
                  kafka::currentActor(QStringLiteral("spillway")))
        {
        }
        std::shared_ptr<kafka::Gate> gate;
        deadletter::KafkaLetterSource source;
    };
    const auto held = std::make_shared<Held>(connection, gate);
    return { held, &held->source };
}

} // namespace

Result<PreparedCluster> prepareCluster(ClusterSetup setup)
{
    PreparedCluster prepared;
    if (setup.sandbox) {
        auto started = sandbox::Sandbox::start();
        if (!started)
            return Failure(started.error());
        prepared.sandbox = std::move(*started);
        const bool readOnly = setup.connection.readOnly;
        setup.connection = prepared.sandbox->connection();
        setup.connection.readOnly = readOnly;
    }
    auto admin = kafka::Admin::create(setup.connection);
    if (!admin)
        return Failure(admin.error());
    prepared.source = std::make_unique<AdminSource>(std::move(*admin));
    prepared.setup = std::move(setup);
    return prepared;
}

Desktop::Desktop(PreparedCluster cluster, ui::MainWindow& window, ui::Theme& theme, Kept kept)
    : m_window(window)
    , m_sandbox(std::move(cluster.sandbox))
    , m_name(cluster.setup.name)
    , m_confirmTwice(cluster.setup.confirmTwice)
    , m_connection(std::move(cluster.setup.connection))
    , m_gate(std::make_shared<kafka::Gate>(kafka::GateSettings{ m_connection.readOnly, kafka::defaultJournalPath(),
          kafka::currentActor(QStringLiteral("spillway")), m_connection.bootstrapServers }))
    , m_registry(cluster.setup.registry ? std::make_shared<SchemaRegistry>(*cluster.setup.registry) : nullptr)
    , m_theme(theme)
    , m_settings(kept.settings)
    , m_sessionStore(kept.sessions)
    , m_monitor(std::make_unique<ClusterMonitor>(std::move(cluster.source), MonitorOptions{ .quitPatienceMs = 0 }))
    , m_letters(std::make_unique<ui::LetterBoard>(*m_monitor, lettersOf(m_connection, m_gate)))
    , m_service(std::make_unique<ServiceDesk>(std::make_shared<EmbeddedRest>(
          EmbeddedServiceSettings{ .connection = m_connection, .gate = m_gate, .keep = m_sandbox })))
{
    m_monitor->setPaused(m_window.isPaused());
    // from a file anybody may have written: what is no expression was refused when it was read
    if (auto names = deadletter::TopicNames::withPatterns(cluster.setup.letterPatterns))
        m_letters->setNames(std::move(*names));
    else
        qWarning("%s", qPrintable(toText(names.error())));
    m_session = std::make_unique<ui::Session>(m_window, m_sessionStore, cluster.setup.sessionKey);
    m_session->setOn(m_settings.settings().restoreSession);
    m_window.setPages(keeping(decoding(pages(this))));
    m_window.setClusterName(cluster.setup.name);
    if (m_sandbox)
        m_window.setClusterKind(QStringLiteral("Demo data"));
    m_window.setProduction(cluster.setup.production);
    m_window.setReadOnly(m_connection.readOnly);
    m_window.statusLine().setAddress(
        m_sandbox ? QStringLiteral("demo data, made by this program") : securityWords(m_connection));

    watchForTrouble(cluster.setup);
    connect(m_monitor.get(), &ClusterMonitor::connectionChanged, this, &Desktop::showConnection);
    connect(m_monitor.get(), &ClusterMonitor::snapshotChanged, this, &Desktop::showSnapshot);
    connect(&m_window, &ui::MainWindow::pauseToggled, m_monitor.get(), &ClusterMonitor::setPaused);
    connect(&m_window, &ui::MainWindow::refreshRequested, m_monitor.get(), &ClusterMonitor::refreshNow);
    connect(m_letters.get(), &ui::LetterBoard::topicsChanged, this, &Desktop::showLetters);
    connect(m_service.get(), &ServiceDesk::phaseChanged, this, &Desktop::showService);
    connect(m_service.get(), &ServiceDesk::snapshotChanged, this, &Desktop::showService);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &Desktop::tick);
    m_second.start();
    showConnection();
    tick();
    connect(&m_settings, &ui::SettingsStore::changed, this, &Desktop::applySettings);
    applySettings();
}

void Desktop::watchForTrouble(const ClusterSetup& setup)
{
    m_notifier = std::make_unique<ui::Notifier>(std::make_unique<ui::DesktopNotifications>(),
        ui::Notifier::Surroundings{
            [quiet = setup.quiet] { return quiet || QApplication::activeWindow() != nullptr; }, {} });
    connect(m_notifier.get(), &ui::Notifier::activated, this, [this] {
        m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
        m_window.raise();
        m_window.activateWindow();
    });
    connect(m_notifier.get(), &ui::Notifier::noted, this, [this](const ui::Notification& told) {
        using Urgency = ui::Notification::Urgency;
        m_window.addNotification(told.urgency == Urgency::Critical ? Status::Error
                : told.urgency == Urgency::Low                     ? Status::Ok
                                                                   : Status::Note,
            told.title, told.text);
    });
    m_trouble = std::make_unique<ui::TroubleWatch>(*m_monitor, *m_notifier, setup.name);
}

ui::AboutFacts Desktop::aboutFacts(const Desktop* self)
{
    // Facts that help to find a fault; no address, no user and no property, they may tell more than one wants to.
    const SnapshotPtr snapshot = self ? self->m_monitor->snapshot() : SnapshotPtr();
    QStringList lines{
        QStringLiteral("System: %1, %2").arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()),
        QStringLiteral("Platform plugin: %1").arg(QGuiApplication::platformName())
    };
    if (snapshot)
        lines << QStringLiteral("Cluster: %1 brokers, %2 topics, %3 partitions, %4 groups; a cycle takes %5 ms")
                     .arg(snapshot->metadata.brokers.size())
                     .arg(snapshot->metadata.topics.size())
                     .arg(snapshot->partitions)
                     .arg(snapshot->groups.size())
                     .arg(snapshot->cycleMs);
    else
        lines << QStringLiteral("Cluster: no answer yet");
    return { QCoreApplication::applicationVersion(), QStringLiteral("GPL-3.0-or-later. No warranty."),
        libraryVersions(), lines.join(QLatin1Char('\n')) };
}

Desktop::~Desktop()
{
    m_session->save();
    m_session.reset();
    m_window.closePages(); // pages stop their readings
    m_window.setGoToNames(QStringLiteral("Topics"), QStringLiteral("topics"), {});
    m_window.setGoToNames(QStringLiteral("Consumer groups"), QStringLiteral("groups"), {});
    m_window.setGoToNames(QStringLiteral("Dead-letter topics"), QStringLiteral("deadletters"), {});
    m_trouble.reset();
    m_notifier.reset();
    m_service.reset(); // what runs stops by itself, and keeps the sandbox until it has
    m_letters.reset();
    m_monitor.reset();
    m_sandbox.reset();
}

void Desktop::showConnection()
{
    const ConnectionState& state = m_monitor->connection();
    switch (state.kind) {
    case ConnectionState::Kind::Connecting:
        m_window.setConnectionState(Status::Waiting, QStringLiteral("Connecting…"));
        break;
    case ConnectionState::Kind::Connected:
        m_window.setConnectionState(Status::Ok, QStringLiteral("Connected"));
        m_window.clearBanner();
        break;
    case ConnectionState::Kind::Lost:
        m_window.setConnectionState(Status::Error, QStringLiteral("Not connected"));
        m_window.statusLine().setBrokers(QStringLiteral("no broker reachable"), Status::Error);
        m_window.setBanner(Status::Error,
            m_monitor->snapshot()
                ? QStringLiteral("Connection to %1 lost at %2.")
                      .arg(m_connection.bootstrapServers,
                          ui::format::timeOfDay(state.sinceUtcMs, QDateTime::currentMSecsSinceEpoch()))
                : QStringLiteral("Cannot connect to %1.").arg(m_connection.bootstrapServers),
            {}, { { QStringLiteral("Try now"), [this] { m_monitor->refreshNow(); }, QStringLiteral("refresh") } });
        tick();
        break;
    }
}

void Desktop::showSnapshot()
{
    const SnapshotPtr snapshot = m_monitor->snapshot();
    if (!snapshot)
        return;
    const int brokers = static_cast<int>(snapshot->metadata.brokers.size());
    m_window.statusLine().setBrokers(
        brokers == 1 ? QStringLiteral("1 broker") : QStringLiteral("%1 brokers").arg(brokers));
    if (snapshot->intervalMs > 0)
        m_window.statusLine().setCost(
            QStringLiteral("%1 requests/s")
                .arg(ui::format::rate(1000.0 * snapshot->requests / static_cast<double>(snapshot->intervalMs))));
    const auto visibleTopics
        = std::ranges::count_if(snapshot->metadata.topics, [](const TopicInfo& topic) { return !topic.internal(); });
    m_window.setCounts(QStringLiteral("topics"), ui::format::count(visibleTopics));
    m_window.setCounts(QStringLiteral("brokers"), ui::format::count(brokers));
    if (snapshot->groupsInTrouble > 0)
        m_window.setCounts(QStringLiteral("groups"), ui::format::count(snapshot->groupsInTrouble), Status::Error,
            QStringLiteral("groups in trouble"));
    else
        m_window.setCounts(QStringLiteral("groups"), ui::format::count(static_cast<qint64>(snapshot->groups.size())));
    showNames(*snapshot);
    tick();
}

void Desktop::showNames(const ClusterSnapshot& snapshot)
{
    QStringList topics;
    for (const TopicInfo& topic : snapshot.metadata.topics)
        topics << topic.name;
    if (topics != m_topicNames)
        m_window.setGoToNames(QStringLiteral("Topics"), QStringLiteral("topics"), topics);
    m_topicNames = std::move(topics);
    QStringList groups;
    for (const GroupFigures& group : snapshot.groups)
        groups << group.info.id;
    if (groups != m_groupNames)
        m_window.setGoToNames(QStringLiteral("Consumer groups"), QStringLiteral("groups"), groups);
    m_groupNames = std::move(groups);
}

void Desktop::showLetters()
{
    QStringList names;
    for (const deadletter::DeadLetterTopic& topic : m_letters->topics())
        names << topic.name;
    if (names != m_letterTopics)
        m_window.setGoToNames(QStringLiteral("Dead-letter topics"), QStringLiteral("deadletters"), names);
    m_letterTopics = std::move(names);
    if (m_letters->phase() != ui::LetterBoard::Phase::Known)
        return;
    const qint64 open = m_letters->openInAll();
    const double inflow = m_letters->inflowOfAll();
    const Status status = inflow > 0 ? Status::Warning : Status::None;
    m_window.setCounts(QStringLiteral("deadletters"), open > 0 ? ui::format::count(open) : QString(), status,
        inflow > 0 ? QStringLiteral("open dead letters, %1 more per minute").arg(ui::format::rate(inflow))
                   : QStringLiteral("open dead letters"));
}

void Desktop::showService()
{
    const QString page = QStringLiteral("service");
    const ServiceSnapshotPtr& seen = m_service->snapshot();
    if (m_service->phase() == ServiceDesk::Phase::Failed)
        m_window.setCounts(page, QStringLiteral("failed"), Status::Error, QStringLiteral("the service did not start"));
    else if (m_service->phase() == ServiceDesk::Phase::Running && seen && seen->health.serviceRunning
        && !seen->health.healthy())
        m_window.setCounts(page, QStringLiteral("on"), Status::Error, QStringLiteral("the service is in trouble"));
    else
        m_window.setCounts(page, m_service->isOn() ? QStringLiteral("on") : QString(), Status::None,
            QStringLiteral("the service runs"));
}

void Desktop::tick()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_window.statusLine().setMemory(
        QStringLiteral("Memory %1").arg(ui::format::bytes(static_cast<double>(residentBytes()))));
    if (const SnapshotPtr snapshot = m_monitor->snapshot()) {
        const qint64 age = std::max<qint64>(0, now - snapshot->takenAtUtcMs);
        const bool stale = age > 3 * std::max<qint64>(1000, snapshot->intervalMs) + 1000;
        m_window.setFreshness(ui::format::freshness(age, stale), stale);
    } else {
        m_window.setFreshness(QStringLiteral("No data yet"), false);
    }
    const ConnectionState& state = m_monitor->connection();
    if (state.kind == ConnectionState::Kind::Lost) {
        const qint64 wait = state.nextAttemptUtcMs - now;
        m_window.setBannerRest((m_monitor->snapshot() ? QStringLiteral("Every page shows what was known then. ")
                                                      : state.error.message + QStringLiteral(". "))
            + (state.nextAttemptUtcMs == 0 || wait <= 0
                    ? QStringLiteral("Trying again now, attempt %1.").arg(state.attempt + 1)
                    : QStringLiteral("Trying again by itself, attempt %1 in %2 s.")
                          .arg(state.attempt + 1)
                          .arg((wait + 999) / 1000)));
    }
}

} // namespace spillway::app
