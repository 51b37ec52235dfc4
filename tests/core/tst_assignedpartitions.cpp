// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupdescription.h"

#include <QTest>

using namespace spillway;
using namespace spillway::kafka;

namespace {

std::vector<TopicPartition> parsed(const QByteArray& bytes)
{
    return assignedPartitions(
        { reinterpret_cast<const unsigned char*>(bytes.constData()), static_cast<size_t>(bytes.size()) });
}

/// Version 0, topics "b" [1, 0] and "a" [7], no user data.
QByteArray assignment()
{
    return QByteArray::fromHex("0000"
                               "00000002"
                               "0001"
                               "62"
                               "00000002"
                               "00000001"
                               "00000000"
                               "0001"
                               "61"
                               "00000001"
                               "00000007"
                               "ffffffff");
}

} // namespace

class AssignedPartitionsTest : public QObject {
    Q_OBJECT

private slots:
    void partitionsComeSorted()
    {
        const std::vector<TopicPartition> expected{ { QStringLiteral("a"), Partition{ 7 } },
            { QStringLiteral("b"), Partition{ 0 } }, { QStringLiteral("b"), Partition{ 1 } } };
        QCOMPARE(parsed(assignment()), expected);
        QCOMPARE(parsed(assignment().replace(0, 2, QByteArray::fromHex("0003"))), expected);
    }
    void whatIsCutShortIsNothing()
    {
        const qsizetype whole = assignment().size() - 4; // user data may be missing
        QCOMPARE(parsed(assignment().left(whole)).size(), 3u);
        for (qsizetype size = 0; size < whole; ++size)
            QVERIFY2(parsed(assignment().left(size)).empty(), qPrintable(QString::number(size)));
    }
    void numbersThatCannotBeAreNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("two thousand million topics") << QByteArray::fromHex("00007fffffff000161");
        QTest::newRow("a negative name length") << QByteArray::fromHex("000000000001ffff00000001");
        QTest::newRow("two thousand million partitions") << QByteArray::fromHex("00000000000100016 17fffffff00000001");
        QTest::newRow("a negative count of topics") << QByteArray::fromHex("0000ffffffff");
        QTest::newRow("a negative count of partitions") << QByteArray::fromHex("0000000000010001"
                                                                               "61ffffffff");
    }
    void numbersThatCannotBeAreNothing()
    {
        QFETCH(const QByteArray, bytes);
        QVERIFY(parsed(bytes).empty());
    }
};

QTEST_GUILESS_MAIN(AssignedPartitionsTest)
#include "tst_assignedpartitions.moc"
