// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/eventjson.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace spillway;
using namespace std::string_view_literals;

namespace {

QString problem(std::string_view json, const JsonLimits& limits = {})
{
    const auto value = parseJson(json, limits);
    return value ? QStringLiteral("(read)") : value.error().message;
}

std::string repeated(std::string_view piece, size_t times)
{
    std::string text;
    for (size_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

BytesView view(std::string_view text)
{
    return { text.data(), text.size() };
}

} // namespace

class EventJsonTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsWrittenComesBack()
    {
        const EventValue value = EventValue::object({
            { "z", EventValue::Array{ nullptr, true, false, EventValue::object(), EventValue(EventValue::Array{}) } },
            { "max", std::numeric_limits<qint64>::max() },
            { "min", std::numeric_limits<qint64>::min() },
            { "above 2^53", 9007199254740993 },
            { "third", 1.0 / 3 },
            { "whole", 5.0 },
            { "tiny", 5e-324 },
            { "text", QStringLiteral("é\u202E\n\"\\\u0000x😀") },
            { "at", *parseTime("2026-11-23T10:02:46.000001Z") },
        });
        const JsonEventSerializer serializer;
        const auto bytes = serializer.serialize(value);
        QVERIFY(bytes);
        const auto back = serializer.deserialize({ bytes->constData(), size_t(bytes->size()) });
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(*back, value);
        // the same bytes again: order, numbers and times have one form
        QCOMPARE(*serializer.serialize(*back), *bytes);
    }

    void datesGoBothWays()
    {
        const EventTime at = *parseTime("2026-11-23T10:02:46.918273Z");
        QCOMPARE(*writeJson(EventValue(at)), QByteArray("\"2026-11-23T10:02:46.918273Z\""));
        QCOMPARE(*parseJson("\"2026-11-23T10:02:46.918273Z\""), EventValue(at));
        // another form of a moment stays the text it is, and can be read as one
        const auto other = parseJson("\"2026-11-23T10:02:46Z\"");
        QCOMPARE(other->kind(), EventValue::Kind::Text);
        QCOMPARE(other->toTime(), parseTime("2026-11-23T10:02:46Z"));
        QVERIFY(!writeJson(EventValue(EventTime::max())));
    }

    void escapesAreRead()
    {
        // \u00e9, a surrogate pair, every short escape, and NUL
        const std::string_view json = "\"a\\u00e9\\ud83d\\ude00\\/\\\"\\\\\\b\\f\\n\\r\\t\\u0000\"";
        const QString text = QStringLiteral("aé😀/\"\\\b\f\n\r\t") + QChar(0);
        QCOMPARE(parseJson(json)->toText(), std::optional(text));
    }

    void numbersKeepTheirKind()
    {
        QCOMPARE(*parseJson("9223372036854775807"), EventValue(std::numeric_limits<qint64>::max()));
        QCOMPARE(*parseJson("-9223372036854775808"), EventValue(std::numeric_limits<qint64>::min()));
        QCOMPARE(parseJson("1.0")->kind(), EventValue::Kind::Double);
        QCOMPARE(parseJson("1e2")->kind(), EventValue::Kind::Double);
        QCOMPARE(*parseJson("-0"), EventValue(0));
    }

    void hostileJsonIsAnErrorThatNamesThePlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, std::string_view json, const char* says) {
            QTest::newRow(name) << QByteArray(json.data(), qsizetype(json.size())) << QString::fromUtf8(says);
        };
        row("empty", "", "byte 0");
        row("blank", "  ", "byte 2");
        row("cut off", R"({"a":)", "byte 5");
        row("two values", "{} {}", "byte 3");
        row("2^63", R"({"id":9223372036854775808})", "byte 6: an integer beyond 64");
        row("below -2^63", "-9223372036854775809", "an integer beyond 64");
        row("huge integer", repeated("9", 100'000), "an integer beyond 64");
        row("1e400", "[1e400]", "byte 1: a number beyond");
        row("NaN", "NaN", "byte 0");
        row("infinity", "[-Infinity]", "byte 1");
        row("duplicate", R"({"a":1,"b":{},"a":2})", "\"a\" twice");
        row("duplicate by escape", R"({"a":1,"\u0061":2})", "\"a\" twice");
        row("duplicate of many", R"({"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"1":1})", "\"1\" twice");
        row("hostile name", "{\"\xe2\x80\xae\":1,\"\xe2\x80\xae\":2}", "\\u{202E}");
        row("not UTF-8", "{\"a\":\"x\xff\"}", "byte 7: not UTF-8");
        row("overlong", "\"\xc0\x80\"", "not UTF-8");
        row("surrogate bytes", "\"\xed\xa0\x80\"", "not UTF-8");
        row("lone surrogate", R"(["\ud800"])", "byte 1: half of a surrogate");
        row("lone low surrogate", R"({"\udc00":1})", "half of a surrogate");
        row("raw control", "\"a\nb\"", "not JSON");
        row("NUL", "\"a\0b\""sv, "not JSON");
        row("single quotes", "{'a':1}", "not JSON");
        row("trailing comma", "[1,]", "not JSON");
        row("leading zero", "01", "not JSON");
        row("100,000 arrays", repeated("[", 100'000), "deeper than 64");
        row("100,000 objects", repeated("{\"a\":", 100'000) + "1" + repeated("}", 100'000), "deeper than 64");
        row("closes what is not open", "]", "not JSON");
        row("crossed brackets", "[{]}", "not JSON");
    }
    void hostileJsonIsAnErrorThatNamesThePlace()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto value = parseJson({ json.constData(), size_t(json.size()) });
        QVERIFY(!value);
        QCOMPARE(value.error().code, ErrorCode::Protocol);
        QVERIFY2(value.error().message.contains(says), qPrintable(value.error().message));
    }

    void limitsHold()
    {
        JsonLimits limits;
        limits.maxItems = 3;
        QCOMPARE(problem("[1,2]", limits), QStringLiteral("(read)"));
        QVERIFY(problem("[1,2,3]", limits).contains(QStringLiteral("more than 3 values")));
        QVERIFY(!writeJson(EventValue(EventValue::Array{ 1, 2, 3 }), NotANumber::Error, limits));
        limits = {};
        limits.maxBytes = 4;
        QVERIFY(problem("[1,2]", limits).contains(QStringLiteral("more than 4 bytes")));
        limits = {};
        limits.maxDepth = 2;
        QCOMPARE(problem("[[]]", limits), QStringLiteral("(read)"));
        QVERIFY(problem("[[[]]]", limits).contains(QStringLiteral("deeper than 2")));
        const EventValue deep(EventValue::Array{ EventValue(EventValue::Array{ EventValue(EventValue::Array{}) }) });
        QVERIFY(!writeJson(deep, NotANumber::Error, limits));
    }

    void whatJsonCannotHoldIsNamed()
    {
        const EventValue value = EventValue::object({ { "a",
            EventValue::Array{ 1, EventValue::object({ { "b", std::numeric_limits<double>::quiet_NaN() } }) } } });
        const auto written = JsonEventSerializer().serialize(value);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(written.error().message.contains(QStringLiteral("\"a.1.b\"")), qPrintable(written.error().message));
        QCOMPARE(*writeJson(value, NotANumber::AsText), QByteArray(R"({"a":[1,{"b":"NaN"}]})"));
        QVERIFY(!writeJson(EventValue(std::numeric_limits<double>::infinity())));
        QVERIFY(!writeJson(EventValue(QString(QChar(0xD800)))));
        QVERIFY(!writeJson(EventValue(QString(QChar(0xD800)) + QStringLiteral("x"))));
        QCOMPARE(*writeJson(EventValue::ofBytes(QByteArray("\x00\xff", 2))), QByteArray("\"AP8=\""));
    }

    void anEventIsAnObject()
    {
        const JsonEventSerializer serializer;
        QVERIFY(!serializer.deserialize(view("[]")));
        QVERIFY(!serializer.deserialize(view("")));
        QVERIFY(!serializer.deserialize(BytesView()));
        QVERIFY(!serializer.serialize(EventValue(1)));
        QVERIFY(serializer.deserialize(view("{}")));
    }

    void mutatedJsonNeverCrashesAndWhatIsReadCanBeWritten()
    {
        const std::string seed
            = R"({"event_id":"a","version":1,"occurred_at":"2026-11-23T10:02:46.918273Z","d":{"n":[1,-2.5e3,null,true,"\u00e9"],"m":{}}})";
        QRandomGenerator random(20261124);
        int read = 0;
        for (int round = 0; round < 30'000; ++round) {
            std::string json = seed;
            for (quint32 i = 0, n = random.bounded(1u, 5u); i < n; ++i) {
                const size_t at = random.bounded(quint32(json.size()));
                switch (random.bounded(4)) {
                case 0:
                    json[at] = char(random.bounded(256));
                    break;
                case 1:
                    json.erase(at, random.bounded(4u));
                    break;
                case 2:
                    json.insert(at, 1, "{}[]\",:0e-"[random.bounded(10)]);
                    break;
                default:
                    json.resize(at + 1);
                }
            }
            const auto value = parseJson(json);
            if (!value)
                continue;
            ++read;
            const auto written = writeJson(*value);
            QVERIFY2(written, json.c_str());
            QCOMPARE(*parseJson({ written->constData(), size_t(written->size()) }), *value);
        }
        QVERIFY2(read > 100, qPrintable(QString::number(read)));
    }
};

QTEST_GUILESS_MAIN(EventJsonTest)
#include "tst_eventjson.moc"
