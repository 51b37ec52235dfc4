// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustermonitor.h"
#include "tests/support/fakeclock.h"
#include "ui/charts/timechart.h"
#include "ui/mainwindow.h"
#include "ui/models/grouptablemodel.h"
#include "ui/models/roles.h"
#include "ui/pages/groupdetail.h"
#include "ui/pages/groupspage.h"
#include "ui/pages/overviewpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"

#include <QDir>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cmath>

using namespace spillway;
using namespace spillway::ui;
using spillway::test::FakeClock;
using spillway::test::FakeCluster;
using spillway::test::FakeSource;

namespace {

const QString Orders = QStringLiteral("orders");
const QString Events = QStringLiteral("zamaz.debate.decision-events");

Error unreachable()
{
    return { ErrorCode::Unreachable, QStringLiteral("No broker could be reached"),
        QStringLiteral("Check the address and whether the brokers run"), true, false };
}

/// An hour of a small shop: most groups keep up, one fell behind, one has stopped. The computer slept for three
/// minutes.
std::vector<SnapshotPtr> liveThrough(const std::shared_ptr<FakeCluster>& cluster)
{
    constexpr int Seconds = 3600;
    FakeClock clock(cluster, QDateTime::currentMSecsSinceEpoch() - qint64(Seconds) * 1000);
    std::vector<SnapshotPtr> past;
    qint64 behind = 0;
    for (int s = 0; s < Seconds; s += 2) {
        const auto wave = qint64(400 + 60 * std::sin(s / 300.0) + 25 * std::sin(s / 17.0));
        cluster->grow(Orders, wave);
        cluster->grow(Events, wave / 3);
        for (const char* group : { "orders-fulfilment", "fraud-scoring", "connect-elastic-sink", "inventory-sync" })
            cluster->commitAll(QString::fromLatin1(group), Orders, (s * 7) % 23);
        cluster->commitAll(QStringLiteral("zamaz-debate-group"), Events, 3);
        if (s < 1200)
            cluster->commitAll(QStringLiteral("evolution-projector"), Events, 0);
        cluster->commitAll(QStringLiteral("metrics-rollup"), Orders, s < 2400 ? 40 : 200 + (s % 90));
        if (s >= 2400) {
            behind += 60;
            cluster->commit(QStringLiteral("metrics-rollup"), Orders, 3, cluster->end(Orders, 3) - behind);
        }
        const SnapshotPtr snapshot = clock.tick(2000);
        if (s < 840 || s > 1020)
            past.push_back(snapshot);
    }
    return past;
}

void remember(LagHistory& history, const std::vector<SnapshotPtr>& past)
{
    qint64 last = 0;
    for (const SnapshotPtr& snapshot : past) {
        if (last != 0 && snapshot->takenAtUtcMs - last > 10'000)
            history.interrupt(HistoryGap::Reason::Asleep, last);
        history.record(*snapshot);
        last = snapshot->takenAtUtcMs;
    }
}

} // namespace

/// With SPILLWAY_PICTURES=DIR the pictures stay, to be looked at.
class MonitorPagesTest : public QObject {
    Q_OBJECT

    Theme m_theme;
    QTemporaryDir m_temporary;
    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<MainWindow> m_window;

    template <class T> T* find() const { return m_window->findChild<T*>(); }
    Panel* panel(const QString& title) const
    {
        for (Panel* candidate : m_window->findChildren<Panel*>())
            if (candidate->title() == title)
                return candidate;
        return nullptr;
    }
    /// The rows of the table of groups on the current page.
    int groupRows() const
    {
        for (const TableView* table : m_window->currentPage()->findChildren<TableView*>())
            if (qobject_cast<GroupTableModel*>(table->model()))
                return table->model()->rowCount();
        return -1;
    }
    bool says(const QString& text) const
    {
        for (const QLabel* label : m_window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        for (const StatusLabel* label : m_window->findChildren<StatusLabel*>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }
    void picture(const QString& name)
    {
        const QString wanted = qEnvironmentVariable("SPILLWAY_PICTURES");
        const QDir folder(wanted.isEmpty() ? m_temporary.path() : wanted);
        for (const bool dark : { false, true }) {
            m_theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            for (const QSize size : { QSize(1440, 900), QSize(1000, 640) }) {
                m_window->resize(size);
                bool settled = false; // theme, layout and charts wait for the event loop
                QTimer::singleShot(20, this, [&settled] { settled = true; });
                QTRY_VERIFY(settled);
                QVERIFY(m_window->grabWindow(size,
                    folder.filePath(QStringLiteral("%1-%2-%3.png")
                                        .arg(name)
                                        .arg(size.width())
                                        .arg(dark ? QStringLiteral("dark") : QStringLiteral("light")))));
            }
        }
        m_theme.setMode(Theme::Mode::Light);
    }
    void watch()
    {
        MonitorOptions options;
        options.minIntervalMs = 20;
        options.backoffMinMs = options.backoffMaxMs = 20;
        m_monitor = std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(m_cluster), options);
    }
    void open(const QString& page)
    {
        std::vector<PageEntry> entries;
        entries.push_back({ QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("overview"), {},
            [this](QWidget* parent) { return new OverviewPage(*m_monitor, m_theme, parent); } });
        entries.push_back({ QStringLiteral("groups"), QStringLiteral("Consumer groups"), QStringLiteral("groups"), {},
            [this](QWidget* parent) { return new GroupsPage(*m_monitor, m_theme, parent); } });
        m_window = std::make_unique<MainWindow>(m_theme, entries);
        m_window->setClusterName(QStringLiteral("kafka-1.zamaz.internal:9093"));
        m_window->show();
        QVERIFY(m_window->openPage(page));
    }

private slots:
    void initTestCase() { m_theme.install(); }

    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        for (const int id : { 1, 2, 3 })
            m_cluster->addBroker(id);
        m_cluster->addTopic(Orders, 6);
        m_cluster->addTopic(Events, 3);
        for (const char* group : { "orders-fulfilment", "connect-elastic-sink", "inventory-sync", "metrics-rollup" })
            m_cluster->addGroup(QString::fromLatin1(group), Orders, 3);
        m_cluster->addGroup(QStringLiteral("fraud-scoring"), Orders, 2, true);
        m_cluster->addGroup(QStringLiteral("zamaz-debate-group"), Events, 3);
        m_cluster->addGroup(QStringLiteral("evolution-projector"), Events, 0);
        m_cluster->addGroup(QStringLiteral("console-consumer-58213"), Events, 1);
    }

    void cleanup()
    {
        m_window.reset();
        m_monitor.reset();
    }

    void overviewShowsTheCluster()
    {
        const auto past = liveThrough(m_cluster);
        watch();
        remember(m_monitor->history(), past);
        m_cluster->setUnderReplicated(Orders, 1, true);
        open(QStringLiteral("overview"));
        QTRY_VERIFY(m_monitor->snapshot() && m_monitor->snapshot()->groupsInTrouble > 0);
        m_cluster->addGroup(QStringLiteral("payments-audit"), Orders, 1);
        m_cluster->commitAll(QStringLiteral("payments-audit"), Orders, 0);
        m_cluster->commit(QStringLiteral("orders-fulfilment"), Orders, 2, 1000);
        QTRY_VERIFY(m_monitor->events().size() >= 2);
        find<SegmentedControl>()->setCurrentIndex(1);
        QTRY_COMPARE(groupRows(), 9);
        const auto tiles = m_window->findChildren<Tile*>();
        QCOMPARE(tiles.size(), 6);
        QTRY_VERIFY(panel(QStringLiteral("Consumer groups, worst first")));
        QVERIFY(!panel(QStringLiteral("Brokers"))->isVisible());
        QTRY_VERIFY(m_monitor->snapshot()->outPerSecond);
        picture(QStringLiteral("overview"));
    }

    void aTileOpensThePageThatExplainsIt()
    {
        watch();
        open(QStringLiteral("overview"));
        QTRY_VERIFY(m_monitor->snapshot());
        for (Tile* tile : m_window->findChildren<Tile*>())
            if (tile->text() == QStringLiteral("Groups in trouble"))
                tile->click();
        QCOMPARE(m_window->currentPage()->pageName(), QStringLiteral("groups"));
    }

    void lostConnectionKeepsValuesAndNamesTheBrokers()
    {
        const auto past = liveThrough(m_cluster);
        watch();
        remember(m_monitor->history(), past);
        open(QStringLiteral("overview"));
        QTRY_VERIFY(m_monitor->snapshot() && m_monitor->snapshot()->outPerSecond);
        m_cluster->fail(unreachable(),
            { QStringLiteral("kafka-1.example:9092: Connect to ipv4#10.20.4.11:9092 failed: Connection refused"),
                QStringLiteral("kafka-2.example:9092: Connection setup timed out in state CONNECT"),
                QStringLiteral(
                    "kafka-3.example:9092: Failed to resolve 'kafka-3.example:9092': Name or service not known") });
        QTRY_VERIFY(panel(QStringLiteral("Brokers"))->isVisible());
        QTRY_VERIFY(panel(QStringLiteral("Consumer groups, worst first"))->isStale());
        find<SegmentedControl>()->setCurrentIndex(1);
        m_window->setBanner(Status::Error,
            QStringLiteral("Connection to kafka-1.zamaz.internal:9093 lost at 14:29:56."),
            QStringLiteral("Every page shows what was known then."), {});
        picture(QStringLiteral("lost"));
        m_cluster->fail({});
        QTRY_VERIFY(!panel(QStringLiteral("Brokers"))->isVisible());
        QTRY_VERIFY(!panel(QStringLiteral("Consumer groups, worst first"))->isStale());
    }

    void aClusterThatNeverAnsweredSaysSoOnEveryPage()
    {
        m_cluster->fail(unreachable(), { QStringLiteral("127.0.0.1:1: Connection refused") });
        watch();
        open(QStringLiteral("overview"));
        QTRY_VERIFY(says(QStringLiteral("Not connected")));
        QVERIFY(says(unreachable().message));
        picture(QStringLiteral("never"));
        m_window->openPage(QStringLiteral("groups"));
        QTRY_VERIFY(says(QStringLiteral("Not connected")));
        picture(QStringLiteral("never-groups"));
    }

    void anEmptyClusterSaysWhatWillAppear()
    {
        m_cluster = std::make_shared<FakeCluster>();
        m_cluster->addBroker(1);
        watch();
        open(QStringLiteral("overview"));
        QTRY_VERIFY(says(QStringLiteral("No consumer groups")));
        picture(QStringLiteral("empty"));
        m_window->openPage(QStringLiteral("groups"));
        QTRY_VERIFY(says(QStringLiteral("No consumer groups")));
    }

    void groupsShowWhyTheyAreInTrouble()
    {
        const auto past = liveThrough(m_cluster);
        watch();
        remember(m_monitor->history(), past);
        open(QStringLiteral("groups"));
        auto* page = qobject_cast<GroupsPage*>(m_window->currentPage());
        QTRY_VERIFY(m_monitor->snapshot());
        auto* detail = find<GroupDetail>();
        QTRY_COMPARE(detail->title(), QStringLiteral("evolution-projector")); // the worst
        QTRY_VERIFY(detail->findChild<Banner*>()->isVisible());
        QVERIFY(detail->findChild<Banner*>()->what().startsWith(QStringLiteral("Stopped")));
        page->showItem(QStringLiteral("metrics-rollup"));
        QTRY_COMPARE(detail->title(), QStringLiteral("metrics-rollup"));
        for (SegmentedControl* control : detail->findChildren<SegmentedControl*>())
            control->setCurrentIndex(1);
        picture(QStringLiteral("groups"));
    }

    void newProtocolGroupsSayWhyMembersAreMissing()
    {
        watch();
        open(QStringLiteral("groups"));
        QTRY_VERIFY(m_monitor->snapshot());
        m_window->currentPage()->showItem(QStringLiteral("fraud-scoring"));
        QTRY_COMPARE(find<GroupDetail>()->title(), QStringLiteral("fraud-scoring"));
        QVERIFY(says(QStringLiteral("Members are not available")));
    }

    void selectionStaysWithItsGroup()
    {
        const auto past = liveThrough(m_cluster);
        watch();
        remember(m_monitor->history(), past);
        open(QStringLiteral("groups"));
        QTRY_VERIFY(m_monitor->snapshot());
        m_window->currentPage()->showItem(QStringLiteral("inventory-sync"));
        QTRY_COMPARE(find<GroupDetail>()->title(), QStringLiteral("inventory-sync"));
        const quint64 seen = m_monitor->snapshot()->number;
        m_cluster->removeGroup(QStringLiteral("connect-elastic-sink"));
        m_cluster->addGroup(QStringLiteral("aaa"), Orders, 0);
        m_cluster->commitAll(QStringLiteral("aaa"), Orders, 10);
        QTRY_VERIFY(m_monitor->snapshot()->number > seen + 3);
        QCOMPARE(find<GroupDetail>()->title(), QStringLiteral("inventory-sync"));
    }

    void theFilterNarrowsAndSaysWhenNothingMatches()
    {
        watch();
        open(QStringLiteral("groups"));
        QTRY_VERIFY(m_monitor->snapshot());
        auto* filter = find<FilterField>();
        filter->setText(QStringLiteral("decision"));
        QTRY_COMPARE(groupRows(), 2);
        filter->setText(QStringLiteral("nothing like this"));
        QTRY_VERIFY(says(QStringLiteral("No group matches")));
        filter->clear();
        QTRY_COMPARE(groupRows(), 8);
    }

    void groupsThatCannotBeReadSayWhy()
    {
        m_cluster->failGroups(Error{ ErrorCode::NotAuthorized, QStringLiteral("Not allowed to list groups"),
            QStringLiteral("Describe on the cluster is needed"), false, false });
        watch();
        open(QStringLiteral("groups"));
        QTRY_VERIFY(says(QStringLiteral("Groups could not be read")));
        QVERIFY(says(QStringLiteral("Not allowed to list groups")));
    }

    void aPageThatIsNotInFrontDoesNothing()
    {
        watch();
        open(QStringLiteral("groups"));
        QTRY_VERIFY(m_monitor->snapshot());
        QTRY_COMPARE(groupRows(), 8);
        const Page* page = m_window->currentPage();
        const auto* model = page->findChild<GroupTableModel*>();
        m_window->openPage(QStringLiteral("overview"));
        m_cluster->removeGroup(QStringLiteral("inventory-sync"));
        QTRY_VERIFY(!m_monitor->snapshot()->group(QStringLiteral("inventory-sync")));
        QCOMPARE(model->rowCount(), 8);
        m_window->openPage(QStringLiteral("groups"));
        QCOMPARE(model->rowCount(), 7);
    }
};

QTEST_MAIN(MonitorPagesTest)
#include "tst_monitorpages.moc"
