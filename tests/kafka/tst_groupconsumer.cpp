// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/groupconsumer.h"
#include "core/kafka/producer.h"

#include <QElapsedTimer>
#include <QTest>
#include <QUuid>

#include <set>

using namespace spillway;
using namespace spillway::kafka;

namespace {

constexpr int Patience = 20'000;

} // namespace

class GroupConsumerTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;
    QString m_topic;
    QString m_group;
    std::unique_ptr<Admin> m_admin;

    std::unique_ptr<GroupConsumer> member()
    {
        auto made = GroupConsumer::create(m_settings,
            { .group = m_group,
                .clientId = QStringLiteral("tester"),
                .topics = { m_topic },
                .sessionTimeout = Milliseconds(6000) });
        return made ? std::move(*made) : nullptr;
    }
    void produce(int count)
    {
        auto producer = Producer::create(m_settings);
        QVERIFY(producer);
        Record record;
        record.topic = m_topic;
        for (int i = 0; i < count; ++i) {
            record.value = QByteArray::number(i);
            QVERIFY((*producer)->send(record, Partition{ i % 2 }, [](const Result<Delivery>&) {}));
        }
        QVERIFY((*producer)->flush(Milliseconds(Patience)));
    }
    /// Polls until `wanted` records came; how many did.
    static int take(GroupConsumer& consumer, int wanted, int most = 1000)
    {
        QElapsedTimer clock;
        clock.start();
        int taken = 0;
        while (taken < wanted && clock.elapsed() < Patience) {
            const auto polled = consumer.poll(Milliseconds(100), most, [](const RecordRef&) {});
            if (!polled)
                return -1;
            taken += *polled;
        }
        return taken;
    }
    std::optional<qint64> committed()
    {
        const auto groups = m_admin->groups(QStringList{ m_group });
        if (!groups || groups->empty() || groups->front().offsets.empty())
            return {};
        qint64 sum = 0;
        for (const CommittedOffset& offset : groups->front().offsets)
            sum += offset.offset ? offset.offset->value : 0;
        return sum;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariableIsSet("SPILLWAY_TEST_BOOTSTRAP"), "is not set: run ./dev test");
        m_settings.bootstrapServers = qEnvironmentVariable("SPILLWAY_TEST_BOOTSTRAP");
        auto admin = Admin::create(m_settings);
        QVERIFY(admin);
        m_admin = std::move(*admin);
    }
    void init()
    {
        const QString id = QUuid::createUuid().toString(QUuid::Id128).left(12);
        m_topic = QStringLiteral("groupconsumer-") + id;
        m_group = QStringLiteral("group-") + id;
        QVERIFY(m_admin->createTopic({ m_topic, 2, {}, {} }));
    }
    void cleanup() { (void)m_admin->deleteTopic(m_topic); }

    void whatWasPolledIsCommittedAndNotReadAgain()
    {
        produce(20);
        {
            auto consumer = member();
            QVERIFY(consumer);
            QCOMPARE(take(*consumer, 8, 4), 8);
            QVERIFY(consumer->commit());
            QTRY_COMPARE_WITH_TIMEOUT(committed(), std::optional<qint64>(8), Patience);
        }
        auto consumer = member();
        QVERIFY(consumer);
        QCOMPARE(take(*consumer, 12), 12);
        QCOMPARE(*consumer->poll(Milliseconds(300), 10, [](const RecordRef&) {}), 0);
    }

    // librdkafka keeps a pause over a rebalance, where nobody knows of it any more
    void aPartitionThatComesBackAfterARebalanceIsNotPaused()
    {
        produce(20);
        auto first = member();
        QVERIFY(first);
        QCOMPARE(take(*first, 20), 20);
        first->pause(first->assignment());
        QVERIFY(first->commit());
        QTRY_COMPARE_WITH_TIMEOUT(committed(), std::optional<qint64>(20), Patience);
        auto second = member();
        QVERIFY(second);
        const auto both = [&] {
            (void)first->poll(Milliseconds(50), 100, [](const RecordRef&) {});
            (void)second->poll(Milliseconds(50), 100, [](const RecordRef&) {});
            return first->assignment().size() == 1 && second->assignment().size() == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(both(), Patience);
        second.reset();
        produce(20);
        // what came before the rebalance was not committed and comes twice
        std::set<std::pair<int, qint64>> seen;
        const auto all = [&] {
            (void)first->poll(Milliseconds(50), 100,
                [&](const RecordRef& record) { seen.emplace(record.partition.value, record.offset.value); });
            return seen.size() == 20;
        };
        QTRY_VERIFY_WITH_TIMEOUT(all(), Patience);
    }

    void twoMembersShareThePartitionsAndOneTakesOver()
    {
        produce(2);
        auto first = member();
        auto second = member();
        QVERIFY(first && second);
        const auto both = [&] {
            (void)first->poll(Milliseconds(50), 100, [](const RecordRef&) {});
            (void)second->poll(Milliseconds(50), 100, [](const RecordRef&) {});
            return first->assignment().size() == 1 && second->assignment().size() == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(both(), Patience);
        QElapsedTimer clock;
        clock.start();
        second.reset();
        QVERIFY2(clock.elapsed() < 2500, "leaving takes too long");
        const auto alone = [&] {
            (void)first->poll(Milliseconds(50), 100, [](const RecordRef&) {});
            return first->assignment().size() == 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(alone(), Patience);
    }

    void aGroupThatNeverCommitsHasNoOffsets()
    {
        produce(4);
        auto consumer = member();
        QVERIFY(consumer);
        QCOMPARE(take(*consumer, 4), 4);
        consumer.reset();
        QCOMPARE(committed(), std::nullopt);
    }

    void leavingEndsInTimeWithoutABroker()
    {
        ConnectionSettings nowhere;
        nowhere.bootstrapServers = QStringLiteral("127.0.0.1:1");
        auto consumer = GroupConsumer::create(nowhere, { .group = m_group, .topics = { m_topic } });
        QVERIFY(consumer);
        const auto polled = (*consumer)->poll(Milliseconds(300), 10, [](const RecordRef&) {});
        QVERIFY2(polled, "a broker that is away is waited for");
        QElapsedTimer clock;
        clock.start();
        consumer->reset();
        QVERIFY(clock.elapsed() < 2500);
    }
};

QTEST_GUILESS_MAIN(GroupConsumerTest)
#include "tst_groupconsumer.moc"
