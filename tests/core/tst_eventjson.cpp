// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonreader.h"
#include "core/serde/names.h"
#include "core/serde/text.h"

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
std::string_view textOf(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
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

    // What the quick reader takes, the one with tokens takes to the same value; the rest it leaves to that one.
    void bothReadersAgree()
    {
        const std::vector<std::string> seeds{
            R"({"event_id":"6f1c2a34-0000-4000-8000-0123456789ab","event_type":"webhook_delivered","version":1,)"
            R"("aggregate_id":"w-1","occurred_at":"2026-11-23T10:02:46.918273Z","correlation_id":null,)"
            "\"event_data\":{\"a\":[1,-2.5e3,true,{\"b\":{}}],\"text\":\"x\\u00e9\\ud83d\\ude00\\\"\\\\\\n\\/ y\"}}",
            R"( [ {"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":[]} , [[[ ]]], "" , -0, 0.5 ] )",
            "{\"\u00e9\":\"\u202e\u20ac \U0001f600\",\"long name beyond thirty-one bytes of it\":9223372036854775807}",
        };
        const std::string_view pieces[]
            = { "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\"a\":", "\"1\":", "1", "0",
                  "-", ".", "e", "9223372036854775808", "1e400", "true", "null", " ", "\n", "\x01", "T", "Z", "60" };
        QRandomGenerator random(20261124);
        const auto below = [&](size_t n) { return size_t(random.bounded(quint32(n))); };
        int read = 0;
        constexpr int rounds = 60'000;
        for (int i = 0; i < rounds; ++i) {
            std::string json = seeds[below(seeds.size())];
            for (size_t changes = below(4); changes > 0 && !json.empty(); --changes) {
                const size_t at = below(json.size());
                const std::string_view piece = pieces[below(std::size(pieces))];
                switch (below(4)) {
                case 0:
                    json.insert(at, piece);
                    break;
                case 1:
                    json.replace(at, std::min(json.size() - at, piece.size()), piece);
                    break;
                case 2:
                    json.erase(at, 1 + below(9));
                    break;
                default: // a part of it once more
                    json.insert(at, json.substr(below(json.size()), 1 + below(40)));
                    break;
                }
            }
            if (!isValidUtf8(json))
                continue;
            JsonLimits limits;
            limits.maxDepth = 4 + below(3);
            limits.maxItems = below(8) == 0 ? 12 : 1000;
            const auto quick = readJsonQuickly(json, limits);
            const auto tokens = readJsonTokens(json, limits);
            QVERIFY2(quick.has_value() == tokens.has_value(), json.c_str());
            if (!quick)
                continue;
            ++read;
            QVERIFY2(*quick == *tokens, json.c_str());
            const auto written = writeJson(*quick);
            QVERIFY2(written && *parseJson(textOf(*written)) == *quick, json.c_str());
        }
        QVERIFY2(read > rounds / 20 && read < rounds / 2, qPrintable(QString::number(read)));
    }

    void aNameIsSharedAndStaysItself()
    {
        const QString once = sharedName("member_name");
        QVERIFY(once.isSharedWith(sharedName("member_name")));
        // more than are remembered, of every length, each as it is
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < 2000; ++i) {
                const QString text = QString(i % 40, u'n') + QString::number(i);
                QCOMPARE(sharedName(text.toStdString()), text);
                QVERIFY(nameSlot(text.toStdString()) < NameSlots);
            }
        }
        QCOMPARE(sharedName(""), QString());
        QCOMPARE(sharedName("\u00e9\u20ac"), QStringLiteral("é€"));
    }

    // Every unit at every place of the eight that are looked at together, beside the escape of one character alone.
    void textIsEscapedWhereverItStands()
    {
        for (char16_t unit = 0; unit < 0x250; ++unit) {
            const QByteArray alone = *writeJson(EventValue(QString(QChar(unit))));
            for (int before = 0; before < 9; ++before) {
                const QString text = QString(before, u'~') + QChar(unit) + QStringLiteral(" end !#[]");
                const QByteArray expected
                    = '"' + QByteArray(before, '~') + alone.mid(1, alone.size() - 2) + " end !#[]\"";
                QCOMPARE(*writeJson(EventValue(text)), expected);
            }
        }
        QCOMPARE(
            *writeJson(EventValue(QString(1000, u'x') + u'"')), QByteArray("\"" + QByteArray(1000, 'x') + "\\\"\""));
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
