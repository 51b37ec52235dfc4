// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/browsefixtures.h"
#include "ui/models/recordtablemodel.h"
#include "ui/models/roles.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using ui::RecordTableModel;

class RecordTableModelTest : public QObject {
    Q_OBJECT

private:
    static QString offsetAt(const RecordTableModel& model, int row)
    {
        return model.index(row, RecordTableModel::OffsetColumn).data().toString();
    }

private slots:
    void newestRowsStandOnTop()
    {
        FilteredBuffer rows({ .bytes = 1 << 30, .rows = 250 });
        rows.topicIndex(QStringLiteral("t"));
        RecordTableModel model(rows);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        rows.append({ batchOf(0, 100), batchOf(100, 100) });
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.rowCount(), 200);
        QCOMPARE(offsetAt(model, 0), QStringLiteral("199"));
        rows.append({ batchOf(200, 100) });
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(model.rowCount(), 200);
        QCOMPARE(offsetAt(model, 0), QStringLiteral("299"));
        QCOMPARE(offsetAt(model, 199), QStringLiteral("100"));
        // A batch larger than the buffer turns everything over.
        rows.append({ batchOf(300, 1000) });
        QCOMPARE(model.rowCount(), 1000);
        rows.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void heldRowsStayUntilTheyLeaveTheBuffer()
    {
        FilteredBuffer rows({ .bytes = 1 << 30, .rows = 300 });
        rows.topicIndex(QStringLiteral("t"));
        RecordTableModel model(rows);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        rows.append({ batchOf(0, 100) });
        model.setHolding(true);
        rows.append({ batchOf(100, 100) });
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(offsetAt(model, 0), QStringLiteral("99"));
        QCOMPARE(model.rowsHeldBack(), qint64(100));
        for (int i = 2; i < 6; ++i)
            rows.append({ batchOf(i * 100, 100) });
        QCOMPARE(model.rowCount(), 0); // all that was being read has left
        model.setHolding(false);
        QCOMPARE(model.rowCount(), 300);
        QCOMPARE(offsetAt(model, 0), QStringLiteral("599"));
        QCOMPARE(model.rowsHeldBack(), qint64(0));
    }

    void rowsAreFoundByTheirNumberThroughAFilter()
    {
        FilteredBuffer rows;
        rows.topicIndex(QStringLiteral("t"));
        RecordTableModel model(rows);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        rows.append({ batchOf(0, 100) });
        rows.setFilter(TextFilter(QStringLiteral("k1")));
        QTRY_COMPARE(model.rowCount(), 11); // k1, k10…k19
        QCOMPARE(offsetAt(model, 0), QStringLiteral("19"));
        const QVariant id = model.index(3, 0).data(ui::IdRole);
        QCOMPARE(id.toLongLong(), qint64(16));
        QCOMPARE(model.rowOf(16), 3);
        QCOMPARE(model.rowOf(20), -1);
        QCOMPARE(model.match(model.index(0, 0), ui::IdRole, id, 1, Qt::MatchExactly).value(0).row(), 3);
        model.setOrder(RecordTableModel::Order::OldestFirst);
        QCOMPARE(offsetAt(model, 0), QStringLiteral("1"));
        QCOMPARE(model.rowOf(16), 7);
    }

    void hostileRecordsAreShownSafely()
    {
        FilteredBuffer rows;
        rows.topicIndex(QStringLiteral("t"));
        RecordTableModel model(rows);
        ChunkBuilder builder;
        const QByteArray bidi("\xe2\x80\xae<b>k</b>\x1b[31m");
        builder.append(recordView(Offset(0), QByteArray(), QByteArray()), {});
        builder.append(recordView(Offset(1), "", ""), {});
        builder.append(recordView(Offset(2), bidi, QByteArray("\0\xff", 2)), {});
        const std::vector<HeaderView> headers{ { "event-type", BytesView("order\nplaced", 12) } };
        builder.append(recordView(Offset(3), "k", "{\"event_type\": \"other\"}"), headers);
        builder.append(recordView(Offset(4), "k", "{\"a\": {\"type\": \"inner\"}, \"type\": \"outer\"}"), {});
        const QByteArray huge = "{\"type\":\"big\",\"x\":\"" + QByteArray(5'000'000, 'x') + "\"}";
        RecordBatch batch;
        batch.chunk = builder.take();
        builder.append(recordView(Offset(5), "k", huge), {});
        RecordBatch second;
        second.chunk = builder.take();
        rows.append({ batch, second });
        model.setOrder(RecordTableModel::Order::OldestFirst);

        const auto at = [&](int row, int column, int role = Qt::DisplayRole) {
            return model.index(row, column).data(role).toString();
        };
        QCOMPARE(at(0, RecordTableModel::KeyColumn, ui::OutlinedRole), QStringLiteral("null"));
        QCOMPARE(at(0, RecordTableModel::ValueColumn), QStringLiteral("tombstone"));
        QCOMPARE(at(1, RecordTableModel::KeyColumn, ui::OutlinedRole), QStringLiteral("empty"));
        QCOMPARE(at(2, RecordTableModel::KeyColumn), QStringLiteral("\\u{202E}<b>k</b>\\u{1B}[31m"));
        QVERIFY(!at(2, RecordTableModel::ValueColumn).contains(QChar(0)));
        QCOMPARE(at(3, RecordTableModel::TypeColumn), QStringLiteral("order\\nplaced"));
        QCOMPARE(at(4, RecordTableModel::TypeColumn), QStringLiteral("outer"));
        QCOMPARE(at(5, RecordTableModel::TypeColumn), QStringLiteral("big"));
        QVERIFY(at(5, RecordTableModel::ValueColumn).size() < 1000);
        QCOMPARE(model.index(2, RecordTableModel::KeyColumn).data(ui::CopyRole).toByteArray(), bidi);
    }
};

QTEST_MAIN(RecordTableModelTest)
#include "tst_recordtablemodel.moc"
