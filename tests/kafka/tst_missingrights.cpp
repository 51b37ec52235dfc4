// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/consumer.h"
#include "tests/kafka/securebroker.h"

using namespace spillway;
using namespace std::chrono_literals;
using namespace spillway::test;

namespace {

constexpr int Patience = 60'000;
constexpr auto Shown = 300ms; ///< in place of half a minute

} // namespace

/// A consumer without a right reads nothing and says so for as long as that is, though librdkafka says it once; it goes
/// on by itself when the right is given. Kafka's own StandardAuthorizer decides.
class MissingRightsTest : public QObject {
    Q_OBJECT

    SecureBroker m_broker{ QStringLiteral("tst-rights") };
    std::shared_ptr<EventProducer> m_producer;

    /// Rights of the user notopic, who has none to topics.
    bool acl(const char* what, const QStringList& rights) const
    {
        return kafkaTool(
            QStringList{ QStringLiteral("org.apache.kafka.tools.AclCommand"), QStringLiteral("--bootstrap-server"),
                m_broker.open().bootstrapServers, QString::fromLatin1(what), QStringLiteral("--force"),
                QStringLiteral("--allow-principal"), QStringLiteral("User:notopic") }
            + rights)
            .has_value();
    }
    static QStringList topicRights(const QString& topic, const char* operation)
    {
        return { QStringLiteral("--topic"), topic, QStringLiteral("--operation"), QString::fromLatin1(operation) };
    }
    bool produce(const QString& topic)
    {
        Record record;
        record.topic = topic;
        record.value = QByteArray("x");
        return m_producer->send(record).get().has_value();
    }
    std::unique_ptr<Consumer> started(
        const char* user, const QString& group, const QStringList& topics, std::atomic<int>& handled)
    {
        ConsumerSettings settings;
        settings.id = QStringLiteral("tester");
        settings.group.group = group;
        settings.group.topics = topics;
        settings.group.sessionTimeout = 6000ms;
        settings.group.heartbeatInterval = 500ms;
        settings.errorShown = Shown;
        settings.handler = [&handled](const ConsumedRecord&) {
            ++handled;
            return true;
        };
        const QStringList words{ QStringLiteral("security.protocol=sasl_plaintext"),
            QStringLiteral("sasl.mechanism=PLAIN"), QStringLiteral("sasl.username=") + QString::fromLatin1(user),
            QStringLiteral("sasl.password=%1-secret").arg(QString::fromLatin1(user)) };
        auto made = Consumer::start(m_broker.at("SASLPLAIN", words), std::move(settings), m_producer);
        if (!made)
            qFatal("no consumer: %s", qPrintable(toText(made.error())));
        return std::move(*made);
    }
    static QString troubleOf(const Consumer& consumer)
    {
        const auto trouble = consumer.stats().trouble;
        return trouble ? toText(*trouble) : QString();
    }
    /// It is in trouble at every look for many times as long as an error is shown.
    static bool staysInTrouble(const Consumer& consumer, const QString& says)
    {
        return !QTest::qWaitFor(
            [&] {
                const QString now = troubleOf(consumer);
                if (!now.contains(says))
                    qWarning("not in trouble any more: \"%s\"", qPrintable(now));
                return !now.contains(says);
            },
            10 * int(Shown.count()));
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_broker.start());
        auto producer = EventProducer::create(m_broker.open(), EventProducerSettings{});
        VERIFY_RESULT(producer);
        m_producer = std::move(*producer);
    }
    void cleanupTestCase() { m_producer.reset(); }

    void aGroupThatIsNotAllowed()
    {
        const QString topic = makeTopic(m_broker.open(), QStringLiteral("group"), 1);
        const QString group = unique(QStringLiteral("closed"));
        QVERIFY(produce(topic));
        std::atomic<int> handled{ 0 };
        const auto consumer = started("nogroup", group, { topic }, handled);
        const QString says = QStringLiteral("Not authorized for this consumer group");
        QTRY_VERIFY2_WITH_TIMEOUT(troubleOf(*consumer).contains(says), qPrintable(troubleOf(*consumer)), Patience);
        QVERIFY(staysInTrouble(*consumer, says));
        QVERIFY(kafkaTool({ QStringLiteral("org.apache.kafka.tools.AclCommand"), QStringLiteral("--bootstrap-server"),
            m_broker.open().bootstrapServers, QStringLiteral("--add"), QStringLiteral("--allow-principal"),
            QStringLiteral("User:nogroup"), QStringLiteral("--operation"), QStringLiteral("Read"),
            QStringLiteral("--group"), group }));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience);
        QCOMPARE(troubleOf(*consumer), QString());
    }

    // one topic of two: the group is joined, and records of the other come
    void aTopicThatIsNotShown()
    {
        const QString seen = makeTopic(m_broker.open(), QStringLiteral("seen"), 1);
        const QString hidden = makeTopic(m_broker.open(), QStringLiteral("hidden"), 1);
        QVERIFY(acl("--add", topicRights(seen, "Read")));
        QVERIFY(produce(hidden));
        std::atomic<int> handled{ 0 };
        const auto consumer = started("notopic", unique(QStringLiteral("g")), { seen, hidden }, handled);
        QTRY_VERIFY2_WITH_TIMEOUT(troubleOf(*consumer).contains(hidden), qPrintable(troubleOf(*consumer)), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(consumer->stats().assigned.size(), size_t{ 1 }, Patience);
        QVERIFY(produce(seen));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience);
        QVERIFY(staysInTrouble(*consumer, QStringLiteral("Not authorized for this topic")));
        QVERIFY(acl("--add", topicRights(hidden, "Read")));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 2, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(troubleOf(*consumer), QString(), Patience);
    }

    void aTopicThatIsNotThere()
    {
        const QString seen = makeTopic(m_broker.open(), QStringLiteral("there"), 1);
        const QString missing = unique(QStringLiteral("missing"));
        std::atomic<int> handled{ 0 };
        const auto consumer = started("admin", unique(QStringLiteral("g")), { seen, missing }, handled);
        QTRY_VERIFY2_WITH_TIMEOUT(troubleOf(*consumer).contains(missing), qPrintable(troubleOf(*consumer)), Patience);
        QVERIFY(produce(seen));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience);
        QVERIFY(staysInTrouble(*consumer, missing));
        VERIFY_RESULT(adminFor(m_broker.open())->createTopic({ missing, 1, 1, {} }));
        QTRY_COMPARE_WITH_TIMEOUT(troubleOf(*consumer), QString(), Patience);
        QVERIFY(produce(missing));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 2, Patience);
    }

    // It may be described but not read: assigned, and nothing comes. No record proves the right when it is given.
    void aTopicThatMustNotBeRead()
    {
        const QString topic = makeTopic(m_broker.open(), QStringLiteral("fetch"), 1);
        QVERIFY(acl("--add", topicRights(topic, "Describe")));
        std::atomic<int> handled{ 0 };
        const auto consumer = started("notopic", unique(QStringLiteral("g")), { topic }, handled);
        const QString says = QStringLiteral("Not authorized for this topic");
        QTRY_VERIFY2_WITH_TIMEOUT(troubleOf(*consumer).contains(says), qPrintable(troubleOf(*consumer)), Patience);
        QVERIFY(staysInTrouble(*consumer, says));
        // told anew each time it is asked about, and in trouble all the while
        QTRY_VERIFY_WITH_TIMEOUT(consumer->stats().failures >= 5, Patience);
        QCOMPARE(consumer->stats().assigned.size(), size_t{ 1 });
        QVERIFY(acl("--add", topicRights(topic, "Read")));
        QTRY_COMPARE_WITH_TIMEOUT(troubleOf(*consumer), QString(), Patience);
        QCOMPARE(handled.load(), 0);
        QVERIFY(produce(topic));
        QTRY_COMPARE_WITH_TIMEOUT(handled.load(), 1, Patience);
    }
};

SPILLWAY_KAFKA_TEST_MAIN(MissingRightsTest)
#include "tst_missingrights.moc"
