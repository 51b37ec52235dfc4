// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/newestreader.h"
#include "tests/support/fakerecordsource.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <tuple>

using namespace spillway;
using namespace spillway::test;
using kafka::ReadFrom;

class NewestTest : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeRecordSource> m_source;

    static QList<qint64> times(const NewestReader& reader, const RecordBuffer& buffer)
    {
        QList<qint64> all;
        if (reader.state() == NewestReader::State::Done) {
            for (qint64 row = buffer.firstRow(); row < buffer.endRow(); ++row)
                all << buffer.row(row).timestampMs;
        }
        return all;
    }
    QList<qint64> read(NewestReader& reader, const NewestRequest& request)
    {
        reader.read(request);
        // what did not end in time shows as an answer that is not Done
        std::ignore = QTest::qWaitFor([&] { return reader.state() != NewestReader::State::Reading; });
        return times(reader, reader.rows().buffer());
    }

private slots:
    void init()
    {
        m_source = std::make_shared<FakeRecordSource>();
        m_source->createTopic(QStringLiteral("t"), 5);
    }

    void keepsExactlyTheNewestOverAllPartitions()
    {
        QRandomGenerator random(7);
        QList<qint64> all;
        for (int i = 0; i < 5000; ++i) {
            // Partition 3 is busy at the end only, partition 4 is empty: narrow windows are not enough.
            const int partition = i >= 4700 ? 3 : random.bounded(3);
            m_source->append(QStringLiteral("t"), partition, i, "v");
            all << i;
        }
        NewestReader reader(m_source);
        QCOMPARE(read(reader, { .topic = QStringLiteral("t"), .limit = 250, .partition = {} }), all.last(250));
        QCOMPARE(read(reader, { .topic = QStringLiteral("t"), .limit = 500, .partition = {} }), all.last(500));
        QVERIFY(reader.result().read < 3000);
        QCOMPARE(reader.result().offsets, qint64(5000));
        QVERIFY(reader.summary().startsWith(QStringLiteral("500 of ")));
        QVERIFY(!reader.summary().contains(QStringLiteral("about")));
        QCOMPARE(read(reader, { .topic = QStringLiteral("t"), .limit = 10'000, .partition = {} }), all);
    }

    void oldestFromBeginningOffsetAndTime()
    {
        for (int i = 0; i < 3000; ++i)
            m_source->append(QStringLiteral("t"), i % 3, i, "v");
        NewestReader reader(m_source);
        const auto expect = [](qint64 from) {
            QList<qint64> list;
            for (qint64 i = from; i < from + 100; ++i)
                list << i;
            return list;
        };
        NewestRequest request{
            .topic = QStringLiteral("t"), .from = { ReadFrom::Kind::Beginning }, .limit = 100, .partition = {}
        };
        QCOMPARE(read(reader, request), expect(0));
        request.from = { ReadFrom::Kind::Time, 1500 };
        QCOMPARE(read(reader, request), expect(1500));
        request.from = { ReadFrom::Kind::Offset, 10 };
        QCOMPARE(read(reader, request), expect(30));
        request.partition = Partition(1);
        request.limit = 2;
        QCOMPARE(read(reader, request), (QList<qint64>{ 31, 34 }));
    }

    void emptyTopicIsAnAnswer()
    {
        NewestReader reader(m_source);
        QCOMPARE(read(reader, { .topic = QStringLiteral("t"), .partition = {} }), QList<qint64>());
        QCOMPARE(reader.state(), NewestReader::State::Done);
        QCOMPARE(reader.result().kept, qint64(0));
    }

    void unknownTopicFailsWithItsName()
    {
        NewestReader reader(m_source);
        read(reader, { .topic = QStringLiteral("nowhere"), .partition = {} });
        QCOMPARE(reader.state(), NewestReader::State::Failed);
        QVERIFY(reader.error().message.contains(QStringLiteral("nowhere")));
    }

    void hugeRecordsAreBoundInMemory()
    {
        for (int i = 0; i < 100; ++i)
            m_source->append(QStringLiteral("t"), 0, i, QByteArray(100'000, 'x'));
        NewestReader reader(m_source);
        const NewestRequest request{ .topic = QStringLiteral("t"), .partition = {}, .maxBytes = 5'000'000 };
        const QList<qint64> kept = read(reader, request);
        QVERIFY(kept.size() >= 5 && kept.size() <= 50);
        QCOMPARE(kept.back(), qint64(99));
        QVERIFY(reader.result().memoryBound);
        QVERIFY(!reader.caveat().isEmpty());
    }

    void cancelAnswersAtOnceAndTheNextReadingWorks()
    {
        m_source->append(QStringLiteral("t"), 0, 5, "v");
        m_source->hangResolve(true);
        NewestReader reader(m_source);
        reader.read({ .topic = QStringLiteral("t"), .partition = {} });
        QTRY_COMPARE(m_source->resolves(), 1);
        reader.cancel();
        QCOMPARE(reader.state(), NewestReader::State::Cancelled);
        m_source->hangResolve(false);
        QCOMPARE(read(reader, { .topic = QStringLiteral("t"), .partition = {} }), QList<qint64>{ 5 });
    }

    void onlyTheLastOfSeveralReadingsAnswers()
    {
        m_source->createTopic(QStringLiteral("u"), 1);
        m_source->append(QStringLiteral("t"), 0, 5, "v");
        m_source->append(QStringLiteral("u"), 0, 6, "v");
        NewestReader reader(m_source);
        for (int i = 0; i < 10; ++i)
            reader.read({ .topic = QStringLiteral("t"), .partition = {} });
        QCOMPARE(read(reader, { .topic = QStringLiteral("u"), .partition = {} }), QList<qint64>{ 6 });
        QTRY_COMPARE(m_source->openReadings(), 0);
        QCOMPARE(reader.rows().buffer().rowCount(), qint64(1));
    }
};

QTEST_GUILESS_MAIN(NewestTest)
#include "tst_newest.moc"
