// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/recordjson.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QTest>

using namespace spillway;
using namespace std::string_literals;
using Json = nlohmann::ordered_json;

namespace {

BytesView view(const std::string& bytes)
{
    return { bytes.data(), bytes.size() };
}

RecordFields fields(BytesView value)
{
    RecordFields record;
    record.topic = "orders";
    record.partition = Partition(2);
    record.offset = Offset(200'734);
    record.timestampMs = 1'795'428'166'918;
    record.timestampType = TimestampType::CreateTime;
    record.value = value;
    return record;
}

std::string lineOf(const RecordFields& record)
{
    RecordJsonWriter writer;
    std::string out;
    writer.append(out, record);
    return out;
}

Json parsed(const std::string& value)
{
    return Json::parse(lineOf(fields(view(value))));
}

} // namespace

class RecordJsonTest : public QObject {
    Q_OBJECT

private slots:
    void lineIsAsTheFormatSays()
    {
        const std::string key = "k\"1";
        const std::string value = "{ \"b\" : 1e400, \"a\" : 18446744073709551616 , \"a\":[ ] }";
        const std::string hop = "gateway";
        const std::vector<HeaderView> headers{ { "x-hop", view(hop) }, { "x-hop", { "", 0 } }, { "x-tenant", {} } };
        RecordFields record = fields(view(value));
        record.key = view(key);
        record.headers = headers;
        QCOMPARE(lineOf(record),
            "{\"topic\":\"orders\",\"partition\":2,\"offset\":200734,\"timestamp\":\"2026-11-23T10:02:46.918Z\","
            "\"timestamp_type\":\"CreateTime\","
            "\"key\":\"k\\\"1\",\"key_encoding\":\"utf8\",\"value\":{\"b\":1e400,\"a\":18446744073709551616,\"a\":[]},"
            "\"value_encoding\":\"json\","
            "\"headers\":[[\"x-hop\",\"gateway\",\"utf8\"],[\"x-hop\",\"\",\"utf8\"],[\"x-tenant\",null,\"null\"]]}"
            "\n"s);
    }

    void nullEmptyTextJsonAndBytesHaveTheirEncodings_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("encoding");
        const auto row = [](const char* name, const QByteArray& value, const QByteArray& json, const char* encoding) {
            QTest::newRow(name) << value << json << QByteArray(encoding);
        };
        row("null", QByteArray(), "null", "null");
        row("empty", "", "\"\"", "utf8");
        row("number is text", "123", "\"123\"", "utf8");
        row("word null is text", "null", "\"null\"", "utf8");
        row("object", "\n{\"a\": \"b c\"}", "{\"a\":\"b c\"}", "json");
        row("broken", "{\"a\":", "\"{\\\"a\\\":\"", "utf8");
        row("followed by rubbish", "[1]x", "\"[1]x\"", "utf8");
        row("bytes", "\xff\xfe", "\"//4=\"", "base64");
        row("JSON with bad UTF-8", "[\"\xff\"]", "\"WyL/Il0=\"", "base64");
        row("lone surrogate escape", "[\"\\ud800\"]", "\"[\\\"\\\\ud800\\\"]\"", "utf8");
        row("surrogate pair", "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]", "json");
        row("big numbers with bad UTF-8", "[1e400,\"\xff\"]", "\"WzFlNDAwLCL/Il0=\"", "base64");
        row("NUL and ESC", QByteArray("a\0\x1b[0m", 6), "\"a\\u0000\\u001b[0m\"", "utf8");
        row("all short escapes", "\"\\\b\f\n\r\t/", "\"\\\"\\\\\\b\\f\\n\\r\\t/\"", "utf8");
        row("separators and bidi", "x\xe2\x80\xa8\xe2\x80\xae\xc2\x9b\x7f", "\"x\\u2028\\u202e\\u009b\\u007f\"",
            "utf8");
        row("the same inside JSON", "[\"\xe2\x80\xa8\xe2\x80\xae\xc2\x9b\x7f\"]", "[\"\\u2028\\u202e\\u009b\\u007f\"]",
            "json");
        row("letters", "żółć 日本 👍 \xe2\x82\xac", "\"żółć 日本 👍 \xe2\x82\xac\"", "utf8");
        row("BOM", "\xef\xbb\xbf{}", "\"\xef\xbb\xbf{}\"", "utf8");
    }
    void nullEmptyTextJsonAndBytesHaveTheirEncodings()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, encoding);
        const BytesView bytes = value.isNull() ? BytesView() : BytesView(value.constData(), size_t(value.size()));
        const QByteArray line = QByteArray::fromStdString(lineOf(fields(bytes)));
        const QByteArray wanted = ",\"value\":" + json + ",\"value_encoding\":\"" + encoding + "\",\"headers\":[]}\n";
        QVERIFY2(line.endsWith(wanted), line.constData());
        QVERIFY(Json::accept(line.begin(), line.end()) || value.contains("1e400"));
        QCOMPARE(line.count('\n'), 1);
    }

    void textComesBackAsItWas()
    {
        // Every byte below 0x80 at every place of a word, and characters of all lengths across the pieces' borders.
        for (size_t shift = 0; shift < 9; ++shift) {
            std::string text(shift, 'x');
            for (int c = 0; c < 128; ++c)
                text += char(c) + "ab"s;
            QCOMPARE(parsed(text)["value"].get<std::string>(), text);
        }
        for (size_t shift = 4080; shift < 4100; ++shift) {
            const std::string text = std::string(shift, '"') + "é日👍\xe2\x80\xae\xc2\x85" + std::string(5000, '\\');
            QCOMPARE(parsed(text)["value"].get<std::string>(), text);
            const std::string json = Json::array({ text }).dump();
            QVERIFY(parsed(json)["value"] == Json::array({ text }));
        }
    }

    void deepJsonIsText()
    {
        const auto nested = [](size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
        QVERIFY(parsed(nested(1000))["value_encoding"] == Json("json"));
        QVERIFY(parsed(nested(100'000))["value_encoding"] == Json("utf8"));
        QCOMPARE(parsed(nested(100'000))["value"].get<std::string>(), nested(100'000));
        QVERIFY(parsed("[\"\\u0041\"," + nested(2000) + "]")["value_encoding"] == Json("utf8"));
    }

    void largeValuesAndManyHeadersAreWhole()
    {
        const std::string controls(5'000'000, '\x01');
        QCOMPARE(parsed(controls)["value"].get<std::string>(), controls);
        const std::string bytes(5'000'000, '\xff');
        QCOMPARE(parsed(bytes)["value"].get<std::string>().size(), size_t(6'666'668));
        QCOMPARE(parsed("[\"" + std::string(5'000'000, 'x') + "\"]")["value"][0].get<std::string>().size(),
            size_t(5'000'000));

        std::vector<HeaderView> headers(10'000, HeaderView{ "same\xff\"", { "v", 1 } });
        RecordFields record = fields({});
        record.headers = headers;
        const Json json = Json::parse(lineOf(record));
        QCOMPARE(json["headers"].size(), size_t(10'000));
        QVERIFY(json["headers"][9'999] == Json::array({ "same\\xFF\"", "v", "utf8" }));
    }

    void oneWriterServesManyRecords()
    {
        RecordJsonWriter writer;
        std::string out;
        std::string expected;
        for (int i = 0; i < 200; ++i) {
            const std::string value
                = i % 3 == 0 ? "{\"n\":" + std::to_string(i) + "}" : std::string(size_t(i) * 300, 'y');
            RecordFields record = fields(view(value));
            record.topic = i % 7 < 3 ? "one" : "t\"wo";
            record.timestampMs += i * 250;
            writer.append(out, record);
            expected += lineOf(record);
        }
        QCOMPARE(out, expected);
    }

    void ownedRecordsGiveTheSameLine()
    {
        Record record;
        record.topic = QStringLiteral("orders");
        record.partition = Partition(1);
        record.offset = Offset(5);
        record.key = QByteArray("");
        record.headers = { { "a", QByteArray("1") }, { "a", std::nullopt } };
        RecordJsonWriter writer;
        std::string out;
        writer.append(out, record);
        QCOMPARE(out,
            "{\"topic\":\"orders\",\"partition\":1,\"offset\":5,\"timestamp\":null,\"timestamp_type\":\"NotAvailable\","
            "\"key\":\"\",\"key_encoding\":\"utf8\","
            "\"value\":null,\"value_encoding\":\"null\",\"headers\":[[\"a\",\"1\",\"utf8\"],[\"a\",null,\"null\"]]}"
            "\n"s);
    }

    void timesMatchQt_data()
    {
        QTest::addColumn<qint64>("ms");
        for (const qint64 ms :
            { qint64(0), qint64(-2), qint64(-86'400'000), qint64(951'782'400'000), qint64(951'868'799'999),
                qint64(4'107'542'400'001), qint64(253'402'300'799'999), qint64(-62'135'596'800'000) })
            QTest::addRow("%lld", static_cast<long long>(ms)) << ms;
    }
    void timesMatchQt()
    {
        QFETCH(const qint64, ms);
        const std::string expected = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
                                         .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ"))
                                         .toStdString();
        QCOMPARE(rfc3339(ms), expected);
        RecordFields record = fields({});
        record.timestampMs = ms;
        QCOMPARE(Json::parse(lineOf(record))["timestamp"].get<std::string>(), expected);
    }

    void impossibleTimesAreNull()
    {
        for (const qint64 ms : { std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(), qint64(-1) }) {
            RecordFields record = fields({});
            record.timestampMs = ms;
            QVERIFY(Json::parse(lineOf(record))["timestamp"].is_null());
        }
    }

    void stringsAreEscapedWithoutAWriter()
    {
        std::string out = "x";
        appendJsonString(out, "a\"\xff\n");
        QCOMPARE(out, "x\"a\\\"\\\\xFF\\n\""s);
    }
};

QTEST_GUILESS_MAIN(RecordJsonTest)
#include "tst_recordjson.moc"
