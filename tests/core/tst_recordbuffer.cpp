// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/batchorder.h"
#include "core/browse/filteredbuffer.h"
#include "tests/support/browsefixtures.h"

#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::test;

class RecordBufferTest : public QObject {
    Q_OBJECT

private slots:
    void chunkKeepsNullApartFromEmptyAndHeadersInOrder()
    {
        ChunkBuilder builder;
        const QByteArray big(5'000'000, 'x');
        const std::vector<HeaderView> headers{ { "a", BytesView("1", 1) }, { "a", BytesView("", 0) },
            { "", BytesView() } };
        QVERIFY(builder.append(recordView(Offset(7), QByteArray(), QByteArray("")), headers));
        QVERIFY(!builder.append(recordView(Offset(8), "k", big), {}));
        const ChunkPtr first = builder.take();
        QVERIFY(builder.append(recordView(Offset(8), "k", big), {}));
        const ChunkPtr second = builder.take();
        QVERIFY(!builder.take());

        const RecordView view = first->row(0);
        QVERIFY(view.key.isNull());
        QVERIFY(!view.value.isNull());
        QCOMPARE(view.value.size, size_t(0));
        const Record record = view.toRecord(QStringLiteral("t"));
        QVERIFY(!record.key);
        QCOMPARE(*record.value, QByteArray(""));
        const std::vector<Header> expected{ { "a", QByteArray("1") }, { "a", QByteArray("") }, { "", std::nullopt } };
        QVERIFY(record.headers == expected);
        QCOMPARE(second->row(0).value.text(), std::string_view(big.constData(), size_t(big.size())));
        QVERIFY(second->bytes() >= 5'000'000 && second->bytes() < 5'100'000);
    }

    void chunkHoldsManyRecordsWithoutWaste()
    {
        ChunkBuilder builder;
        size_t payload = 0;
        for (int i = 0; i < 500; ++i) {
            const QByteArray key = QByteArray::number(i);
            const QByteArray value(300, char('a' + i % 26));
            const RecordView view = recordView(Offset(i), key, value);
            QVERIFY(builder.append(view, {}));
            payload += view.key.size + view.value.size;
        }
        const ChunkPtr chunk = builder.take();
        QCOMPARE(chunk->rows(), size_t(500));
        QCOMPARE(chunk->row(499).key.text(), std::string_view("499"));
        QCOMPARE(chunk->row(27).value.text(), std::string_view(std::string(300, 'b')));
        QVERIFY(chunk->bytes() < payload * 5 / 4 + 500 * 40 + 1000);
    }

    void boundsAreKeptAndWhatLeftIsCountedExactly()
    {
        RecordBuffer buffer({ .bytes = 1024 * 1024 * 1024, .rows = 1000 });
        qint64 evicted = 0;
        for (int i = 0; i < 50; ++i) {
            evicted += buffer.append(batchOf(i * 100, 100));
            QVERIFY(buffer.rowCount() <= 1000);
            QCOMPARE(buffer.droppedRows(), evicted);
            QCOMPARE(buffer.rowCount() + buffer.droppedRows(), qint64(i + 1) * 100);
        }
        QCOMPARE(buffer.firstRow(), qint64(4000));
        QCOMPARE(buffer.row(4000).offset, Offset(4000));
        QCOMPARE(buffer.row(4999).offset, Offset(4999));

        RecordBuffer small({ .bytes = 100'000, .rows = 1'000'000 });
        for (int i = 0; i < 50; ++i) {
            small.append(batchOf(i * 100, 100, QByteArray(100, 'x')));
            QVERIFY(small.bytes() <= 100'000);
        }
        QVERIFY(small.rowCount() > 0);
        // One chunk larger than the bound stays, or the newest record could never be seen.
        small.append(batchOf(5000, 1, QByteArray(200'000, 'x')));
        QCOMPARE(small.rowCount(), qint64(1));
        small.clear();
        QCOMPARE(small.bytes(), size_t(0));
        QCOMPARE(small.droppedRows(), qint64(0));
        QCOMPARE(small.firstRow(), small.endRow());
    }

    void singleRecordsShareChunks()
    {
        RecordBuffer buffer;
        for (int i = 0; i < 1000; ++i)
            buffer.append(batchOf(i, 1));
        QVERIFY(buffer.entries().size() < 40);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(buffer.row(i).offset, Offset(i));
    }

    void shownRowsAreFoundThroughChunksWithoutMatches()
    {
        RecordBuffer buffer;
        const auto add = [&](qint64 first, std::vector<quint32> matches) {
            RecordBatch batch = batchOf(first, 100);
            batch.allMatch = false;
            batch.matches = std::move(matches);
            buffer.append(std::move(batch));
        };
        add(0, { 5, 7 });
        add(100, {});
        add(200, { 0, 99 });
        add(300, {});
        QCOMPARE(buffer.shownCount(), qint64(4));
        const QList<qint64> expected{ 5, 7, 200, 299 };
        for (int i = 0; i < 4; ++i)
            QCOMPARE(buffer.shownRow(buffer.firstShown() + i), expected[i]);
        QCOMPARE(*buffer.shownAtOrBefore(7), qint64(1));
        QCOMPARE(*buffer.shownAtOrBefore(150), qint64(1));
        QCOMPARE(*buffer.shownAtOrBefore(399), qint64(3));
        QVERIFY(!buffer.shownAtOrBefore(4));
    }

    void filterLooksAtTheWholeBufferAgainOffThisThread()
    {
        FilteredBuffer rows;
        QSignalSpy reset(&rows, &FilteredBuffer::reset);
        std::vector<RecordBatch> batches;
        for (int i = 0; i < 10; ++i)
            batches.push_back(batchOf(i * 100, 100, i % 2 ? "Apple pie" : "cherry"));
        rows.append(std::move(batches));
        rows.setFilter(TextFilter(QStringLiteral("aPPLE")));
        QVERIFY(rows.isFiltering());
        QCOMPARE(rows.buffer().shownCount(), qint64(1000)); // the old matches until the new ones are there
        QTRY_VERIFY(!rows.isFiltering());
        QCOMPARE(rows.buffer().shownCount(), qint64(500));
        QCOMPARE(rows.buffer().shownRow(rows.buffer().firstShown()), qint64(100));

        // A filter overtaken by the next never shows.
        const auto count = reset.count();
        rows.setFilter(TextFilter(QStringLiteral("nothing has this")));
        rows.setFilter(TextFilter(QStringLiteral("k55")));
        QTRY_VERIFY(!rows.isFiltering());
        QCOMPARE(reset.count(), count + 1);
        QCOMPARE(rows.buffer().shownCount(), qint64(11)); // k55, k550…k559
        rows.setFilter({});
        QCOMPARE(rows.buffer().shownCount(), qint64(1000));
    }

    void batchMatchedUnderAnOldFilterIsLookedAtAgain()
    {
        FilteredBuffer rows;
        rows.setFilter(TextFilter(QStringLiteral("k7")));
        rows.append({ batchOf(0, 10) });
        QCOMPARE(rows.buffer().rowCount(), qint64(10));
        QTRY_COMPARE(rows.buffer().shownCount(), qint64(1));
    }

    void clearingDropsARunningFilter()
    {
        FilteredBuffer rows;
        rows.append({ batchOf(0, 1000) });
        rows.setFilter(TextFilter(QStringLiteral("k7")));
        rows.clear();
        QVERIFY(!rows.isFiltering());
        rows.append({ batchOf(0, 10) });
        QTRY_COMPARE(rows.buffer().shownCount(), qint64(1));
    }

    void whatArrivesTogetherIsOrderedByTime()
    {
        ChunkBuilder builder;
        std::vector<RecordBatch> batches;
        const auto add = [&](int partition, QList<qint64> times) {
            qint64 offset = 0;
            for (const qint64 time : times) {
                const QByteArray key = "k";
                const QByteArray value = "v";
                RecordView view = recordView(Offset(offset++), key, value, time);
                view.partition = Partition(partition);
                builder.append(view, {});
            }
            batches.push_back({ builder.take(), 3, false, { 0 } });
        };
        add(0, { 10, 30, 20 }); // the clock went back: the partition keeps its order
        add(1, { 5, 25, 40 });
        const auto ordered = orderedByTime(std::move(batches));
        QCOMPARE(ordered.size(), size_t(1));
        QCOMPARE(ordered[0].filterNumber, quint64(3));
        QList<qint64> times;
        for (size_t row = 0; row < 6; ++row)
            times << ordered[0].chunk->row(row).timestampMs;
        QCOMPARE(times, (QList<qint64>{ 5, 10, 25, 30, 20, 40 }));
        QCOMPARE(ordered[0].matches, (std::vector<quint32>{ 0, 1 }));
    }
};

QTEST_GUILESS_MAIN(RecordBufferTest)
#include "tst_recordbuffer.moc"
