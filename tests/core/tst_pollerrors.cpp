// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/pollerrors.h"

#include <QTest>

using namespace spillway;
using namespace std::chrono_literals;

namespace {

PollErrors::Clock::time_point at(std::chrono::milliseconds time)
{
    return PollErrors::Clock::time_point(1h + time);
}

Error errorOf(ErrorCode code, const char* message = "no")
{
    return { .code = code, .message = QString::fromLatin1(message), .hint = {} };
}

const kafka::ErrorPlace Group{};
const kafka::ErrorPlace Topic{ QStringLiteral("a"), std::nullopt };
const kafka::ErrorPlace Fetch{ QStringLiteral("a"), Partition{ 1 } };

std::vector<kafka::AssignedPartition> partitionsOf(const char* topic)
{
    return { { { QString::fromLatin1(topic), Partition{ 1 } }, std::nullopt, std::nullopt } };
}

} // namespace

class PollErrorsTest : public QObject {
    Q_OBJECT

private slots:
    void whatMayPassUnsaidCountsForAWhile()
    {
        PollErrors errors(30s);
        QVERIFY(!errors.trouble(at(0s)));
        errors.add(errorOf(ErrorCode::Failed), Group, at(0s));
        QVERIFY(errors.trouble(at(29'999ms)));
        QVERIFY(!errors.trouble(at(30s)));
        QVERIFY(!errors.toAsk(at(40s)));
    }

    void aMissingRightOrTopicCountsUntilItIsProvedWrong_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("right") << ErrorCode::NotAuthorized;
        QTest::newRow("login") << ErrorCode::AuthenticationFailed;
        QTest::newRow("topic") << ErrorCode::NotFound;
    }
    void aMissingRightOrTopicCountsUntilItIsProvedWrong()
    {
        QFETCH(ErrorCode, code);
        PollErrors errors(30s);
        for (const kafka::ErrorPlace& place : { Group, Topic, Fetch }) {
            errors.add(errorOf(code), place, at(0s));
            QVERIFY(errors.trouble(at(24h)));
            errors.recordsOf(QStringLiteral("a"));
            QVERIFY(!errors.trouble(at(0s)));
        }
    }

    void recordsOfOneTopicProveNothingOfAnother()
    {
        PollErrors errors(30s);
        errors.add(errorOf(ErrorCode::NotAuthorized), Group, at(0s));
        errors.add(errorOf(ErrorCode::NotAuthorized, "topic"), Topic, at(0s));
        errors.recordsOf(QStringLiteral("b"));
        QCOMPARE(errors.trouble(at(1h))->message, QStringLiteral("topic")); // but of the group they do
        errors.recordsOf(QStringLiteral("a"));
        QVERIFY(errors.empty());
    }

    // the group without the topic that is closed is joined all the same
    void anAssignmentProvesTheGroupAndItsTopics()
    {
        PollErrors errors(30s);
        errors.add(errorOf(ErrorCode::NotAuthorized), Group, at(0s));
        errors.add(errorOf(ErrorCode::NotAuthorized, "topic"), Topic, at(0s));
        errors.assigned(partitionsOf("b"));
        QCOMPARE(errors.trouble(at(1h))->message, QStringLiteral("topic"));
        errors.assigned(partitionsOf("a"));
        QVERIFY(errors.empty());
        errors.add(errorOf(ErrorCode::NotAuthorized), Fetch, at(0s)); // told again if it lasts
        errors.assigned({});
        QVERIFY(errors.empty());
    }

    void aTopicIsAskedAboutUntilItIsThere()
    {
        PollErrors errors(30s);
        errors.add(errorOf(ErrorCode::NotFound), Topic, at(0s));
        QVERIFY(!errors.toAsk(at(29s)));
        QVERIFY(errors.toAsk(at(30s)) == Topic);
        QVERIFY(!errors.toAsk(at(31s)));
        errors.answered(Topic, Failure(errorOf(ErrorCode::TimedOut)), at(31s));
        QVERIFY(errors.trouble(at(40s)));
        QVERIFY(!errors.toAsk(at(60s)));
        QVERIFY(errors.toAsk(at(61s)) == Topic);
        errors.answered(Topic, {}, at(61s));
        QVERIFY(errors.empty());
    }

    void aPartitionIsFetchedAnewAndSilenceIsGood()
    {
        PollErrors errors(30s);
        errors.add(errorOf(ErrorCode::NotAuthorized), Fetch, at(0s));
        QVERIFY(errors.toAsk(at(30s)) == Fetch);
        errors.add(errorOf(ErrorCode::NotAuthorized, "again"), Fetch, at(31s));
        QVERIFY(!errors.toAsk(at(36s)));
        QCOMPARE(errors.trouble(at(36s))->message, QStringLiteral("again"));
        QVERIFY(errors.toAsk(at(61s)) == Fetch);
        QVERIFY(!errors.toAsk(at(65s)));
        QVERIFY(errors.trouble(at(65s))); // not before there was time to tell it
        QVERIFY(!errors.toAsk(at(66s)));
        QVERIFY(errors.empty());
    }

    void onePerPlaceIsKept()
    {
        PollErrors errors(30s);
        for (int i = 0; i < 1000; ++i)
            errors.add(errorOf(ErrorCode::NotAuthorized), Fetch, at(0s));
        errors.recordsOf(QStringLiteral("a"));
        QVERIFY(errors.empty());
    }
};

QTEST_GUILESS_MAIN(PollErrorsTest)
#include "tst_pollerrors.moc"
