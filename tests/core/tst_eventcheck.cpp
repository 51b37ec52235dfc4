// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventcheck.h"
#include "core/events/routing.h"
#include "core/serde/eventjson.h"

#include <QTest>

using namespace spillway;

class EventCheckTest : public QObject {
    Q_OBJECT

private slots:
    // requirements §2 and §8: the routing table is the list of types
    void everyRoutedTypeIsKnownWithItsTopic()
    {
        const RoutingTable routing = RoutingTable::standard();
        QCOMPARE(eventTypeInfos().size(), routing.routes().size());
        for (const auto& route : routing.routes()) {
            const EventTypeInfo* info = eventTypeInfo(route.eventType);
            QVERIFY2(info, qPrintable(route.eventType));
            QCOMPARE(info->suffix, route.suffix);
            QVERIFY(info->members.front().required); // the id
        }
    }

    void dataIsCheckedAgainstItsType_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QString>("wrong"); // empty: nothing
        const auto row = [](const char* name, const char* type, const char* data, const char* wrong = "") {
            QTest::newRow(name) << QString::fromUtf8(type) << QByteArray(data) << QString::fromUtf8(wrong);
        };
        row("id alone", "debate_initiated", R"({"debate_id": "d"})");
        row("all", "debate_initiated",
            R"({"debate_id": "d", "topic": "t", "participants": ["a", "b"], "max_rounds": 3})");
        row("null is not given", "debate_initiated", R"({"debate_id": "d", "topic": null})");
        row("no id", "debate_initiated", "{}", "debate_id is missing");
        row("empty id", "debate_initiated", R"({"debate_id": ""})", "debate_id is empty");
        row("id of another kind", "debate_initiated", R"({"debate_id": 7})", "debate_id is not a text");
        row("every wrong one", "debate_initiated", R"({"debate_id": "d", "max_rounds": "3", "participants": [1]})",
            "participants is not a list of texts; max_rounds is not a whole number");
        row("whole numbers only", "debate_round_started", R"({"debate_id": "d", "round_number": 1.5})",
            "round_number is not a whole number");
        row("number", "decision_made", R"({"decision_id": "d", "confidence": "high"})", "confidence is not a number");
        row("bool", "decision_made", R"({"decision_id": "d", "implementation_required": 1})",
            "implementation_required is not true or false");
        row("metric", "metric_recorded", R"({"metric_name": "m", "value": 1, "tags": {"a": [1]}})");
        row("metric without a value", "metric_recorded", R"({"metric_name": "m"})", "value is missing");
        row("more members", "webhook_failed", R"({"webhook_id": "w", "mine": 1})");
        row("foreign type", "my_type", R"({"x": 1})");
        row("no object", "my_type", "[]", "of kind array, not an object");
    }
    void dataIsCheckedAgainstItsType()
    {
        QFETCH(QString, type);
        QFETCH(QByteArray, data);
        QFETCH(QString, wrong);
        const auto value = parseJson({ data.constData(), size_t(data.size()) });
        QVERIFY(value);
        const auto checked = checkEventData(type, *value);
        QCOMPARE(checked.has_value(), wrong.isEmpty());
        if (checked)
            return;
        QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(checked.error().message.contains(wrong), qPrintable(checked.error().message));
        QVERIFY(!checked.error().hint.isEmpty());
    }

    void membersNobodyReadsAreNamed()
    {
        const auto data = EventValue::object({ { QStringLiteral("debate_id"), "d" }, { QStringLiteral("topik"), "t" },
            { QStringLiteral("user_id"), "u" } });
        QCOMPARE(strangeMembers(QStringLiteral("debate_initiated"), data), QStringList{ QStringLiteral("topik") });
        QCOMPARE(strangeMembers(QStringLiteral("my_type"), data), QStringList());
    }
};

QTEST_GUILESS_MAIN(EventCheckTest)
#include "tst_eventcheck.moc"
