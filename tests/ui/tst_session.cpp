// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakecluster.h"
#include "tests/support/fakerecordsource.h"
#include "ui/mainwindow.h"
#include "ui/pages/feedpage.h"
#include "ui/pages/groupspage.h"
#include "ui/settings/session.h"
#include "ui/settings/sessionstore.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tableview.h"

#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScreen>
#include <QSignalSpy>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using namespace spillway::ui;

namespace {

class ArrangedPage : public Page {
public:
    ArrangedPage(const Theme& theme, const QStringList& columns, QWidget* parent)
        : Page(parent)
        , model(3, static_cast<int>(columns.size()))
    {
        model.setHorizontalHeaderLabels(columns);
        splitter = new QSplitter(this);
        splitter->setChildrenCollapsible(false);
        table = new TableView(theme, TableView::Density::Regular, splitter);
        table->setModel(&model);
        table->setSortingEnabled(true);
        splitter->addWidget(table);
        splitter->addWidget(new QWidget(splitter));
        tabs = new QTabBar(this);
        for (const char* name : { "Records", "Partitions", "Settings" })
            tabs->addTab(QLatin1String(name));
        range = new SegmentedControl(theme, { QStringLiteral("15 min"), QStringLiteral("1 h") }, this);
        auto* row = new QHBoxLayout(this);
        row->addWidget(splitter, 1);
        row->addWidget(tabs);
        row->addWidget(range);
    }
    QString pageName() const override { return QStringLiteral("topics"); }
    QString title() const override { return QStringLiteral("Topics"); }
    QJsonObject saveState() const override { return { { QStringLiteral("topic"), selected } }; }
    void restoreState(const QJsonObject& state) override { selected = state[QLatin1String("topic")].toString(); }

    QStandardItemModel model;
    QSplitter* splitter = nullptr;
    TableView* table = nullptr;
    QTabBar* tabs = nullptr;
    SegmentedControl* range = nullptr;
    QString selected;
};

} // namespace

class TestSession : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    QStringList m_columns{ QStringLiteral("Name"), QStringLiteral("In /s"), QStringLiteral("Lag") };

    QString path() const { return m_folder->filePath(QStringLiteral("spillway/session.json")); }
    QJsonObject file() const
    {
        QFile kept(path());
        return kept.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(kept.readAll()).object() : QJsonObject();
    }
    void put(const QByteArray& text) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
        QFile kept(path());
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.write(text);
    }

    /// One run of the program on a cluster: what is done in `act` is saved at its end.
    void run(const QString& cluster, const std::function<void(MainWindow&, Session&, SessionStore&)>& act)
    {
        SessionStore store(path());
        Session* session = nullptr;
        MainWindow window(m_theme,
            { { QStringLiteral("overview"), QStringLiteral("Overview"), {}, {},
                  [&](QWidget* parent) {
                      auto* page = new ArrangedPage(m_theme, m_columns, parent);
                      session->pageMade(page);
                      return page;
                  } },
                { QStringLiteral("topics"), QStringLiteral("Topics"), {}, {}, [&](QWidget* parent) {
                     auto* page = new ArrangedPage(m_theme, m_columns, parent);
                     session->pageMade(page);
                     return page;
                 } } });
        Session kept(window, store, cluster);
        session = &kept;
        kept.restoreWindow();
        act(window, kept, store);
        kept.save();
    }
    static ArrangedPage& open(MainWindow& window)
    {
        window.openPage(QStringLiteral("topics"));
        window.show();
        return static_cast<ArrangedPage&>(*window.currentPage());
    }
    void arrange(const QString& cluster, const QString& topic = QStringLiteral("orders"))
    {
        run(cluster, [&](MainWindow& window, Session&, SessionStore&) {
            ArrangedPage& page = open(window);
            page.splitter->setSizes({ 300, 500 });
            page.table->setColumnWidth(1, 177);
            page.table->setColumnHidden(2, true);
            page.table->horizontalHeader()->moveSection(0, 1);
            page.table->sortByColumn(1, Qt::DescendingOrder);
            page.tabs->setCurrentIndex(2);
            page.range->setCurrentIndex(1);
            page.selected = topic;
        });
    }

private slots:
    void initTestCase() { m_theme.install(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aPageComesBackAsItWasArranged()
    {
        arrange(QStringLiteral("a"));
        run(QStringLiteral("a"), [&](MainWindow& window, Session& session, SessionStore&) {
            QCOMPARE(session.lastPage(), QStringLiteral("topics"));
            ArrangedPage& page = open(window);
            const QList<int> sizes = page.splitter->sizes();
            const double share = double(sizes[0]) / double(sizes[0] + sizes[1]);
            QVERIFY2(share > 0.35 && share < 0.4, qPrintable(QString::number(share))); // 3 : 5
            QCOMPARE(page.table->columnWidth(1), 177);
            QVERIFY(page.table->isColumnHidden(2));
            QVERIFY(!page.table->isColumnHidden(0));
            QCOMPARE(page.table->horizontalHeader()->visualIndex(1), 0);
            QCOMPARE(page.table->horizontalHeader()->sortIndicatorSection(), 1);
            QCOMPARE(page.table->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
            QCOMPARE(page.tabs->currentIndex(), 2);
            QCOMPARE(page.range->currentIndex(), 1);
            QCOMPARE(page.selected, QStringLiteral("orders"));
        });
    }

    void twoClustersAreKeptApart()
    {
        arrange(QStringLiteral("a"), QStringLiteral("of a"));
        run(QStringLiteral("b"), [&](MainWindow& window, Session& session, SessionStore&) {
            QVERIFY(session.lastPage().isEmpty());
            QCOMPARE(open(window).tabs->currentIndex(), 0);
        });
        arrange(QStringLiteral("c"), QStringLiteral("of c"));
        run(QStringLiteral("a"), [&](MainWindow& window, Session&, SessionStore&) {
            QCOMPARE(open(window).selected, QStringLiteral("of a"));
        });
    }

    void twoProgramsDoNotTakeAwayEachOthersClusters()
    {
        SessionStore first(path());
        SessionStore second(path());
        QSignalSpy firstWritten(&first, &SessionStore::written);
        QSignalSpy secondWritten(&second, &SessionStore::written);
        first.save({}, QStringLiteral("a"), { { QStringLiteral("page"), QStringLiteral("topics") } });
        QTRY_COMPARE(firstWritten.size(), 1);
        second.save({}, QStringLiteral("b"), { { QStringLiteral("page"), QStringLiteral("feed") } });
        QTRY_COMPARE(secondWritten.size(), 1);
        QVERIFY(secondWritten[0][0].toString().isEmpty());
        const SessionStore after(path());
        QCOMPARE(after.cluster(QStringLiteral("a"))[QLatin1String("page")].toString(), QStringLiteral("topics"));
        QCOMPARE(after.cluster(QStringLiteral("b"))[QLatin1String("page")].toString(), QStringLiteral("feed"));
    }

    void onlyWhatHasChangedIsWritten()
    {
        SessionStore store(path());
        QSignalSpy written(&store, &SessionStore::written);
        const QJsonObject state{ { QStringLiteral("page"), QStringLiteral("topics") } };
        store.save({}, QStringLiteral("a"), state);
        store.save({}, QStringLiteral("a"), state);
        QTRY_COMPARE(written.size(), 1);
        store.save({}, QStringLiteral("a"), { { QStringLiteral("page"), QStringLiteral("feed") } });
        QTRY_COMPARE(written.size(), 2);
    }

    void clustersNotUsedForLongLeave()
    {
        QJsonObject clusters;
        for (int i = 0; i < 60; ++i)
            clusters[QStringLiteral("c%1").arg(i)] = QJsonObject{ { QStringLiteral("usedUtcMs"), 1000 + i } };
        put(QJsonDocument(QJsonObject{ { QStringLiteral("version"), 1 }, { QStringLiteral("clusters"), clusters } })
                .toJson());
        arrange(QStringLiteral("now"));
        const QJsonObject kept = file()[QLatin1String("clusters")].toObject();
        QCOMPARE(kept.size(), SessionStore::MostClusters);
        QVERIFY(kept.contains(QStringLiteral("now")));
        QVERIFY(kept.contains(QStringLiteral("c59")));
        QVERIFY(!kept.contains(QStringLiteral("c0")));
    }

    void aCorruptFileIsIgnoredToldAndKeptAside_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("cut off") << QByteArray("{\"version\":1,\"clusters\":{\"a\":{\"pa");
        QTest::newRow("no object") << QByteArray("[1,2]");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("another version") << QByteArray("{\"version\":99}");
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("huge") << QByteArray(5 * 1024 * 1024, ' ');
    }
    void aCorruptFileIsIgnoredToldAndKeptAside()
    {
        QFETCH(QByteArray, text);
        put(text);
        run(QStringLiteral("a"), [&](MainWindow& window, Session&, SessionStore& store) {
            QVERIFY(store.trouble().contains(QStringLiteral("session.json.unreadable")));
            QCOMPARE(open(window).tabs->currentIndex(), 0);
        });
        QFile aside(path() + QStringLiteral(".unreadable"));
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), text);
        QVERIFY(SessionStore(path()).trouble().isEmpty()); // told once: a good one has taken its place
        QVERIFY(file()[QLatin1String("clusters")].toObject().contains(QStringLiteral("a")));
    }

    void nonsenseInAGoodFileDoesNoHarm()
    {
        put(R"({"version":1,"window":{"at":["x",null,-5,1e99],"maximized":"yes","railCollapsed":7},
            "clusters":{"a":{"page":"no such page","pages":{"topics":{
              "table0":{"names":["Name","In /s","Lag"],"sort":99,"columns":[
                {"at":-5,"width":-1,"hidden":true},{"at":1e12,"width":99999999,"hidden":true},{"hidden":true}]},
              "splitter0":[-9,"x",3],"tabs0":77,"segments0":-3,"own":[1]}}}}})");
        run(QStringLiteral("a"), [&](MainWindow& window, Session&, SessionStore&) {
            ArrangedPage& page = open(window);
            QVERIFY(!page.table->isColumnHidden(0)); // not all of them
            QVERIFY(page.table->columnWidth(1) <= 4000);
            QCOMPARE(page.tabs->currentIndex(), 0);
            QCOMPARE(page.range->currentIndex(), 0);
            QVERIFY(page.splitter->sizes()[0] > 0);
            QVERIFY(window.width() >= 900 && window.height() >= 600);
        });
    }

    void aTableWithOtherColumnsIsLeftAlone()
    {
        arrange(QStringLiteral("a"));
        m_columns = { QStringLiteral("Name"), QStringLiteral("Leader"), QStringLiteral("Lag") };
        run(QStringLiteral("a"), [&](MainWindow& window, Session&, SessionStore&) {
            ArrangedPage& page = open(window);
            QVERIFY(!page.table->isColumnHidden(2));
            QCOMPARE(page.tabs->currentIndex(), 2); // the rest comes back all the same
        });
        m_columns[1] = QStringLiteral("In /s");
    }

    void offNothingIsRestoredAndNothingSaved()
    {
        arrange(QStringLiteral("a"));
        const QJsonObject before = file();
        run(QStringLiteral("a"), [&](MainWindow& window, Session& session, SessionStore&) {
            session.setOn(false);
            QVERIFY(session.lastPage().isEmpty());
            ArrangedPage& page = open(window);
            QCOMPARE(page.tabs->currentIndex(), 0);
            page.tabs->setCurrentIndex(1);
        });
        QCOMPARE(file(), before);
    }

    void railAndWindowComeBack()
    {
        run(QStringLiteral("a"), [&](MainWindow& window, Session&, SessionStore&) {
            window.show();
            window.setGeometry(10, 20, 920, 610);
            window.setRailCollapsed(true);
        });
        run(QStringLiteral("b"), [&](MainWindow& window, Session&, SessionStore&) { // the window is one for all
            QVERIFY(window.isRailCollapsed());
            const QSize screen = QGuiApplication::primaryScreen()->availableGeometry().size();
            QCOMPARE(window.size(), QSize(920, 610).boundedTo(screen).expandedTo(window.minimumSize()));
        });
    }

    void aScreenThatIsGoneDoesNotHideTheWindow_data()
    {
        QTest::addColumn<QRect>("wanted");
        QTest::addColumn<QRect>("placed");
        QTest::newRow("as it was") << QRect(100, 50, 1440, 900) << QRect(100, 50, 1440, 900);
        QTest::newRow("on the second") << QRect(2000, 10, 1000, 800) << QRect(2000, 10, 1000, 800);
        QTest::newRow("screen gone") << QRect(5000, 10, 1000, 800) << QRect(460, 140, 1000, 800);
        QTest::newRow("title above the edge") << QRect(100, -200, 1000, 800) << QRect(460, 140, 1000, 800);
        QTest::newRow("a sliver in sight") << QRect(-950, 10, 1000, 800) << QRect(460, 140, 1000, 800);
        QTest::newRow("half in sight") << QRect(-500, 10, 1000, 800) << QRect(-500, 10, 1000, 800);
        QTest::newRow("larger than the screen") << QRect(0, 0, 9000, 9000) << QRect(0, 0, 1920, 1080);
        QTest::newRow("too small") << QRect(0, 0, 1, 1) << QRect(0, 0, 900, 600);
        QTest::newRow("absurd") << QRect(-2'000'000'000, 2'000'000'000, 1000, 800) << QRect(460, 140, 1000, 800);
    }
    void aScreenThatIsGoneDoesNotHideTheWindow()
    {
        QFETCH(QRect, wanted);
        QFETCH(QRect, placed);
        const QList<QRect> screens{ QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024) };
        QCOMPARE(placeOnScreens(wanted, screens, QSize(900, 600)).value(), placed);
        QVERIFY(!placeOnScreens(wanted, {}, QSize(900, 600)));
    }

    void columnsThatGiveWayComeBackAsTheUserHadThem()
    {
        QStandardItemModel model(1, 3);
        TableView table(m_theme);
        table.setModel(&model);
        table.setColumnHidden(1, true);
        table.setYielding({ 1, 2 }, true);
        QVERIFY(table.isColumnHidden(2));
        const QJsonArray saved = table.saveColumns()[QLatin1String("columns")].toArray();
        QVERIFY(saved[1].toObject()[QLatin1String("hidden")].toBool());
        QVERIFY(!saved[2].toObject()[QLatin1String("hidden")].toBool()); // hidden for want of room only
        table.setYielding({ 1, 2 }, true);
        table.setYielding({ 1, 2 }, false);
        QVERIFY(table.isColumnHidden(1));
        QVERIFY(!table.isColumnHidden(2));
    }

    void theFeedFollowsItsTopicsAgain()
    {
        auto cluster = std::make_shared<FakeCluster>();
        cluster->addBroker(1);
        auto source = std::make_shared<FakeRecordSource>();
        for (const char* name : { "orders", "payments", "other" }) {
            cluster->addTopic(QLatin1String(name), 1);
            source->createTopic(QLatin1String(name), 1);
            source->append(QLatin1String(name), 0, 1'790'000'000'000, "{}");
        }
        ClusterMonitor monitor(std::make_unique<FakeSource>(cluster));
        QJsonObject state;
        {
            FeedPage page(monitor, source, m_theme);
            page.follow(QStringLiteral("payments"));
            page.follow(QStringLiteral("orders"));
            state = page.saveState();
        }
        state[QStringLiteral("filter")] = QStringLiteral("declined");
        FeedPage page(monitor, source, m_theme);
        page.follow(QStringLiteral("other")); // what a new window begins with gives way
        page.restoreState(state);
        QStringList names;
        for (const LiveTail::Topic& topic : page.tail().topics())
            names.append(topic.name);
        QCOMPARE(names, QStringList({ QStringLiteral("payments"), QStringLiteral("orders") }));
        QCOMPARE(page.saveState(), state);
        QVERIFY(!page.tail().rows().filter().isEmpty());
        QTRY_COMPARE(page.tail().buffer().rowCount(), qint64(2)); // the last ones, not only what comes
        QCOMPARE(page.tail().buffer().shownCount(), qint64(0));

        QJsonArray many;
        for (int i = 0; i < 5000; ++i)
            many.append(QStringLiteral("t%1").arg(i));
        FeedPage bounded(monitor, source, m_theme);
        bounded.restoreState({ { QStringLiteral("topics"), many } });
        QVERIFY(bounded.tail().topics().size() <= 32);
    }

    void theSelectedGroupComesBackOnceAndIsNotForced()
    {
        auto cluster = std::make_shared<FakeCluster>();
        cluster->addBroker(1);
        cluster->addTopic(QStringLiteral("t"), 1);
        for (const char* name : { "a", "b", "c" })
            cluster->addGroup(QLatin1String(name), QStringLiteral("t"), 1);
        MonitorOptions quick;
        quick.minIntervalMs = 5;
        ClusterMonitor monitor(std::make_unique<FakeSource>(cluster), quick);
        GroupsPage page(monitor, m_theme);
        page.resize(1200, 800);
        page.restoreState({ { QStringLiteral("group"), QStringLiteral("c") } });
        page.show();
        page.setActive(true);
        TableView* table = nullptr;
        for (TableView* view : page.findChildren<TableView*>())
            if (view->accessibleName() == page.title())
                table = view;
        QVERIFY(table);
        QTRY_COMPARE(table->currentId().toString(), QStringLiteral("c"));
        QCOMPARE(page.saveState()[QLatin1String("group")].toString(), QStringLiteral("c"));
        table->setCurrentId(QStringLiteral("b"));
        const quint64 seen = monitor.snapshot()->number;
        QTRY_VERIFY(monitor.snapshot()->number > seen + 3);
        QCOMPARE(table->currentId().toString(), QStringLiteral("b"));
    }
};

QTEST_MAIN(TestSession)
#include "tst_session.moc"
