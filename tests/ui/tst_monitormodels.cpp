// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakeclock.h"
#include "ui/models/brokertroublemodel.h"
#include "ui/models/eventlistmodel.h"
#include "ui/models/grouptablemodel.h"
#include "ui/models/membersmodel.h"
#include "ui/models/monitortexts.h"
#include "ui/models/partitionlagmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::ui;
using spillway::test::FakeClock;
using spillway::test::FakeCluster;

namespace {
const QString Topic = QStringLiteral("orders");

QString name(int i)
{
    return QStringLiteral("group-%1").arg(i, 2, 10, QLatin1Char('0'));
}
}

class MonitorModelsTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeCluster> m_cluster;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<GroupTableModel> m_groups;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

    void tick() { m_groups->setSnapshot(m_clock->tick()); }
    QString cell(int row, int column) const { return m_groups->index(row, column).data().toString(); }
    QStringList names() const
    {
        QStringList list;
        for (const GroupRow& row : m_groups->rows())
            list << row.id;
        return list;
    }

private slots:
    void init()
    {
        m_cluster = std::make_shared<FakeCluster>();
        m_cluster->addBroker(1);
        m_cluster->addTopic(Topic, 4);
        for (int i = 0; i < 10; ++i)
            m_cluster->addGroup(name(i), Topic, 2);
        m_cluster->grow(Topic, 1000);
        for (int i = 0; i < 10; ++i)
            m_cluster->commitAll(name(i), Topic, 0);
        m_clock = std::make_unique<FakeClock>(m_cluster);
        m_groups = std::make_unique<GroupTableModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_groups.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        tick();
    }

    void worstComeFirst()
    {
        QCOMPARE(m_groups->rowCount(), 10);
        QCOMPARE(cell(0, GroupTableModel::NameColumn), name(0));
        m_cluster->addGroup(QStringLiteral("idle"), Topic, 0);
        m_cluster->commitAll(QStringLiteral("idle"), Topic, 5);
        m_cluster->addGroup(QStringLiteral("fresh"), Topic, 1);
        tick();
        QCOMPARE(names().first(), QStringLiteral("idle"));
        QCOMPARE(cell(0, GroupTableModel::StatusColumn), QStringLiteral("Stopped"));
        QCOMPARE(cell(0, GroupTableModel::LagColumn), QStringLiteral("20"));
        QCOMPARE(cell(0, GroupTableModel::CatchUpColumn), QStringLiteral("never"));
        QCOMPARE(names().last(), QStringLiteral("fresh"));
        QCOMPARE(cell(11, GroupTableModel::LagColumn), QStringLiteral("no commit"));
        QCOMPARE(m_groups->countOf(GroupTableModel::Kind::InTrouble), 1);
        QCOMPARE(m_groups->countOf(GroupTableModel::Kind::Empty), 1);
    }

    void rowsKeepTheirIdentityWhileOthersMove()
    {
        const QPersistentModelIndex held = m_groups->index(m_groups->rowOf(name(4)), GroupTableModel::NameColumn);
        QSignalSpy resets(m_groups.get(), &QAbstractItemModel::modelReset);
        m_cluster->removeGroup(name(0));
        m_cluster->removeGroup(name(1));
        m_cluster->addGroup(QStringLiteral("aaa"), Topic, 1);
        m_cluster->addGroup(name(7), Topic, 0);
        m_cluster->commitAll(name(7), Topic, 3);
        tick();
        QVERIFY(held.isValid());
        QCOMPARE(held.data(IdRole).toString(), name(4));
        QCOMPARE(names().first(), name(7));
        QCOMPARE(m_groups->rowCount(), 9);
        QCOMPARE(resets.size(), 0);
    }

    void aTickInWhichMostRowsChangedIsOneSignal()
    {
        QSignalSpy changes(m_groups.get(), &QAbstractItemModel::dataChanged);
        tick();
        changes.clear();
        tick();
        QCOMPARE(changes.size(), 0); // nothing changed
        m_cluster->grow(Topic, 100);
        for (int i = 0; i < 10; i += 2)
            m_cluster->commitAll(name(i), Topic, 1);
        tick();
        QCOMPARE(changes.size(), 1);
    }

    void filterLooksAtGroupsTopicsAndMembers()
    {
        m_groups->setFilter(QStringLiteral("GROUP-03"));
        QCOMPARE(names(), QStringList{ name(3) });
        m_groups->setFilter(QStringLiteral("rders"));
        QCOMPARE(m_groups->rowCount(), 10);
        m_groups->setFilter(QStringLiteral("client-1"));
        QCOMPARE(m_groups->rowCount(), 10);
        m_groups->setFilter(QStringLiteral("nobody"));
        QCOMPARE(m_groups->rowCount(), 0);
        m_groups->setFilter({});
        m_cluster->addGroup(name(2), Topic, 0);
        tick();
        m_groups->setKind(GroupTableModel::Kind::Empty);
        QCOMPARE(names(), QStringList{ name(2) });
    }

    void everyColumnSortsBothWays()
    {
        for (int i = 0; i < 10; ++i)
            m_cluster->commitAll(name(i), Topic, (i * 7) % 10);
        tick();
        for (int column = 0; column < GroupTableModel::ColumnCount; ++column) {
            m_groups->sort(column, Qt::AscendingOrder);
            m_groups->sort(column, Qt::DescendingOrder);
        }
        m_groups->sort(GroupTableModel::LagColumn, Qt::DescendingOrder);
        for (int i = 1; i < 10; ++i)
            QVERIFY(m_groups->row(i - 1).lag >= m_groups->row(i).lag);
    }

    void newProtocolGroupsSayWhyMembersAreMissing()
    {
        m_cluster->addGroup(name(5), Topic, 1, true);
        tick();
        const int row = m_groups->rowOf(name(5));
        QCOMPARE(cell(row, GroupTableModel::MembersColumn), QStringLiteral("n/a"));
        const QModelIndex members = m_groups->index(row, GroupTableModel::MembersColumn);
        QVERIFY(members.data(MutedRole).toBool());
        QVERIFY(members.data(Qt::ToolTipRole).toString().contains(QStringLiteral("KIP-848")));
        QCOMPARE(m_groups->index(row, GroupTableModel::NameColumn).data(BadgeRole).toString(),
            QStringLiteral("new protocol"));
    }

    void hostileNamesAreShownSafely()
    {
        const QString hostile = QStringLiteral("<b>x</b>\u202Eevil\n");
        m_cluster->addGroup(hostile, Topic, 0);
        m_cluster->commitAll(hostile, Topic, 1);
        tick();
        QCOMPARE(cell(0, GroupTableModel::NameColumn), QStringLiteral("<b>x</b>\\u{202E}evil\\n"));
        QCOMPARE(m_groups->index(0, 0).data(IdRole).toString(), hostile);
        ClusterEvent event;
        event.subject = hostile;
        QVERIFY(!eventText(event).text.contains(QChar(0x202E)));
    }

    void partitionsAreSortedByLagAndNameTheirMember()
    {
        m_cluster->commit(name(0), Topic, 2, 100);
        m_cluster->commit(name(0), Topic, 1, 800);
        const auto snapshot = m_clock->tick();
        PartitionLagModel partitions;
        QAbstractItemModelTester tester(&partitions, QAbstractItemModelTester::FailureReportingMode::Fatal);
        partitions.setGroup(*snapshot, snapshot->group(name(0)));
        QCOMPARE(partitions.rowCount(), 4);
        QCOMPARE(partitions.row(0).partition, 2);
        QCOMPARE(partitions.index(0, PartitionLagModel::LagColumn).data().toString(), QStringLiteral("900"));
        QCOMPARE(partitions.index(0, PartitionLagModel::MemberColumn).data().toString(), QStringLiteral("client-0"));
        QCOMPARE(partitions.index(1, PartitionLagModel::MemberColumn).data().toString(), QStringLiteral("client-1"));
        QCOMPARE(partitions.index(0, PartitionLagModel::PartitionColumn).data(SeriesRole).toInt(), 2);
        for (int column = 0; column < PartitionLagModel::ColumnCount; ++column)
            partitions.sort(column, Qt::AscendingOrder);
        partitions.setGroup(*snapshot, nullptr);
        QCOMPARE(partitions.rowCount(), 0);
    }

    void membersShowWhatTheyRead()
    {
        const auto snapshot = m_clock->tick();
        MembersModel members;
        QAbstractItemModelTester tester(&members, QAbstractItemModelTester::FailureReportingMode::Fatal);
        members.setGroup(*snapshot, snapshot->group(name(0)));
        QCOMPARE(members.rowCount(), 2);
        QCOMPARE(members.index(0, MembersModel::AssignmentColumn).data().toString(), QStringLiteral("0, 2"));
        QCOMPARE(members.index(0, MembersModel::HostColumn).data().toString(), QStringLiteral("10.20.4.31"));
    }

    void aGroupInTroubleHasItsReasonInASentence()
    {
        m_cluster->addGroup(name(0), Topic, 0);
        m_cluster->commitAll(name(0), Topic, 5);
        tick();
        auto snapshot = m_clock->tick();
        Reason reason = groupReason(*snapshot, *snapshot->group(name(0)), m_clock->now());
        QCOMPARE(reason.status, Status::Error);
        QVERIFY(reason.what.startsWith(QStringLiteral("Stopped since")));
        QCOMPARE(reason.rest, QStringLiteral("The group has no member; 20 records wait."));

        m_cluster->commit(name(1), Topic, 3, 400);
        for (int i = 0; i < 40; ++i)
            snapshot = m_clock->tick();
        reason = groupReason(*snapshot, *snapshot->group(name(1)), m_clock->now());
        QVERIFY2(reason.what.startsWith(QStringLiteral("Stalled on 1 of 4 partitions since")), qPrintable(reason.what));
        QVERIFY2(reason.rest.startsWith(QStringLiteral("Partition 3 (client-1) has had no commit for ")),
            qPrintable(reason.rest));
        QVERIFY2(
            reason.rest.endsWith(QStringLiteral(" The other partitions are not stalled.")), qPrintable(reason.rest));

        m_cluster->commitAll(name(1), Topic, 7);
        for (int i = 0; i < 40; ++i)
            snapshot = m_clock->tick();
        reason = groupReason(*snapshot, *snapshot->group(name(1)), m_clock->now());
        QVERIFY2(reason.what.startsWith(QStringLiteral("Stalled since")), qPrintable(reason.what));
        QVERIFY2(reason.rest.startsWith(QStringLiteral("No partition has had a commit for ")), qPrintable(reason.rest));
        QCOMPARE(groupReason(*snapshot, *snapshot->group(name(2)), m_clock->now()).status, Status::None);
    }

    void timesToCatchUpAreWords()
    {
        QCOMPARE(catchUpText({ CatchUp::Kind::Estimated, 0.4 }), QStringLiteral("< 1 s"));
        QCOMPARE(catchUpText({ CatchUp::Kind::Estimated, 110 }), format::duration(110'000));
        QCOMPARE(catchUpText({ CatchUp::Kind::Estimated, 1e12 }), QStringLiteral("> 1 year"));
        QCOMPARE(catchUpText({ CatchUp::Kind::NotAtThisRate, 0 }), QStringLiteral("not at this rate"));
        QCOMPARE(catchUpText({}), format::notApplicable());
    }

    void brokersCarryTheirOwnReason()
    {
        m_cluster->addBroker(2);
        const auto snapshot = m_clock->tick();
        ConnectionState state;
        state.kind = ConnectionState::Kind::Lost;
        state.brokerErrors
            = { QStringLiteral("kafka-2.example:9092: Connect to ipv4#10.0.0.2:9092 failed: Connection refused"),
                  QStringLiteral("elsewhere:9092: Failed to resolve 'elsewhere:9092'") };
        BrokerTroubleModel brokers;
        QAbstractItemModelTester tester(&brokers, QAbstractItemModelTester::FailureReportingMode::Fatal);
        brokers.setTrouble(snapshot, state);
        QCOMPARE(brokers.rowCount(), 3);
        QCOMPARE(brokers.row(0).state, QStringLiteral("Not reached"));
        QCOMPARE(brokers.row(1).state, QStringLiteral("Refused"));
        QCOMPARE(brokers.row(2).state, QStringLiteral("Name unknown"));
        QCOMPARE(brokers.row(2).address, QStringLiteral("elsewhere:9092"));
    }

    void eventsAreNewestFirstAndKeepTheirRows()
    {
        std::deque<ClusterEvent> events;
        for (int i = 0; i < 5; ++i) {
            ClusterEvent event;
            event.utcMs = m_clock->now() + i * 1000;
            event.subject = name(i);
            events.push_back(event);
        }
        EventListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setEvents(events, 0, m_clock->now());
        QCOMPARE(model.index(0, EventListModel::TextColumn).data().toString(), QStringLiteral("New group group-04"));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        events.push_back(events.back());
        model.setEvents(events, m_clock->now() + 1500, m_clock->now());
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.rowCount(), 4);
    }
};

QTEST_GUILESS_MAIN(MonitorModelsTest)
#include "tst_monitormodels.moc"
