// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialects.h"
#include "core/deadletter/dialecttable.h"
#include "core/deadletter/topicnames.h"
#include "tests/support/letterfixtures.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace spillway;
using namespace spillway::deadletter;
using namespace spillway::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class DialectsTest : public QObject {
    Q_OBJECT

private slots:
    void springNamesTheCauseAndKeepsTheWrapper()
    {
        const DeadLetter letter = decode(letterRecord(springHeaders("orders", 4, 4'010'882)));
        QCOMPARE(letter.dialect, Dialect::SpringDlt);
        QCOMPARE(letter.origin.topic, s("orders"));
        QCOMPARE(letter.origin.partition, Partition{ 4 });
        QCOMPARE(letter.origin.offset, Offset{ 4'010'882 });
        QCOMPARE(letter.origin.timestampMs, 1'789'999'999'123);
        QCOMPARE(letter.errorClass, s("java.lang.IllegalStateException"));
        QCOMPARE(letter.wrapperClass, s("org.springframework.kafka.listener.ListenerExecutionFailedException"));
        QCOMPARE(letter.consumerGroup, s("fulfilment"));
        QVERIFY(letter.problems.empty());
        QCOMPARE(letter.errorHeaders, 10U);
        QVERIFY(!letter.keyFailed);
        const StackOutline outline = outlineOf(*letter.stack);
        QCOMPARE(outline.frames, (std::vector{ s("at d.E.f(E.java:2)"), s("at g.H.i(H.java:3)") }));
        QCOMPARE(outline.moreFrames, 2);
        QCOMPARE(outline.causes.size(), 1U);
    }

    void springKeyFailureIsTheErrorWhenThereIsNoOther()
    {
        const DeadLetter letter = decode(letterRecord(
            { { "kafka_dlt-original-topic", "t" }, { "kafka_dlt-key-exception-fqcn", "org.x.DeserializationException" },
                { "kafka_dlt-key-exception-message", "bad key" }, { "kafka_dlt-key-exception-stacktrace", "stack" },
                { "springDeserializerExceptionKey", QByteArray("\xac\xed\0\5", 4) } }));
        QCOMPARE(letter.dialect, Dialect::SpringDlt);
        QVERIFY(letter.keyFailed);
        QCOMPARE(letter.errorClass, s("org.x.DeserializationException"));
        QCOMPARE(letter.errorMessage, s("bad key"));
        QCOMPARE(letter.stack, s("stack"));
        QCOMPARE(letter.errorHeaders, 5U);
    }

    void springRetryTopicHasItsOwnNamesAndOddIntegers()
    {
        const DeadLetter letter = decode(letterRecord({ { "kafka_original-topic", "t" },
            { "kafka_original-partition", int32(2) }, { "kafka_original-offset", int64(12'345'678) },
            { "kafka_original-timestamp", int64(1'700'000'000'000) }, { "kafka_exception-fqcn", "W" },
            { "kafka_exception-cause-fqcn", "C" }, { "kafka_dlt-original-consumer-group", "g" },
            { "retry_topic-attempts", QByteArray(1, '\3') },
            { "retry_topic-backoff-timestamp", int64(1'700'000'001'000).right(6) } }));
        QCOMPARE(letter.dialect, Dialect::SpringRetry);
        QCOMPARE(letter.consumerGroup, s("g"));
        QCOMPARE(letter.attempts, 3);
        QCOMPARE(letter.errorClass, s("C"));
        QCOMPARE(letter.details.size(), 1U);
        QCOMPARE(letter.details.front().value, s("2023-11-14T22:13:21.000Z"));
        QVERIFY(letter.problems.empty());
        QCOMPARE(letter.errorHeaders, 9U);
    }

    void textFamilies_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::addColumn<QByteArray>("topicHeader");
        QTest::addColumn<QByteArray>("partitionHeader");
        QTest::addColumn<QByteArray>("offsetHeader");
        QTest::addColumn<QByteArray>("messageHeader");
        const auto row = [](const char* name, Dialect dialect, const char* prefix, const char* message) {
            QTest::newRow(name) << int(dialect) << QByteArray(prefix) + "topic" << QByteArray(prefix) + "partition"
                                << QByteArray(prefix) + "offset" << QByteArray(message);
        };
        row("own", Dialect::Spillway, "dlq.original-", "dlq.error-message");
        row("connect", Dialect::Connect, "__connect.errors.", "__connect.errors.exception.message");
        row("streams", Dialect::Streams, "__streams.errors.", "__streams.errors.message");
        row("share group", Dialect::ShareGroup, "__dlq.errors.", "__dlq.errors.message");
        row("smallrye", Dialect::SmallRye, "dead-letter-", "dead-letter-reason");
        row("dlq manager", Dialect::DlqManager, "x-dlq-original-", "x-dlq-exception-message");
    }
    void textFamilies()
    {
        QFETCH(const int, dialect);
        QFETCH(const QByteArray, topicHeader);
        QFETCH(const QByteArray, partitionHeader);
        QFETCH(const QByteArray, offsetHeader);
        QFETCH(const QByteArray, messageHeader);
        // eight digits: an offset that could be mistaken for eight bytes
        const DeadLetter letter
            = decode(letterRecord({ { "before", std::nullopt }, { topicHeader, "orders" }, { partitionHeader, "11" },
                { offsetHeader, "12345678" }, { messageHeader, "no \xe2\x82\xac" }, { "x", "" } }));
        QCOMPARE(int(letter.dialect), dialect);
        QCOMPARE(letter.origin, (Origin{ s("orders"), Partition{ 11 }, Offset{ 12'345'678 }, std::nullopt }));
        QCOMPARE(letter.errorMessage, s("no \xe2\x82\xac"));
        QVERIFY(letter.problems.empty());
        QCOMPARE(letter.errorHeaders, 4U);
    }

    void remainingFieldsOfEachFamily()
    {
        const DeadLetter own = decode(letterRecord(
            { { "dlq.original-topic", "t" }, { "dlq.error-class", "processing" }, { "dlq.error-stack", "s" },
                { "dlq.attempts", "4" }, { "dlq.consumer-group", "g" }, { "dlq.consumer-id", "c" },
                { "dlq.failed-at", "2026-11-24T10:00:00.250Z" }, { "dlq.original-timestamp", "1700000000000" } }));
        QCOMPARE(own.errorClass, s("processing"));
        QCOMPARE(own.attempts, 4);
        QCOMPARE(own.failedAtMs, 1'795'514'400'250);
        QCOMPARE(own.origin.timestampMs, 1'700'000'000'000);
        QCOMPARE(own.details, (std::vector{ Detail{ "dlq.consumer-id", s("Consumer"), s("c") } }));

        const DeadLetter smallRye = decode(letterRecord({ { "dead-letter-topic", "t" },
            { "dead-letter-exception-class-name", "W" }, { "dead-letter-reason", "outer" },
            { "dead-letter-cause-class-name", "C" }, { "dead-letter-cause", "inner" } }));
        QCOMPARE(smallRye.errorClass, s("C"));
        QCOMPARE(smallRye.wrapperClass, s("W"));
        QCOMPARE(smallRye.errorMessage, s("inner"));

        const DeadLetter cloud = decode(letterRecord({ { "x-original-topic", "t" },
            { "x-original-partition", int32(1) }, { "x-original-offset", int64(9) }, { "x-exception-fqcn", "E" } }));
        QCOMPARE(cloud.dialect, Dialect::CloudStream);
        QCOMPARE(cloud.origin.offset, Offset{ 9 });

        const DeadLetter mill = decode(letterRecord({ { "reason_poisoned", "r" }, { "topic_poisoned", "t" },
            { "handler_poisoned", "h" }, { "subscriber_poisoned", "s" } }));
        QCOMPARE(mill.dialect, Dialect::Watermill);
        QCOMPARE(mill.origin.topic, s("t"));
        QCOMPARE(mill.details.size(), 2U);
        QCOMPARE(mill.details.front().label, s("Handler"));

        const DeadLetter transit = decode(letterRecord({ { "MT-Fault-ExceptionType", "System.Exception" },
            { "MT-Fault-Timestamp", "2026-11-24T10:00:00.1234567Z" }, { "MT-Fault-RetryCount", "2" } }));
        QCOMPARE(transit.dialect, Dialect::MassTransit);
        QCOMPARE(transit.attempts, 2);
        QVERIFY(transit.failedAtMs);
        QVERIFY(!transit.origin.topic);

        const DeadLetter connect = decode(letterRecord(connectHeaders("in", 3, 5)));
        QCOMPARE(connect.errorClass, s("org.apache.kafka.connect.errors.DataException"));
        QCOMPARE(connect.details.size(), 4U);
        QCOMPARE(connect.details.front().value, s("file-sink"));
    }

    void shareGroupWithoutCopyIsAPointer()
    {
        Record record = letterRecord(
            { { "__dlq.errors.topic", "t" }, { "__dlq.errors.partition", "0" }, { "__dlq.errors.offset", "3" },
                { "__dlq.errors.group", "share" }, { "__dlq.errors.delivery.count", "5" } });
        QVERIFY(!decode(record).pointer);
        record.key.reset();
        QVERIFY(!decode(record).pointer);
        record.value.reset();
        const DeadLetter letter = decode(record);
        QVERIFY(letter.pointer);
        QCOMPARE(letter.attempts, 5);
    }

    void repeatedHeadersTellTheNewestFirstAndKeepTheOthers()
    {
        auto headers = springHeaders("orders", 4, 10);
        for (const Header& header : springHeaders("orders-retry", 0, 20))
            headers.push_back(header);
        const DeadLetter letter = decode(letterRecord(headers));
        QCOMPARE(letter.origin.topic, s("orders-retry"));
        QCOMPARE(letter.origin.offset, Offset{ 20 });
        QCOMPARE(letter.earlier.size(), 1U);
        QCOMPARE(letter.earlier.front().origin.topic, s("orders"));
        QCOMPARE(letter.earlier.front().origin.offset, Offset{ 10 });
        QCOMPARE(letter.earlier.front().errorClass, s("java.lang.IllegalStateException"));
        QCOMPARE(letter.errorHeaders, 20U);

        const DeadLetter smallRye = decode(
            letterRecord({ { "dead-letter-topic", "new" }, { "other", "x" }, { "dead-letter-topic", "old" } }));
        QCOMPARE(smallRye.origin.topic, s("new"));
        QCOMPARE(smallRye.earlier.front().origin.topic, s("old"));
    }

    void theFamilyThatWroteLastIsTaken()
    {
        auto headers = springHeaders("orders", 4, 10);
        for (const Header& header : connectHeaders("orders-dlt", 1, 2))
            headers.push_back(header);
        const DeadLetter letter = decode(letterRecord(headers));
        QCOMPARE(letter.dialect, Dialect::Connect);
        QCOMPARE(letter.alsoCarries, std::vector{ Dialect::SpringDlt });
        QCOMPARE(letter.errorHeaders, 20U);
    }

    void numbersOfTheWrongWidthAreUnderstoodWhereTheyCanBeAndNamed_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("number"); // -1: not understood
        QTest::addColumn<bool>("problem");
        const QByteArray spring = "kafka_dlt-original-offset";
        const QByteArray connect = "__connect.errors.offset";
        QTest::newRow("8 bytes") << spring << int64(258) << qint64(258) << false;
        QTest::newRow("8 digits are 8 bytes where the family writes bytes")
            << spring << QByteArray("12345678") << qint64(0x3132333435363738) << false;
        QTest::newRow("4 bytes") << spring << int32(258) << qint64(258) << true;
        QTest::newRow("digits") << spring << QByteArray("258") << qint64(258) << true;
        QTest::newRow("3 bytes") << spring << QByteArray("\0\1\2", 3) << qint64(-1) << true;
        QTest::newRow("negative") << spring << int64(-1) << qint64(-1) << true;
        QTest::newRow("empty") << spring << QByteArray("") << qint64(-1) << true;
        QTest::newRow("text digits") << connect << QByteArray("258") << qint64(258) << false;
        QTest::newRow("binary in text") << connect << int64(258) << qint64(258) << true;
        QTest::newRow("words") << connect << QByteArray("many") << qint64(-1) << true;
        QTest::newRow("too many digits") << connect << QByteArray(40, '9') << qint64(-1) << true;
        QTest::newRow("text negative") << connect << QByteArray("-1") << qint64(-1) << true;
        QTest::newRow("with blanks") << connect << QByteArray(" 1") << qint64(-1) << true;
    }
    void numbersOfTheWrongWidthAreUnderstoodWhereTheyCanBeAndNamed()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, value);
        QFETCH(const qint64, number);
        QFETCH(const bool, problem);
        const DeadLetter letter = decode(letterRecord({ { header, value } }));
        QVERIFY(letter.recognised());
        QCOMPARE(letter.origin.offset, number < 0 ? std::nullopt : std::optional(Offset{ number }));
        QCOMPARE(letter.problems.size(), problem ? 1U : 0U);
        if (problem) {
            QCOMPARE(letter.problems.front().header, header);
            QVERIFY(!letter.problems.front().what.isEmpty());
        }
    }

    void nullMessagesAreNormalNullNumbersAreNot()
    {
        const DeadLetter letter = decode(letterRecord({ { "__streams.errors.topic", "t" },
            { "__streams.errors.message", std::nullopt }, { "__streams.errors.offset", std::nullopt } }));
        QVERIFY(!letter.errorMessage);
        QVERIFY(!letter.origin.offset);
        QCOMPARE(letter.problems.size(), 1U);
    }

    void overlongAndBrokenTextIsBoundedAndNamed()
    {
        QByteArray longText(DeadLetter::MaxTextBytes - 1, 'x');
        longText += "\xe2\x82\xac and more"; // the cut falls into the euro sign
        const DeadLetter letter = decode(letterRecord(
            { { "__connect.errors.topic", QByteArray(250, 't') }, { "__connect.errors.exception.stacktrace", longText },
                { "__connect.errors.exception.message", "\xff\xfe" } }));
        QVERIFY(!letter.origin.topic);
        QCOMPARE(letter.stack->size(), DeadLetter::MaxTextBytes - 1);
        QCOMPARE(letter.errorMessage->size(), 2);
        QCOMPARE(letter.problems.size(), 3U);
    }

    void problemsAndHistoryAreBounded()
    {
        std::vector<Header> headers;
        for (int i = 0; i < 10'000; ++i)
            headers.push_back({ "kafka_dlt-original-partition", "?" });
        const DeadLetter letter = decode(letterRecord(headers));
        QCOMPARE(letter.earlier.size(), DeadLetter::MaxEarlier);
        QCOMPARE(letter.problems.size(), DeadLetter::MaxProblems);
        QVERIFY(letter.moreProblems > 0);
        QCOMPARE(letter.errorHeaders, 10'000U);
    }

    void aHeaderThatServesSeveralFamiliesProvesNone()
    {
        QVERIFY(!decode(letterRecord({ { "kafka_dlt-original-consumer-group", "g" } })).recognised());
        QVERIFY(
            !decode(letterRecord({ { "KAFKA_DLT-ORIGINAL-TOPIC", "t" }, { "x-original-topics", "t" } })).recognised());
        QCOMPARE(dialectOf({}), Dialect::None);
    }

    void everyNameOfTheTableIsRemovedOnlyWithItsFamily()
    {
        for (const DialectRules& rules : dialectTable()) {
            std::vector<Header> headers{ { "keep", "1" } };
            for (const HeaderRule& rule : rules.headers)
                headers.push_back({ QByteArray(rule.name.data(), qsizetype(rule.name.size())), "1" });
            const Record record = letterRecord(headers);
            const auto flags = errorHeaders(headerViews(record));
            QVERIFY(!flags.front());
            QCOMPARE(std::count(flags.begin(), flags.end(), true), qsizetype(rules.headers.size()));
        }
    }

    void hostileHeadersNeverCrash()
    {
        std::mt19937 random(4711); // NOLINT: the same every time, so that a failure can be repeated
        const auto below = [&](size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); };
        std::vector<QByteArray> names;
        for (const DialectRules& rules : dialectTable()) {
            for (const HeaderRule& rule : rules.headers)
                names.push_back(QByteArray(rule.name.data(), qsizetype(rule.name.size())));
        }
        qint64 recognised = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::vector<Header> headers;
            for (size_t i = below(12); i > 0; --i) {
                QByteArray name = names[below(names.size())];
                if (below(8) == 0)
                    name.truncate(qsizetype(below(size_t(name.size()))));
                std::optional<QByteArray> value;
                switch (below(6)) {
                case 0:
                    break;
                case 1:
                    value = QByteArray::number(qint64(random()) - (1LL << 31));
                    break;
                case 2:
                    value = QByteArray(qsizetype(below(20)), char(below(256)));
                    break;
                default:
                    value = QByteArray(qsizetype(below(12)), '\0');
                    for (char& byte : *value)
                        byte = char(below(256));
                }
                headers.push_back({ name, value });
            }
            const Record record = letterRecord(headers);
            const DeadLetter letter = decode(record);
            recognised += letter.recognised() ? 1 : 0;
            QVERIFY(letter.problems.size() <= DeadLetter::MaxProblems);
            QVERIFY(!letter.origin.partition || letter.origin.partition->value >= 0);
            QVERIFY(!letter.origin.offset || letter.origin.offset->value >= 0);
            const auto flags = errorHeaders(headerViews(record));
            QCOMPARE(size_t(std::count(flags.begin(), flags.end(), true)), letter.errorHeaders);
            QCOMPARE(letter.dialect, dialectOf(headerViews(record)));
            if (letter.stack)
                outlineOf(*letter.stack);
        }
        QVERIFY(recognised > 10'000);
    }

    void decodingALetterTakesMicroseconds()
    {
        auto headers = springHeaders("orders", 4, 10);
        for (int i = 0; i < 10; ++i)
            headers.push_back({ "application-header-" + QByteArray::number(i), "some value" });
        const Record record = letterRecord(headers);
        const auto views = headerViews(record);
        QElapsedTimer clock;
        clock.start();
        constexpr int Rounds = 20'000;
        size_t seen = 0;
        for (int i = 0; i < Rounds; ++i)
            seen += decode(views, {}, {}).errorHeaders;
        const double each = double(clock.nsecsElapsed()) / Rounds / 1000;
        QCOMPARE(seen, size_t(10 * Rounds));
        qInfo("decoding 20 headers: %.2f µs", each);
        QVERIFY(each < 200); // an order of magnitude beyond what a busy machine shows
    }

    void topicNames_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<bool>("matches");
        for (const char* name : { "orders-dlt", "orders.DLT", "orders-retry", "orders-retry-0", "orders-retry-1000",
                 "orders-dlq", "orders.dlq", "orders_dlq", "dlq.orders", "dlq-elastic-sink", "orders_error",
                 "dead-letter-topic-movies", "error.orders.billing", "zamaz-debate.debate-events.dead-letter",
                 "orders-dead-letters", "poison_queue", "orders_skipped" })
            QTest::newRow(name) << s(name) << true;
        for (const char* name : { "orders", "adult", "retrying", "orders-retry-later-please", "error", "errors.of",
                 "__dlq", "my-dltx", "orders.dead-letter.archive", "" })
            QTest::newRow(name) << s(name) << false;
    }
    void topicNames()
    {
        QFETCH(const QString, topic);
        QFETCH(const bool, matches);
        QCOMPARE(TopicNames().match(topic).has_value(), matches);
    }

    void ownPatternsComeFirstAndBadOnesAreNamed()
    {
        const auto names = TopicNames::withPatterns({ s("^failed-") });
        QVERIFY(names);
        QCOMPARE(names->match(s("failed-orders")), s("matches ^failed-"));
        QVERIFY(names->match(s("orders-dlt")));
        const auto bad = TopicNames::withPatterns({ s("ok"), s("(") });
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::InvalidArgument);
        QVERIFY(bad.error().message.contains(s("\"(\"")));
    }
};

QTEST_GUILESS_MAIN(DialectsTest)
#include "tst_dialects.moc"
