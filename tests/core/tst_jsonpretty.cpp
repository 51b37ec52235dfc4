// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonpretty.h"

#include <QTest>

using namespace spillway;
using namespace std::string_view_literals;

namespace {

constexpr qsizetype Plenty = 1 << 20;

QString pretty(std::string_view json)
{
    return prettyJson(json, Plenty).text;
}
QString oneLine(std::string_view json)
{
    return oneLineJson(json, Plenty).text;
}

} // namespace

class JsonPrettyTest : public QObject {
    Q_OBJECT

private slots:
    void membersAndElementsGetLinesOfTheirOwn()
    {
        QCOMPARE(pretty(R"({"b":{"x":[1,[],{}]},"a":null})"), QStringLiteral(R"({
  "b": {
    "x": [
      1,
      [],
      {}
    ]
  },
  "a": null
})"));
        QCOMPARE(pretty(" [ ] "), QStringLiteral("[]"));
        QCOMPARE(oneLine("{ \"a\" : [ 1 , true ] }\n"), QStringLiteral(R"({"a":[1,true]})"));
    }

    void tokensStayAsWritten()
    {
        const QString written
            = QStringLiteral(R"({"id":9223372036854775808,"x":1e400,"y":-0.10E+2,"a":1,"a":2,"s":"\u00e9\/\ud83d\n"})");
        QCOMPARE(oneLine(written.toStdString()), written);
    }

    void hostileCharactersInStringsBecomeVisible()
    {
        QCOMPARE(oneLine("[\"a\xe2\x80\xae"
                         "b\x7f\"]"),
            QStringLiteral("[\"a\\u{202E}b\\u{7F}\"]"));
        QCOMPARE(pretty("[\"\xc2\x9b\"]"), QStringLiteral("[\n  \"\\u{9B}\"\n]"));
    }

    void spansCoverKeysStringsNumbersAndLiterals()
    {
        const JsonText json = prettyJson(R"({"k":["s",1,null]})", Plenty);
        QStringList seen;
        for (const JsonSpan& span : json.spans)
            seen << QString::number(int(span.kind)) + json.text.mid(span.start, span.length);
        QCOMPARE(seen, QStringList({ "0\"k\"", "1\"s\"", "21", "3null" }));
    }

    void depthIsNoProblem()
    {
        const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
        const JsonText json = prettyJson(deep, 10'000);
        QVERIFY(!json.broken);
        QVERIFY(json.leftOutBytes > 190'000);
        QVERIFY(json.text.size() < 10'200);
        QCOMPARE(oneLineJson(deep, Plenty).text, QString::fromStdString(deep));
    }

    void outputIsBoundedAndSaysWhatIsLeftOut()
    {
        std::string big = "[";
        for (int i = 0; i < 100'000; ++i)
            big += "12345,";
        big += "0]";
        const JsonText json = prettyJson(big, 1000);
        QVERIFY(json.text.size() <= 1100);
        QVERIFY(json.text.endsWith(QChar(0x2026)));
        QVERIFY(json.leftOutBytes > 590'000 && json.leftOutBytes < big.size());

        const JsonText longString = prettyJson("[\"" + std::string(5'000'000, 'x') + "\"]", 1000);
        QVERIFY(longString.text.size() <= 1002);
        QVERIFY(longString.leftOutBytes > 4'990'000);

        QCOMPARE(oneLineJson("[1,2]  \n"sv, 5).leftOutBytes, size_t(0));
        QCOMPARE(oneLineJson("[1,2]"sv, 5).text, QStringLiteral("[1,2]"));
    }

    void brokenJsonKeepsItsRest_data()
    {
        QTest::addColumn<QString>("json");
        for (const char* json : { "{\"a\":tru}", "[1,]", "[1 2]", "{\"a\"1}", "{a:1}", "[\"\\q\"]", "[01]", "[1.]",
                 "[-]", "[1}", "[\"x", "[1]]", "{\"a\":1,}", "[\"\\u12g4\"]", "[nul", "\"\\", "[1e]", "{} x" })
            QTest::newRow(json) << QString::fromLatin1(json);
    }
    void brokenJsonKeepsItsRest()
    {
        QFETCH(const QString, json);
        const JsonText shown = oneLineJson(json.toStdString(), Plenty);
        QVERIFY(shown.broken);
        QCOMPARE(QString(shown.text).remove(QLatin1Char(' ')), QString(json).remove(QLatin1Char(' ')));
        QVERIFY(!isJsonObjectOrArray(json.toStdString()));
    }

    void loneSurrogatesAreNoticed()
    {
        const auto lone = [](std::string_view json) {
            JsonScanner scanner(json);
            JsonToken token;
            while (scanner.next(token)) { }
            return scanner.sawLoneSurrogate();
        };
        QVERIFY(!lone(R"(["\ud83d\ude00"])"));
        QVERIFY(lone(R"(["\ud83d"])"));
        QVERIFY(lone(R"(["\ud83dx\ude00"])"));
        QVERIFY(lone(R"(["\ude00"])"));
        QVERIFY(lone(R"(["\ud83d\n"])"));
        QVERIFY(lone(R"(["\ud83d\ud83d\ude00"])"));
    }
};

QTEST_GUILESS_MAIN(JsonPrettyTest)
#include "tst_jsonpretty.moc"
