// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/kafkafixtures.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace spillway;
using namespace spillway::test;
using kafka::Milliseconds;
using kafka::OffsetQuestion;

namespace {

template <class T> Error errorOf(const Result<T>& result)
{
    return result ? Error{} : result.error();
}

std::vector<TopicPartition> partitionsOf(const QString& topic, int count)
{
    std::vector<TopicPartition> all;
    all.reserve(size_t(count));
    for (int i = 0; i < count; ++i)
        all.push_back({ topic, Partition{ i } });
    return all;
}

} // namespace

class AdminTest : public QObject {
    Q_OBJECT

    ConnectionSettings m_settings;
    std::unique_ptr<kafka::Admin> m_admin;

    ClusterMetadata metadata() { return m_admin->metadata().value_or(ClusterMetadata{}); }
    ConsumerGroup groupNamed(const QString& id)
    {
        auto groups = m_admin->groups({ id });
        return groups && groups->size() == 1 ? groups->front() : ConsumerGroup{};
    }

private slots:
    void initTestCase()
    {
        m_settings = sharedBroker();
        if (m_settings.bootstrapServers.isEmpty())
            QFAIL("SPILLWAY_TEST_BOOTSTRAP names no broker: run this by ./dev test");
        m_admin = adminFor(m_settings);
    }
    void cleanupTestCase() { m_admin.reset(); }

    void metadataNamesClusterBrokersAndTopics()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("meta"), 3);
        const auto answer = m_admin->metadata();
        VERIFY_RESULT(answer);
        QVERIFY(!answer->clusterId.isEmpty());
        QCOMPARE(answer->brokers.size(), 1u);
        QCOMPARE(QStringLiteral("%1:%2").arg(answer->brokers[0].host).arg(answer->brokers[0].port),
            m_settings.bootstrapServers);
        const TopicInfo* info = answer->find(topic);
        QVERIFY(info);
        QVERIFY(!info->error);
        QCOMPARE(info->partitions.size(), 3u);
        for (int i = 0; i < 3; ++i) {
            const PartitionInfo& partition = info->partitions[static_cast<size_t>(i)];
            QCOMPARE(partition.partition, Partition{ i });
            QCOMPARE(partition.leader, answer->brokers[0].id);
            QCOMPARE(partition.replicas, std::vector{ answer->brokers[0].id });
            QCOMPARE(partition.inSyncReplicas, partition.replicas);
            QVERIFY(!partition.underReplicated());
        }
        QVERIFY(std::ranges::is_sorted(answer->topics, {}, &TopicInfo::name));
        QVERIFY(!answer->find(QStringLiteral("no-such-topic")));
    }

    void createdTopicHasWhatWasAskedFor()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("config"), 2,
            { { QStringLiteral("retention.ms"), QStringLiteral("1234567") },
                { QStringLiteral("cleanup.policy"), QStringLiteral("compact") } });
        QVERIFY(!topic.isEmpty());
        const auto config = m_admin->topicConfig(topic);
        VERIFY_RESULT(config);
        QVERIFY(std::ranges::is_sorted(*config, {}, &ConfigEntry::name));
        const auto at = std::ranges::find(*config, QStringLiteral("retention.ms"), &ConfigEntry::name);
        QVERIFY(at != config->end());
        QCOMPARE(at->value, QStringLiteral("1234567"));
        QCOMPARE(at->source, QStringLiteral("topic"));
        QVERIFY(!at->isDefault);
        const auto untouched = std::ranges::find(*config, QStringLiteral("flush.ms"), &ConfigEntry::name);
        QVERIFY(untouched != config->end());
        QVERIFY(untouched->isDefault);
    }

    void aBrokersConfigurationIsAnsweredByItself()
    {
        const auto metadata = m_admin->metadata();
        VERIFY_RESULT(metadata);
        const BrokerId broker = metadata->brokers.front().id;
        const auto config = m_admin->brokerConfig(broker);
        VERIFY_RESULT(config);
        const auto at = std::ranges::find(*config, QStringLiteral("node.id"), &ConfigEntry::name);
        QVERIFY(at != config->end());
        QCOMPARE(at->value, QString::number(broker.value));
        QVERIFY(at->readOnly);
    }

    void createdTopicIsReadyWhenCreateReturns()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("ready"), 40);
        const auto ends = m_admin->offsets(partitionsOf(topic, 40), { OffsetQuestion::Kind::High }, metadata());
        VERIFY_RESULT(ends);
        for (const auto& end : *ends)
            QVERIFY2(end.offset == Offset{ 0 }, end.error ? qPrintable(toText(*end.error)) : "no offset");
    }

    void createReportsWhatIsWrong_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("partitions");
        QTest::addColumn<int>("replication");
        QTest::addColumn<QString>("configName");
        QTest::addColumn<ErrorCode>("code");
        const QString good = unique(QStringLiteral("never"));
        QTest::newRow("exists") << QString() << 1 << 1 << QString() << ErrorCode::AlreadyExists;
        QTest::newRow("name") << QStringLiteral("not a name!") << 1 << 1 << QString() << ErrorCode::InvalidArgument;
        QTest::newRow("empty name") << QStringLiteral("") << 1 << 1 << QString() << ErrorCode::InvalidArgument;
        QTest::newRow("replication") << good << 1 << 7 << QString() << ErrorCode::InvalidArgument;
        QTest::newRow("partitions") << good << 0 << 1 << QString() << ErrorCode::InvalidArgument;
        QTest::newRow("config") << good << 1 << 1 << QStringLiteral("no.such.setting") << ErrorCode::InvalidArgument;
    }
    void createReportsWhatIsWrong()
    {
        QFETCH(QString, name);
        QFETCH(int, partitions);
        QFETCH(int, replication);
        QFETCH(QString, configName);
        QFETCH(ErrorCode, code);
        if (name.isNull())
            name = makeTopic(m_settings, QStringLiteral("taken"), 1);
        std::map<QString, QString> config;
        if (!configName.isEmpty())
            config[configName] = QStringLiteral("1");
        const auto made = m_admin->createTopic({ name, partitions, replication, config });
        QVERIFY(!made);
        QVERIFY2(made.error().code == code, qPrintable(errorCodeName(made.error().code) + toText(made.error())));
        QVERIFY(!made.error().message.isEmpty());
    }

    void replicationOfTheBrokerIsTakenWhenNoneIsGiven()
    {
        const QString topic = unique(QStringLiteral("default-rf"));
        VERIFY_RESULT(m_admin->createTopic({ topic, 1, std::nullopt, {} }));
        const auto answer = metadata();
        QVERIFY(answer.find(topic));
        QCOMPARE(answer.find(topic)->replicationFactor(), 1);
    }

    void deletedTopicIsGone()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("doomed"), 1);
        VERIFY_RESULT(m_admin->deleteTopic(topic));
        QTRY_VERIFY(!metadata().find(topic));
        const auto again = m_admin->deleteTopic(topic);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::NotFound);
    }

    void configOfAnUnknownTopicIsNotFound()
    {
        const auto config = m_admin->topicConfig(unique(QStringLiteral("nothing")));
        QVERIFY(!config);
        QCOMPARE(config.error().code, ErrorCode::NotFound);
    }

    void offsetsOfBeginEndAndTime()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("offsets"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 10, 1));
        QVERIFY(deleteRecords(m_settings, topic, 0, 4));
        const auto known = metadata();
        const auto ask = [&](OffsetQuestion question) {
            auto answers = m_admin->offsets(partitionsOf(topic, 2), question, known);
            return answers.value_or(std::vector<kafka::OffsetAnswer>(2));
        };
        const auto begins = ask({ OffsetQuestion::Kind::LogStart });
        QCOMPARE(begins[0].offset, Offset{ 4 });
        QCOMPARE(begins[1].offset, Offset{ 0 });
        const auto ends = ask({ OffsetQuestion::Kind::High });
        QCOMPARE(ends[0].offset, Offset{ 10 });
        QCOMPARE(ends[1].offset, Offset{ 0 });
        const auto early = ask({ OffsetQuestion::Kind::Time, 1000 });
        QCOMPARE(early[0].offset, Offset{ 4 });
        QVERIFY(!early[1].offset); // empty: no record is that young, and that is no error
        QVERIFY(!early[1].error);
        const auto future = ask({ OffsetQuestion::Kind::Time, 4'000'000'000'000 });
        QVERIFY(!future[0].offset);
        QVERIFY(!future[0].error);
        const auto negative = ask({ OffsetQuestion::Kind::Time, -1 }); // not to be taken for librdkafka's "end"
        QCOMPARE(negative[0].offset, Offset{ 4 });
    }

    void unknownTopicsAndPartitionsDoNotDisturbTheRest()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("known"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 4, 2));
        const std::vector<TopicPartition> asked{ { topic, Partition{ 1 } },
            { unique(QStringLiteral("missing")), Partition{ 0 } }, { topic, Partition{ 99 } },
            { topic, Partition{ 0 } } };
        const auto answers = m_admin->offsets(asked, { OffsetQuestion::Kind::High }, metadata());
        VERIFY_RESULT(answers);
        QCOMPARE(answers->size(), 4u);
        for (size_t i = 0; i < asked.size(); ++i)
            QCOMPARE((*answers)[i].partition, asked[i]);
        QCOMPARE((*answers)[0].offset, Offset{ 2 });
        QCOMPARE((*answers)[3].offset, Offset{ 2 });
        for (const size_t i : { size_t{ 1 }, size_t{ 2 } }) {
            QVERIFY(!(*answers)[i].offset);
            QVERIFY((*answers)[i].error);
            QCOMPARE((*answers)[i].error->code, ErrorCode::NotFound);
        }
    }

    void topicDeletedSinceMetadataDoesNotDisturbTheRest()
    {
        QStringList topics;
        for (int i = 0; i < 3; ++i)
            topics << makeTopic(m_settings, QStringLiteral("chunk"), 1);
        const auto old = metadata();
        VERIFY_RESULT(m_admin->deleteTopic(topics[1]));
        QTRY_VERIFY(!metadata().find(topics[1]));
        std::vector<TopicPartition> asked;
        for (const QString& topic : topics)
            asked.push_back({ topic, Partition{ 0 } });
        const auto answers = m_admin->offsets(asked, { OffsetQuestion::Kind::High }, old);
        VERIFY_RESULT(answers);
        QCOMPARE((*answers)[0].offset, Offset{ 0 });
        QVERIFY((*answers)[1].error);
        QCOMPARE((*answers)[2].offset, Offset{ 0 });
    }

    void thousandsOfPartitionsInChunks()
    {
        std::vector<TopicPartition> asked;
        for (int i = 0; i < 60; ++i) {
            const QString topic = makeTopic(m_settings, QStringLiteral("many"), 20);
            QVERIFY(!topic.isEmpty());
            for (const auto& tp : partitionsOf(topic, 20))
                asked.push_back(tp);
        }
        std::ranges::reverse(asked); // answers come in the order asked, whatever order brokers are asked in
        const auto known = metadata();
        QElapsedTimer timer;
        timer.start();
        const auto marks = m_admin->watermarks(asked, known);
        VERIFY_RESULT(marks);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(marks->size(), 1200u);
        QVERIFY(std::ranges::all_of(
            *marks, [](const Watermarks& mark) { return mark.logStart == Offset{ 0 } && mark.high == Offset{ 0 }; }));
    }

    void openTransactionHoldsTheLastStableOffsetBack()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("lso"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 3, 1));
        Transaction transaction(m_settings, topic, 0, 5);
        QVERIFY(transaction.open());
        const auto asked = partitionsOf(topic, 1);
        const auto during = m_admin->watermarks(asked, metadata(), true);
        VERIFY_RESULT(during);
        QCOMPARE((*during)[0].high, Offset{ 8 });
        QCOMPARE((*during)[0].lastStable, Offset{ 3 });
        QVERIFY(transaction.commit());
        const auto lastStable = [&] {
            const auto now = m_admin->watermarks(asked, metadata(), true);
            return now ? (*now)[0].lastStable : std::nullopt;
        };
        QTRY_COMPARE(lastStable(), Offset{ 9 }); // five records and the commit marker
    }

    void groupWithAMemberIsDescribedWithItsCommits()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("grouped"), 2);
        QVERIFY(produceNumbered(m_settings, topic, 10, 2));
        const QString id = unique(QStringLiteral("group"));
        const auto consumer = started(QStringLiteral("kcat"),
            { QStringLiteral("-b"), m_settings.bootstrapServers, QStringLiteral("-X"),
                QStringLiteral("auto.commit.interval.ms=100"), QStringLiteral("-X"),
                QStringLiteral("auto.offset.reset=earliest"), QStringLiteral("-G"), id, topic });
        QVERIFY(consumer);
        QTRY_VERIFY_WITH_TIMEOUT(groupNamed(id).offsets.size() == 2, 20000);
        const ConsumerGroup group = groupNamed(id);
        QVERIFY(!group.error);
        QCOMPARE(group.state, GroupState::Stable);
        QVERIFY(!group.newProtocol);
        QVERIFY(group.coordinator);
        QVERIFY(!group.assignor.isEmpty());
        QVERIFY(group.members);
        QCOMPARE(group.members->size(), 1u);
        QCOMPARE(group.members->front().assignment, partitionsOf(topic, 2));
        QCOMPARE(group.members->front().host, QStringLiteral("127.0.0.1"));
        QCOMPARE(group.offsets[0].offset, Offset{ 5 });
        QCOMPARE(group.offsets[1].partition, (TopicPartition{ topic, Partition{ 1 } }));

        const auto refused = m_admin->commitOffsets(id, { { { topic, Partition{ 0 } }, Offset{ 1 }, {} } });
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(QLatin1String("has members")), qPrintable(toText(refused.error())));

        consumer->terminate();
        QVERIFY(consumer->waitForFinished(10000));
        QTRY_COMPARE_WITH_TIMEOUT(groupNamed(id).state, GroupState::Empty, 15000);
        const ConsumerGroup empty = groupNamed(id);
        QVERIFY(empty.members && empty.members->empty());
        QCOMPARE(empty.offsets.size(), 2u);

        VERIFY_RESULT(m_admin->commitOffsets(id, { { { topic, Partition{ 0 } }, Offset{ 1 }, {} } }));
        QCOMPARE(groupNamed(id).offsets[0].offset, Offset{ 1 });
    }

    void staticMembersKeepTheirInstanceIdHoweverTheyAreAskedFor()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("static"), 2);
        const QString id = unique(QStringLiteral("static"));
        const auto consumer = started(QStringLiteral("kcat"),
            { QStringLiteral("-b"), m_settings.bootstrapServers, QStringLiteral("-X"),
                QStringLiteral("group.instance.id=station-7"), QStringLiteral("-G"), id, topic });
        QVERIFY(consumer);
        QTRY_COMPARE_WITH_TIMEOUT(groupNamed(id).state, GroupState::Stable, 20000);
        const ConsumerGroup alone = groupNamed(id);
        QVERIFY(alone.members && alone.members->size() == 1);
        QCOMPARE(alone.members->front().groupInstanceId, QStringLiteral("station-7"));
        QCOMPARE(alone.members->front().assignment, partitionsOf(topic, 2));
        const auto admin = adminFor(m_settings);
        for (int i = 0; i < 3; ++i) { // not known yet, then known, then beside offsets
            const auto groups = i < 2 ? admin->groups() : admin->watermarksAndGroups({}, {}).groups;
            VERIFY_RESULT(groups);
            const auto at = std::ranges::find(*groups, id, &ConsumerGroup::id);
            QVERIFY(at != groups->end());
            QCOMPARE(*at, alone);
        }
        consumer->terminate();
        QVERIFY(consumer->waitForFinished(10000));
    }

    void groupWithoutCommitsHasMembersOnly()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("uncommitted"), 1);
        const QString id = unique(QStringLiteral("silent"));
        const auto consumer = started(QStringLiteral("kcat"),
            { QStringLiteral("-b"), m_settings.bootstrapServers, QStringLiteral("-X"),
                QStringLiteral("enable.auto.commit=false"), QStringLiteral("-G"), id, topic });
        QVERIFY(consumer);
        QTRY_COMPARE_WITH_TIMEOUT(groupNamed(id).state, GroupState::Stable, 20000);
        const ConsumerGroup group = groupNamed(id);
        QVERIFY(group.offsets.empty());
        QVERIFY(group.members && group.members->size() == 1);
        const auto marks = m_admin->watermarks(partitionsOf(topic, 1), metadata());
        VERIFY_RESULT(marks);
        const auto rows = kafka::joinLag({ group }, partitionsOf(topic, 1), *marks);
        QCOMPARE(rows.size(), 1u);
        QCOMPARE(rows[0].status, LagStatus::NoCommit);
    }

    void groupOfTheNewProtocolKeepsItsStateAndOffsets()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("kip848"), 1);
        QVERIFY(produceNumbered(m_settings, topic, 6, 1));
        const QString id = unique(QStringLiteral("new-protocol"));
        const auto consumer = started(qEnvironmentVariable("SPILLWAY_DEV"),
            { QStringLiteral("kafka"), QStringLiteral("tool"),
                QStringLiteral("org.apache.kafka.tools.consumer.ConsoleConsumer"), QStringLiteral("--bootstrap-server"),
                m_settings.bootstrapServers, QStringLiteral("--topic"), topic, QStringLiteral("--group"), id,
                QStringLiteral("--from-beginning"), QStringLiteral("--consumer-property"),
                QStringLiteral("group.protocol=consumer"), QStringLiteral("--consumer-property"),
                QStringLiteral("auto.commit.interval.ms=200") });
        QVERIFY(consumer);
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                const auto group = groupNamed(id);
                return group.offsets.size() == 1 && group.offsets[0].offset == Offset{ 6 };
            }(),
            40000);
        const ConsumerGroup group = groupNamed(id);
        QVERIFY(group.newProtocol);
        QCOMPARE(group.state, GroupState::Stable);
        QVERIFY(!group.members);
        QVERIFY(!group.error);
    }

    void unknownGroupIsDeadWithoutOffsets()
    {
        const ConsumerGroup group = groupNamed(unique(QStringLiteral("nobody")));
        QCOMPARE(group.state, GroupState::Dead);
        QVERIFY(!group.newProtocol);
        QVERIFY(!group.error);
        QVERIFY(group.offsets.empty());
    }

    void allGroupsAreListedOnceAndSorted()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("several"), 1);
        QStringList ids;
        for (int i = 0; i < 40; ++i) {
            ids << unique(QStringLiteral("listed"));
            VERIFY_RESULT(m_admin->commitOffsets(ids.last(), { { { topic, Partition{ 0 } }, Offset{ i }, {} } }));
        }
        const auto groups = m_admin->groups();
        VERIFY_RESULT(groups);
        QVERIFY(std::ranges::is_sorted(*groups, std::ranges::less_equal{}, &ConsumerGroup::id) || groups->size() < 2);
        for (int i = 0; i < 40; ++i) {
            const auto at = std::ranges::find(*groups, ids[i], &ConsumerGroup::id);
            QVERIFY(at != groups->end());
            QCOMPARE(at->state, GroupState::Empty);
            QCOMPARE(at->offsets.size(), 1u);
            QCOMPARE(at->offsets[0].offset, Offset{ i });
        }
    }

    void unreachableBrokerIsNamedWithItsReason()
    {
        auto admin = adminFor(settingsFor(QStringLiteral("127.0.0.1:1")));
        admin->setDeadline(Milliseconds(800));
        QElapsedTimer timer;
        timer.start();
        const auto answer = admin->metadata();
        QVERIFY(!answer);
        QVERIFY2(timer.elapsed() < 1600, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(answer.error().code, ErrorCode::Unreachable);
        QVERIFY2(answer.error().message.contains(QLatin1String("127.0.0.1:1: "))
                && answer.error().message.contains(QLatin1String("refused")),
            qPrintable(answer.error().message));
        QVERIFY(answer.error().hint.contains(QLatin1String("KAFKA_BOOTSTRAP_SERVERS")));
        QCOMPARE(admin->brokerErrors().size(), 1);
        // every question says so, not only metadata
        for (const Error& error : { errorOf(admin->groups()), errorOf(admin->topicConfig(QStringLiteral("t"))),
                 errorOf(admin->createTopic({ QStringLiteral("t"), 1, 1, {} })) })
            QVERIFY2(error.code == ErrorCode::Unreachable, qPrintable(toText(error)));
    }

    void cancelEndsAWaitingCallSoon()
    {
        SilentListener silent;
        auto admin = adminFor(silent.settings());
        for (int i = 0; i < 2; ++i) {
            QElapsedTimer sinceCancel;
            std::thread canceller([&] {
                while (i == 0 && silent.connections() == 0) // the call is under way
                    std::this_thread::yield();
                sinceCancel.start();
                admin->cancel();
            });
            const Error error = i == 0 ? errorOf(admin->metadata()) : errorOf(admin->groups());
            canceller.join();
            QVERIFY2(sinceCancel.elapsed() < 300, qPrintable(QString::number(sinceCancel.elapsed())));
            QVERIFY2(error.code == ErrorCode::Cancelled, qPrintable(toText(error)));
        }
        QElapsedTimer timer;
        timer.start();
        admin.reset();
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void hangingBrokerMissesTheDeadlineAndTheHandleIsReplaced()
    {
        SilentListener silent;
        auto admin = adminFor(silent.settings());
        admin->setDeadline(Milliseconds(300));
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 2; ++i) {
            const auto answer = admin->metadata();
            QVERIFY(!answer);
            QVERIFY2(answer.error().retriable, qPrintable(toText(answer.error())));
        }
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(silent.connections(), 1);
        QVERIFY(!admin->metadata()); // by a handle of its own, which connects anew
        QTRY_COMPARE(silent.connections(), 2);
        timer.restart();
        admin.reset();
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void answersOfEarlierRequestsAreNotTakenForLaterOnes()
    {
        auto admin = adminFor(m_settings);
        VERIFY_RESULT(admin->metadata());
        admin->setDeadline(Milliseconds(100)); // may or may not be kept; the answer may come late
        for (int i = 0; i < 5; ++i)
            static_cast<void>(admin->groups());
        admin->setDeadline(Milliseconds(10000));
        const QString nobody = unique(QStringLiteral("nobody"));
        const auto groups = admin->groups({ nobody });
        VERIFY_RESULT(groups);
        QCOMPARE(groups->size(), 1u);
        QCOMPARE(groups->front().id, nobody);
    }

    void offsetsAndGroupsAskedTogetherAreWhatTheyAreApart()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("together"), 30);
        QVERIFY(produceNumbered(m_settings, topic, 60, 30));
        const QString id = unique(QStringLiteral("together"));
        VERIFY_RESULT(m_admin->commitOffsets(id, { { { topic, Partition{ 4 } }, Offset{ 1 }, {} } }));
        const auto known = metadata();
        const auto asked = partitionsOf(topic, 30);
        const auto together = m_admin->watermarksAndGroups(asked, known, true);
        VERIFY_RESULT(together.watermarks);
        VERIFY_RESULT(together.groups);
        const auto apart = m_admin->watermarks(asked, known, true);
        VERIFY_RESULT(apart);
        QCOMPARE(*together.watermarks, *apart);
        QVERIFY(std::ranges::all_of(*apart, [](const Watermarks& mark) {
            return mark.logStart == Offset{ 0 } && mark.high == Offset{ 2 } && mark.lastStable == Offset{ 2 };
        }));
        const auto at = std::ranges::find(*together.groups, id, &ConsumerGroup::id);
        QVERIFY(at != together.groups->end());
        QCOMPARE(*at, groupNamed(id));
    }

    // librdkafka 2.0.2 crashes when a client is destroyed while it looks up coordinators for requests.
    void clientsWithCoordinatorLookUpsInFlightAreGivenUpUnharmed()
    {
        const QString topic = makeTopic(m_settings, QStringLiteral("in-flight"), 1);
        QStringList ids;
        for (int i = 0; i < 40; ++i) {
            ids << unique(QStringLiteral("in-flight"));
            VERIFY_RESULT(m_admin->commitOffsets(ids.last(), { { { topic, Partition{ 0 } }, Offset{ 0 }, {} } }));
        }
        int cutOff = 0;
        for (int i = 0; i < 60; ++i) {
            auto admin = adminFor(m_settings);
            VERIFY_RESULT(admin->metadata());
            std::thread canceller([&] {
                QElapsedTimer timer;
                timer.start();
                while (timer.nsecsElapsed() < i * 400'000LL)
                    std::this_thread::yield();
                admin->cancel();
            });
            cutOff += admin->groups(ids) ? 0 : 1;
            canceller.join();
        }
        QVERIFY(cutOff > 0);
    }

    void settingsLibrdkafkaRefusesAreAnError()
    {
        ConnectionSettings settings = m_settings;
        settings.properties[QStringLiteral("socket.timeout.ms")] = QStringLiteral("banana");
        const auto admin = kafka::Admin::create(settings);
        QVERIFY(!admin);
        QCOMPARE(admin.error().code, ErrorCode::InvalidConfiguration);
        QVERIFY(admin.error().message.contains(QLatin1String("socket.timeout.ms")));
    }
};

SPILLWAY_KAFKA_TEST_MAIN(AdminTest)
#include "tst_admin.moc"
