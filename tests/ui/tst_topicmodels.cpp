// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/configmodel.h"
#include "ui/models/partitiontablemodel.h"
#include "ui/models/roles.h"
#include "ui/models/topicgroupsmodel.h"
#include "ui/models/topictablemodel.h"
#include "ui/theme/status.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

using namespace spillway;
using namespace spillway::ui;

namespace {

struct TopicSpec {
    QString name;
    int partitions = 1;
    double in = 0;
};

/// A snapshot of these topics, 100 records per partition; one group that reads the first topic with lag 5 per
/// partition.
std::shared_ptr<ClusterSnapshot> snapshotOf(std::vector<TopicSpec> specs)
{
    std::ranges::sort(specs, {}, &TopicSpec::name);
    auto snapshot = std::make_shared<ClusterSnapshot>();
    for (const TopicSpec& spec : specs) {
        TopicInfo info;
        info.name = spec.name;
        TopicFigures figures;
        figures.first = snapshot->watermarks.size();
        figures.count = size_t(spec.partitions);
        figures.records = 100LL * spec.partitions;
        figures.inPerSecond = spec.in;
        for (int i = 0; i < spec.partitions; ++i) {
            info.partitions.push_back({ Partition{ i }, BrokerId{ 1 }, { BrokerId{ 1 } }, { BrokerId{ 1 } } });
            snapshot->watermarks.push_back({ Offset{ 10 }, Offset{ 110 }, Offset{ 108 } });
        }
        snapshot->metadata.topics.push_back(std::move(info));
        snapshot->topics.push_back(figures);
    }
    if (!specs.empty()) {
        GroupFigures group;
        group.info.id = QStringLiteral("readers <b>x</b>");
        group.info.state = GroupState::Stable;
        group.count = size_t(specs.front().partitions);
        for (int i = 0; i < specs.front().partitions; ++i) {
            GroupPartition partition;
            partition.lag.group = group.info.id;
            partition.lag.partition = { specs.front().name, Partition{ i } };
            partition.lag.committed = Offset{ 105 };
            partition.lag.lag = Lag{ 5 };
            snapshot->groupPartitions.push_back(partition);
        }
        snapshot->groups.push_back(std::move(group));
    }
    return snapshot;
}

QStringList namesOf(const TopicTableModel& model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.index(row, TopicTableModel::NameColumn).data().toString();
    return names;
}

QString text(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestTopicModels : public QObject {
    Q_OBJECT

private slots:
    void hidesInternalTopicsUntilAsked()
    {
        TopicTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSnapshot(snapshotOf({ { "__consumer_offsets", 50 }, { "orders", 3 }, { "audit", 1 } }));
        QCOMPARE(namesOf(model), QStringList({ "audit", "orders" }));
        QCOMPARE(model.internalHidden(), 1);
        model.setInternalShown(true);
        QCOMPARE(namesOf(model), QStringList({ "__consumer_offsets", "audit", "orders" }));
    }

    void sortsByFiguresAndFiltersByPartOfTheName()
    {
        TopicTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSnapshot(snapshotOf({ { "a", 3, 1.5 }, { "b", 12, 400 }, { "c", 6, 0 } }));
        model.sort(TopicTableModel::PartitionsColumn, Qt::DescendingOrder);
        QCOMPARE(namesOf(model), QStringList({ "b", "c", "a" }));
        model.sort(TopicTableModel::InColumn, Qt::AscendingOrder);
        QCOMPARE(namesOf(model), QStringList({ "c", "a", "b" }));
        QCOMPARE(text(model, 2, TopicTableModel::InColumn), QStringLiteral("400"));
        model.setFilter(" B ");
        QCOMPARE(namesOf(model), QStringList({ "b" }));
        QCOMPARE(model.total(), 3);
    }

    void keepsASelectedTopicThroughAnyRefresh()
    {
        TopicTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        auto* random = QRandomGenerator::global();
        const quint32 seed = random->generate();
        QRandomGenerator dice(seed);
        QPersistentModelIndex kept;
        for (int round = 0; round < 60; ++round) {
            std::vector<TopicSpec> specs{ { "kept", 2, double(dice.bounded(100)) } };
            for (int i = 0; i < 30; ++i)
                if (dice.bounded(2) == 0)
                    specs.push_back(
                        { QStringLiteral("t-%1").arg(i), int(dice.bounded(1, 9)), double(dice.bounded(100)) });
            model.sort(int(dice.bounded(0, int(TopicTableModel::ColumnCount))),
                dice.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder);
            model.setSnapshot(snapshotOf(specs));
            if (!kept.isValid())
                kept = model.index(model.rowOf("kept"), 0);
            QVERIFY2(kept.data(IdRole).toString() == "kept", qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    void marksTopicsThatNeedAttention()
    {
        auto snapshot = snapshotOf({ { "a", 1 }, { "b", 1 } });
        snapshot->topics[0].underReplicated = 1;
        snapshot->topics[1].leaderless = 1;
        TopicTableModel model;
        model.setSnapshot(snapshot);
        QCOMPARE(model.index(0, 0).data(StatusRole).toInt(), int(Status::Warning));
        QCOMPARE(model.index(1, 0).data(StatusRole).toInt(), int(Status::Error));
        QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains("without a leader"));
    }

    void showsPartitionsWithUnknownApartFromZero()
    {
        auto snapshot = snapshotOf({ { "a", 2 } });
        snapshot->metadata.topics[0].partitions[1].leader.reset();
        snapshot->watermarks[1] = {};
        PartitionTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setTopic(snapshot.get(), "a");
        QCOMPARE(text(model, 0, PartitionTableModel::RecordsColumn), QStringLiteral("100"));
        QCOMPARE(text(model, 0, PartitionTableModel::LastStableColumn), QStringLiteral("108"));
        QCOMPARE(text(model, 1, PartitionTableModel::HighColumn), QStringLiteral("unknown"));
        QCOMPARE(text(model, 1, PartitionTableModel::LeaderColumn), QStringLiteral("no leader"));
        model.setTopic(snapshot.get(), "gone");
        QCOMPARE(model.rowCount(), 0);
    }

    void listsTheGroupsOfOneTopic()
    {
        TopicGroupsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const auto snapshot = snapshotOf({ { "a", 3 }, { "b", 1 } });
        model.setTopic(snapshot.get(), "a");
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(text(model, 0, TopicGroupsModel::NameColumn), QStringLiteral("readers <b>x</b>"));
        QCOMPARE(text(model, 0, TopicGroupsModel::LagColumn), QStringLiteral("15"));
        QCOMPARE(model.totalLag(), std::optional<qint64>(15));
        model.setTopic(snapshot.get(), "b");
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.totalLag(), std::nullopt);
    }

    void saysWhatASettingMeans_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("meaning");
        QTest::newRow("week") << "retention.ms"
                              << "604800000"
                              << "7 d";
        QTest::newRow("no limit") << "retention.bytes"
                                  << "-1"
                                  << "no limit";
        QTest::newRow("size") << "segment.bytes"
                              << "1073741824"
                              << "1.0 GiB";
        QTest::newRow("never") << "flush.ms"
                               << "9223372036854775807"
                               << "never";
        QTest::newRow("not a number") << "cleanup.policy"
                                      << "delete"
                                      << "";
        QTest::newRow("other number") << "min.insync.replicas"
                                      << "1"
                                      << "";
    }

    void saysWhatASettingMeans()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, value);
        QFETCH(const QString, meaning);
        QCOMPARE(configMeaning(name, value).replace(QChar(0xA0), ' '), meaning);
    }

    void showsOwnSettingsFirstAndKeepsSecrets()
    {
        ConfigModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setEntries({ { "a.default", "1", "default", true, false, false },
            { "retention.ms", "1000", "topic", false, false, false },
            { "secret", std::nullopt, "broker", false, false, true } });
        QCOMPARE(text(model, 0, ConfigModel::NameColumn), QStringLiteral("retention.ms"));
        QCOMPARE(text(model, 1, ConfigModel::ValueColumn), QStringLiteral("kept secret by the broker"));
        QCOMPARE(text(model, 2, ConfigModel::NameColumn), QStringLiteral("a.default"));
        QVERIFY(model.index(2, 0).data(MutedRole).toBool());
    }
};

QTEST_GUILESS_MAIN(TestTopicModels)
#include "tst_topicmodels.moc"
