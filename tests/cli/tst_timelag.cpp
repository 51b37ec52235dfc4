// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/lagrows.h"
#include "cli/timelag.h"
#include "core/sandbox/demofeed.h"
#include "core/sandbox/demogroup.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace spillway;
using namespace spillway::cli;
using namespace spillway::sandbox;

namespace {

PartitionLag row(const char* group, int partition, std::optional<qint64> committed, std::optional<qint64> end)
{
    PartitionLag lag;
    lag.group = QLatin1String(group);
    lag.partition = { QStringLiteral("t"), Partition{ partition } };
    if (committed)
        lag.committed = Offset{ *committed };
    if (end)
        lag.end = Offset{ *end };
    if (committed && end)
        lag.lag = lagBetween(*lag.committed, *lag.end);
    lag.status = !end         ? LagStatus::Unknown
        : !committed          ? LagStatus::NoCommit
        : lag.lag->value == 0 ? LagStatus::Ok
                              : LagStatus::Behind;
    return lag;
}

} // namespace

class TimeLagTest : public QObject {
    Q_OBJECT

private slots:
    void eachRoundAsksAPartitionOnce()
    {
        const auto rounds = timeLagRounds({ row("a", 0, 5, 10), row("b", 0, 7, 10), row("c", 0, 5, 10),
            row("a", 1, 3, 4), row("a", 2, 4, 4), row("b", 1, std::nullopt, 4), row("b", 2, 1, std::nullopt) });
        QCOMPARE(rounds.size(), size_t(2));
        QCOMPARE(rounds[0].size(), size_t(2));
        QCOMPARE(rounds[0].at({ QStringLiteral("t"), Partition{ 0 } }).value, qint64(5));
        QCOMPARE(rounds[0].at({ QStringLiteral("t"), Partition{ 1 } }).value, qint64(3));
        QCOMPARE(rounds[1].size(), size_t(1));
        QCOMPARE(rounds[1].at({ QStringLiteral("t"), Partition{ 0 } }).value, qint64(7));
    }

    void sourcesTellWhereTheTimeIsFrom()
    {
        const std::vector<PartitionLag> rows{ row("a", 0, 5, 10), row("a", 1, 5, 10), row("a", 2, 5, 10),
            row("a", 3, 10, 10), row("a", 4, std::nullopt, 10), row("a", 5, 5, std::nullopt), row("a", 6, 5, 10) };
        const auto at = [](int partition) {
            return std::pair(TopicPartition{ QStringLiteral("t"), Partition{ partition } }, Offset{ 5 });
        };
        const RecordTimes times{ { at(0), { 1000, TimestampType::CreateTime } },
            { at(1), { 1500, TimestampType::LogAppendTime } }, { at(6), { 9000, TimestampType::CreateTime } } };
        const auto lags = timeLags(rows, times, 2000);
        const std::vector<TimeLag> expected{ { 1000, TimeLagSource::CreateTime }, { 500, TimeLagSource::LogAppendTime },
            { std::nullopt, TimeLagSource::Unknown }, { 0, TimeLagSource::CaughtUp },
            { std::nullopt, TimeLagSource::None }, { std::nullopt, TimeLagSource::Unknown },
            { 0, TimeLagSource::CreateTime } };
        QVERIFY(lags == expected);
    }

    void rowsHaveTheKeysOfTheContract()
    {
        const std::vector<PartitionLag> rows{ row("g", 0, 5, 10), row("g", 1, std::nullopt, 10) };
        const Json json = lagJson(rows, { { 7, TimeLagSource::CreateTime }, { std::nullopt, TimeLagSource::None } });
        QCOMPARE(toLine(json[0]),
            std::string(R"({"group":"g","topic":"t","partition":0,"committed":5,"end":10,"lag":5,"time_lag_ms":7,)"
                        R"("time_lag_source":"record_create_time","status":"behind"})"));
        QCOMPARE(toLine(json[1]),
            std::string(
                R"({"group":"g","topic":"t","partition":1,"committed":null,"end":10,"lag":null,"time_lag_ms":null,)"
                R"("time_lag_source":"none","status":"no_commit"})"));
    }

    void aGroupsLagIsTheSumOfWhatIsKnown()
    {
        QVERIFY(!totalLag({}));
        QVERIFY(!totalLag({ row("g", 0, std::nullopt, 10) }));
        QCOMPARE(totalLag({ row("g", 0, 5, 10), row("g", 1, std::nullopt, 10), row("g", 2, 10, 10) }),
            std::optional<qint64>(5));
        QVERIFY(!totalLag({ row("g", 0, 5, 10), row("g", 1, 5, std::nullopt) }));
    }

    void demoMembersKeepTheirPace()
    {
        using namespace std::chrono_literals;
        const DemoMember slow{ .group = {}, .clientId = {}, .topics = {}, .recordsPerSecond = 7 };
        int taken = 0;
        for (std::chrono::milliseconds at = 0ms; at < 10s; at += 130ms)
            taken += allowance(slow, at, 130ms);
        QVERIFY(taken >= 69 && taken <= 71);
        const DemoMember resting{
            .group = {}, .clientId = {}, .topics = {}, .recordsPerSecond = 10, .work = 5s, .rest = 10s
        };
        QCOMPARE(allowance(resting, 4s, 1s), 10);
        QCOMPARE(allowance(resting, 6s, 1s), 0);
        QCOMPARE(allowance(resting, 15s, 1s), 10);
        for (int second = 0; second < 600; ++second) {
            const double rate = DemoFeed::rateAt(std::chrono::seconds(second));
            QVERIFY(rate >= 50 && rate <= 300);
        }
    }
};

QTEST_GUILESS_MAIN(TimeLagTest)
#include "tst_timelag.moc"
