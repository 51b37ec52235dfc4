// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustermonitor.h"
#include "tests/support/fakecluster.h"
#include "ui/mainwindow.h"
#include "ui/models/brokertablemodel.h"
#include "ui/models/configmodel.h"
#include "ui/models/ledpartitionsmodel.h"
#include "ui/pages/brokerspage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace spillway;
using namespace spillway::ui;
using spillway::test::FakeCluster;
using spillway::test::FakeSource;

/// With SPILLWAY_PICTURES=DIR pictures are written there, to be looked at.
class BrokersPageTest : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<MainWindow> m_window;

    template <class M> M* model() const
    {
        for (const TableView* table : m_window->findChildren<TableView*>())
            if (auto* found = qobject_cast<M*>(table->model()))
                return found;
        return nullptr;
    }
    QString cell(int row, int column) const
    {
        auto* brokers = model<BrokerTableModel>();
        return brokers->index(row, column).data().toString();
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
    void open()
    {
        MonitorOptions options;
        options.minIntervalMs = 20;
        options.backoffMinMs = options.backoffMaxMs = 20;
        m_monitor = std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(m_cluster), options);
        std::vector<PageEntry> entries;
        entries.push_back({ QStringLiteral("brokers"), QStringLiteral("Brokers"), QStringLiteral("brokers"), {},
            [this](QWidget* parent) { return new BrokersPage(*m_monitor, m_theme, parent); } });
        m_window = std::make_unique<MainWindow>(m_theme, entries);
        m_window->show();
    }
    void picture(const QString& name)
    {
        const QString folder = qEnvironmentVariable("SPILLWAY_PICTURES");
        if (folder.isEmpty())
            return;
        for (const bool dark : { false, true }) {
            m_theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            bool settled = false;
            QTimer::singleShot(50, this, [&settled] { settled = true; });
            QTRY_VERIFY(settled);
            QVERIFY(m_window->grabWindow(QSize(dark ? 1440 : 1000, dark ? 900 : 640),
                folder + QLatin1Char('/') + name
                    + (dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png"))));
        }
        m_theme.setMode(Theme::Mode::Light);
    }

private slots:
    void initTestCase() { m_theme.install(); }
    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        for (const int id : { 1, 2, 3 })
            m_cluster->addBroker(id);
        m_cluster->addTopic(QStringLiteral("orders"), 4); // leaders 1 2 3 1
    }
    void cleanup()
    {
        m_window.reset();
        m_monitor.reset();
    }

    void workIsCountedPerBroker()
    {
        using M = BrokerTableModel;
        m_cluster->setUnderReplicated(QStringLiteral("orders"), 1, true); // broker 3 falls out
        open();
        QTRY_VERIFY(m_monitor->snapshot());
        QTRY_COMPARE(model<M>()->rowCount(), 3);
        const QAbstractItemModelTester tester(model<M>());
        QCOMPARE(cell(0, M::LeadersColumn), QStringLiteral("2"));
        QCOMPARE(cell(1, M::LeadersColumn), QStringLiteral("1"));
        QVERIFY(cell(0, M::ShareColumn).startsWith(QStringLiteral("50")));
        QCOMPARE(cell(0, M::LeaderSkewColumn), QStringLiteral("+50 %"));
        QCOMPARE(cell(1, M::LeaderSkewColumn), QStringLiteral("−25 %"));
        QCOMPARE(cell(2, M::ReplicasColumn), QStringLiteral("4"));
        QCOMPARE(cell(2, M::InSyncColumn), QStringLiteral("3"));
        QCOMPARE(cell(2, M::BehindColumn), QStringLiteral("1"));
        QCOMPARE(cell(2, M::StateColumn), QStringLiteral("Reachable"));
        model<M>()->sort(M::BehindColumn, Qt::DescendingOrder);
        QCOMPARE(cell(0, M::NumberColumn), QStringLiteral("3"));
        picture(QStringLiteral("brokers"));
    }

    void aBrokerThatLeftIsStillNamedWithTheReason()
    {
        using M = BrokerTableModel;
        m_cluster->removeBroker(2);
        open();
        QTRY_COMPARE(model<M>()->rowCount(), 3);
        QCOMPARE(cell(1, M::StateColumn), QStringLiteral("In trouble"));
        QCOMPARE(cell(1, M::AddressColumn), QStringLiteral("unknown"));
        QVERIFY(cell(1, M::ReasonColumn).contains(QStringLiteral("not in the cluster")));
    }

    void theSelectedBrokersConfigurationAndPartitionsAreShown()
    {
        open();
        QTRY_VERIFY(m_monitor->snapshot());
        QTRY_COMPARE(model<ConfigModel>()->rowCount(), 4);
        QCOMPARE(model<LedPartitionsModel>()->rowCount(), 2);
        const QAbstractItemModelTester tester(model<LedPartitionsModel>());
        m_window->currentPage()->showItem(QStringLiteral("2"));
        QTRY_VERIFY(model<ConfigModel>()->rowCount() == 4
            && model<ConfigModel>()->row(0).entry.value == QStringLiteral("rack-2"));
        QCOMPARE(model<LedPartitionsModel>()->rowCount(), 1);
        QTRY_VERIFY(says(QStringLiteral("Broker 2")));
    }

    void whereConfigurationCannotBeReadItSaysSoInPlace()
    {
        m_cluster->failBrokerConfig(Error{ .code = ErrorCode::NotAuthorized,
            .message = QStringLiteral("Cluster authorization failed"),
            .hint = QStringLiteral("ask for DescribeConfigs") });
        open();
        QTRY_VERIFY(says(QStringLiteral("Cluster authorization failed")));
        QVERIFY(says(QStringLiteral("ask for DescribeConfigs")));
        QVERIFY(model<BrokerTableModel>()->rowCount() == 3); // the table stays
        picture(QStringLiteral("brokers-noright"));
    }

    void aLostConnectionNamesTheReasonPerBroker()
    {
        using M = BrokerTableModel;
        open();
        QTRY_COMPARE(model<M>()->rowCount(), 3);
        m_cluster->fail(Error{ ErrorCode::Unreachable, QStringLiteral("No broker could be reached"), {}, true, false },
            { QStringLiteral("kafka-1.example:9092: Connection refused") });
        QTRY_COMPARE(cell(0, M::StateColumn), QStringLiteral("In trouble"));
        QCOMPARE(cell(0, M::ReasonColumn), QStringLiteral("Connection refused"));
        QCOMPARE(cell(1, M::StateColumn), QStringLiteral("unknown"));
    }
};

QTEST_MAIN(BrokersPageTest)
#include "tst_brokerspage.moc"
