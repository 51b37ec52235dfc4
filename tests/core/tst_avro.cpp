// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avrocodec.h"
#include "core/serde/eventjson.h"
#include "tests/core/avrooracle.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>

using namespace spillway;

namespace {

const QByteArray AllTypes = R"({"type":"record","name":"All","namespace":"test","fields":[
 {"name":"n","type":"null"},{"name":"b","type":"boolean"},{"name":"i","type":"int"},{"name":"l","type":"long"},
 {"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"s","type":"string"},{"name":"y","type":"bytes"},
 {"name":"e","type":{"type":"enum","name":"Suit","symbols":["SPADES","HEARTS","CLUBS"]}},
 {"name":"x","type":{"type":"fixed","name":"Five","size":5}},
 {"name":"again","type":["null","test.Suit","Five"]},
 {"name":"list","type":{"type":"array","items":{"type":"array","items":"long"}}},
 {"name":"map","type":{"type":"map","values":["null","string","All"]}},
 {"name":"next","type":["null","All"]}]})";

AvroSchema schemaOf(const QByteArray& json, std::span<const QByteArray> referenced = {})
{
    auto schema = AvroSchema::parse({ json.constData(), size_t(json.size()) }, referenced);
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

QString problemOf(const QByteArray& json)
{
    const auto schema = AvroSchema::parse({ json.constData(), size_t(json.size()) });
    return schema ? QStringLiteral("(parsed)") : schema.error().message;
}

std::string_view view(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
}

QByteArray varint(qint64 value)
{
    quint64 zigzag = quint64(value) << 1 ^ quint64(value >> 63);
    QByteArray bytes;
    for (; zigzag >= 0x80; zigzag >>= 7)
        bytes.append(char(zigzag | 0x80));
    return bytes.append(char(zigzag));
}

QString json(const Result<EventValue>& value)
{
    return value ? QString::fromUtf8(*writeJson(*value, NotANumber::AsText)) : value.error().message;
}

} // namespace

class AvroTest : public QObject {
    Q_OBJECT

private slots:
    void bytesAreAsTheSpecificationSays_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("hex");
        // the examples of the specification
        QTest::newRow("0") << QByteArray(R"("long")") << QByteArray("0") << QByteArray("00");
        QTest::newRow("-1") << QByteArray(R"("long")") << QByteArray("-1") << QByteArray("01");
        QTest::newRow("64") << QByteArray(R"("int")") << QByteArray("64") << QByteArray("8001");
        QTest::newRow("min") << QByteArray(R"("long")") << QByteArray("-9223372036854775808")
                             << QByteArray("ffffffffffffffffff01");
        QTest::newRow("foo") << QByteArray(R"("string")") << QByteArray("\"foo\"") << QByteArray("06666f6f");
        QTest::newRow("record") << QByteArray(
            R"({"type":"record","name":"test","fields":[{"name":"a","type":"long"},{"name":"b","type":"string"}]})")
                                << QByteArray(R"({"a":27,"b":"foo"})") << QByteArray("3606666f6f");
        QTest::newRow("array") << QByteArray(R"({"type":"array","items":"long"})") << QByteArray("[3,27]")
                               << QByteArray("04063600");
        QTest::newRow("union") << QByteArray(R"(["null","string"])") << QByteArray("\"a\"") << QByteArray("020261");
        QTest::newRow("double") << QByteArray(R"("double")") << QByteArray("1.5") << QByteArray("000000000000f83f");
        QTest::newRow("float") << QByteArray(R"("float")") << QByteArray("0.1") << QByteArray("cdcccc3d");
    }
    void bytesAreAsTheSpecificationSays()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, hex);
        const AvroSchema parsed = schemaOf(schema);
        const auto bytes = encodeAvro(parsed, *parseJson(view(value)));
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        QCOMPARE(bytes->toHex(), hex);
        QCOMPARE(json(decodeAvro(parsed, view(*bytes))).toUtf8(), value);
    }

    void apachesLibraryReadsWhatWeWriteAndTheReverse()
    {
        const AvroSchema schema = schemaOf(AllTypes);
        AvroOracle oracle(AllTypes);
        QRandomGenerator random(5);
        qsizetype bytesInAll = 0;
        for (int i = 0; i < 500; ++i) {
            const AvroOracle::Sample theirs = oracle.random(random);
            const auto read = decodeAvro(schema, view(theirs.bytes));
            QVERIFY2(read, read ? "" : qPrintable(read.error().message));
            QCOMPARE(*read, theirs.value);
            const auto ours = encodeAvro(schema, *read);
            QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
            const auto back = oracle.read(*ours);
            QVERIFY(back);
            QCOMPARE(*back, theirs.value);
            bytesInAll += ours->size();
        }
        QVERIFY2(bytesInAll > 50'000, qPrintable(QString::number(bytesInAll)));
    }

    void blocksWithASizeAreRead()
    {
        const AvroSchema schema = schemaOf(R"({"type":"array","items":"int"})");
        const QByteArray bytes = varint(-2) + varint(2) + varint(1) + varint(2) + varint(1) + varint(3) + varint(0);
        QCOMPARE(json(decodeAvro(schema, view(bytes))), QStringLiteral("[1,2,3]"));
    }

    void logicalTypesGoBothWays_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("plain"); // encoded
        QTest::addColumn<QByteArray>("value"); // as JSON
        const auto row = [](const char* name, const char* schema, const QByteArray& plain, const char* value) {
            QTest::newRow(name) << QByteArray(schema) << plain << QByteArray(value);
        };
        const char* micros = R"({"type":"long","logicalType":"timestamp-micros"})";
        const char* millis = R"({"type":"long","logicalType":"timestamp-millis"})";
        row("micros", micros, varint(1795428166918273), R"("2026-11-23T10:02:46.918273Z")");
        row("micros before 1970", micros, varint(-1), R"("1969-12-31T23:59:59.999999Z")");
        row("micros of no year", micros, varint(std::numeric_limits<qint64>::max()), "9223372036854775807");
        row("millis", millis, varint(1795428166918), R"("2026-11-23T10:02:46.918000Z")");
        row("millis that overflow", millis, varint(std::numeric_limits<qint64>::min()), "-9223372036854775808");
        row("date", R"({"type":"int","logicalType":"date"})", varint(20780), R"("2026-11-23")");
        row("date of no year", R"({"type":"int","logicalType":"date"})", varint(2147483647), "2147483647");
        row("time-millis", R"({"type":"int","logicalType":"time-millis"})", varint(36166918), R"("10:02:46.918000")");
        row("time-micros", R"({"type":"long","logicalType":"time-micros"})", varint(1), R"("00:00:00.000001")");
        row("time of no day", R"({"type":"long","logicalType":"time-micros"})", varint(86400000000), "86400000000");
        row("local", R"({"type":"long","logicalType":"local-timestamp-micros"})", varint(1795428166918273),
            R"("2026-11-23T10:02:46.918273")");
        const char* money = R"({"type":"bytes","logicalType":"decimal","precision":20,"scale":2})";
        row("decimal", money, varint(2) + QByteArray::fromHex("3039"), R"("123.45")");
        row("decimal below 0", money, varint(1) + QByteArray::fromHex("85"), R"("-1.23")");
        row("decimal 0", money, varint(1) + QByteArray::fromHex("00"), R"("0.00")");
        row("decimal 1.28", money, varint(2) + QByteArray::fromHex("0080"), R"("1.28")");
        row("decimal -1.28", money, varint(1) + QByteArray::fromHex("80"), R"("-1.28")");
        row("decimal, 20 digits", money, varint(9) + QByteArray::fromHex("008ac7230489e80000"),
            R"("100000000000000000.00")");
        row("decimal fixed", R"({"type":"fixed","name":"D","size":4,"logicalType":"decimal","precision":9,"scale":0})",
            QByteArray::fromHex("ffffff85"), R"("-123")");
        row("uuid", R"({"type":"string","logicalType":"uuid"})",
            varint(36) + QByteArray("0b2e4f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b"),
            R"("0b2e4f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b")");
        row("uuid fixed", R"({"type":"fixed","name":"U","size":16,"logicalType":"uuid"})",
            QByteArray::fromHex("0b2e4f6a1c3d4e5f8a9b0c1d2e3f4a5b"), R"("0b2e4f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b")");
        row("duration", R"({"type":"fixed","name":"P","size":12,"logicalType":"duration"})",
            QByteArray::fromHex("0100000002000000ffffffff"), R"({"months":1,"days":2,"millis":4294967295})");
        row("unknown", R"({"type":"long","logicalType":"moon-phase"})", varint(4), "4");
        row("on another type", R"({"type":"string","logicalType":"date"})", varint(1) + QByteArray("x"), R"("x")");
    }
    void logicalTypesGoBothWays()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, value);
        const AvroSchema parsed = schemaOf(schema);
        const auto read = decodeAvro(parsed, view(plain));
        QCOMPARE(json(read).toUtf8(), value);
        const auto written = encodeAvro(parsed, *read);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        QCOMPARE(written->toHex(), plain.toHex());
    }

    void aDecimalThatDoesNotFitIsRefused()
    {
        const AvroSchema money = schemaOf(R"({"type":"bytes","logicalType":"decimal","precision":4,"scale":2})");
        for (const char* text : { "1.234", "123.45", "x", "", "-", "1e2" })
            QVERIFY2(!encodeAvro(money, EventValue(text)), text);
        QCOMPARE(json(decodeAvro(money, view(*encodeAvro(money, EventValue("1"))))), QStringLiteral("\"1.00\""));
        QCOMPARE(json(decodeAvro(money, view(*encodeAvro(money, EventValue("-99.99"))))), QStringLiteral("\"-99.99\""));
    }

    void theReadersSchemaIsResolved_data()
    {
        QTest::addColumn<QByteArray>("writer");
        QTest::addColumn<QByteArray>("reader");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char* name, const char* writer, const char* reader, const char* value,
                             const char* result) {
            QTest::newRow(name) << QByteArray(writer) << QByteArray(reader) << QByteArray(value) << QByteArray(result);
        };
        row("int to long", R"("int")", R"("long")", "7", "7");
        row("int to double", R"("int")", R"("double")", "7", "7.0");
        row("long to float", R"("long")", R"("float")", "7", "7.0");
        row("bytes to string", R"("string")", R"("bytes")", "\"a\"", "\"YQ==\"");
        row("long to int", R"("long")", R"("int")", "7", "long cannot be read as int");
        row("to a union", R"("int")", R"(["null","string","long"])", "7", "7");
        row("from a union", R"(["null","int"])", R"("int")", "7", "7");
        row("from a union's other branch", R"(["null","int"])", R"("int")", "null", "null cannot be read as int");
        row("union without it", R"("int")", R"(["null","string"])", "7", "the reader's union has nothing for int");
        row("fields by name",
            R"({"type":"record","name":"a.R","fields":[{"name":"x","type":"int"},{"name":"gone","type":{"type":"array","items":"string"}},{"name":"y","type":"int"}]})",
            R"({"type":"record","name":"b.R","fields":[{"name":"y","type":"long"},{"name":"x","type":"int"}]})",
            R"({"x":1,"gone":["a"],"y":2})", R"({"y":2,"x":1})");
        row("alias and default", R"({"type":"record","name":"R","fields":[{"name":"old","type":"int"}]})",
            R"({"type":"record","name":"N","aliases":["R"],"fields":[{"name":"new","type":"int","aliases":["old"]},{"name":"more","type":{"type":"array","items":"bytes"},"default":["\u00ff"]}]})",
            R"({"old":1})", R"({"new":1,"more":["/w=="]})");
        row("no default", R"({"type":"record","name":"R","fields":[]})",
            R"({"type":"record","name":"R","fields":[{"name":"x","type":"int"}]})", "{}", "no default");
        row("other name", R"({"type":"record","name":"R","fields":[]})", R"({"type":"record","name":"Q","fields":[]})",
            "{}", "record R cannot be read as record Q");
        row("enum default", R"({"type":"enum","name":"E","symbols":["A","B"]})",
            R"({"type":"enum","name":"E","symbols":["A","C"],"default":"C"})", "\"B\"", "\"C\"");
        row("enum without", R"({"type":"enum","name":"E","symbols":["A","B"]})",
            R"({"type":"enum","name":"E","symbols":["A"]})", "\"B\"", "no symbol B");
        row("inside", R"({"type":"map","values":"int"})", R"({"type":"map","values":["null","double"]})", R"({"k":1})",
            R"({"k":1.0})");
    }
    void theReadersSchemaIsResolved()
    {
        QFETCH(QByteArray, writer);
        QFETCH(QByteArray, reader);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, result);
        const AvroSchema from = schemaOf(writer);
        const auto bytes = encodeAvro(from, *parseJson(view(value)));
        QVERIFY(bytes);
        const QString got = json(decodeAvro(from, schemaOf(reader), view(*bytes)));
        QVERIFY2(got == QString::fromUtf8(result)
                || (got.startsWith(QStringLiteral("Avro refused")) && got.contains(QString::fromUtf8(result))),
            qPrintable(got));
    }

    void namesAreResolvedWithTheirNamespace()
    {
        const AvroSchema schema = schemaOf(R"({"type":"record","name":"Outer","namespace":"a.b","fields":[
            {"name":"x","type":{"type":"fixed","name":"F","size":1}},
            {"name":"y","type":{"type":"record","name":"c.Inner","fields":[{"name":"z","type":{"type":"fixed","name":"F","size":2}},{"name":"w","type":"F"}]}},
            {"name":"v","type":"F"},{"name":"u","type":"c.F"}]})");
        const auto& fields = schema.root().fields;
        QCOMPARE(schema.root().name, QStringLiteral("a.b.Outer"));
        QCOMPARE(fields[0].type->name, QStringLiteral("a.b.F"));
        QCOMPARE(fields[1].type->fields[0].type->name, QStringLiteral("c.F"));
        QCOMPARE(fields[1].type->fields[1].type, fields[1].type->fields[0].type);
        QCOMPARE(fields[2].type, fields[0].type);
        QCOMPARE(fields[3].type, fields[1].type->fields[0].type);
        const std::array referenced{ QByteArray(R"({"type":"enum","name":"lib.E","symbols":["A"]})") };
        QCOMPARE(
            schemaOf(R"({"type":"array","items":"lib.E"})", referenced).root().items->name, QStringLiteral("lib.E"));
    }

    void aBadSchemaIsNamed_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& schema, const char* says) {
            QTest::newRow(name) << schema << QString::fromUtf8(says);
        };
        row("not JSON", "{", "JSON refused at byte 1");
        row("number", "1", "not integer");
        row("unknown", R"("Nothing")", "\"Nothing\" is not defined");
        row("without type", "{}", "not null");
        row("nested union", R"([["null"]])", "union directly in a union");
        row("same branches", R"(["int","int"])", "\"int\" twice");
        row("same name", R"([{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":1}])",
            "defined twice");
        row("bad name", R"({"type":"fixed","name":"a-b","size":1})", "\"a-b\" is no name");
        row("primitive name", R"({"type":"fixed","name":"long","size":1})", "\"long\" is no name");
        row("no name", R"({"type":"record","fields":[]})", "is no name");
        row("fields twice",
            R"({"type":"record","name":"R","fields":[{"name":"x","type":"int"},{"name":"x","type":"int"}]})",
            "\"x\" twice");
        row("no fields", R"({"type":"record","name":"R"})", "has no fields");
        row("bad size", R"({"type":"fixed","name":"F","size":-1})", "has no size");
        row("hostile name", "{\"type\":\"fixed\",\"name\":\"\xe2\x80\xae\",\"size\":1}", "\\u{202E}");
        QByteArray deep = "\"int\"";
        for (int i = 0; i < 100; ++i)
            deep = R"({"type":"array","items":)" + deep + "}";
        row("deep", deep, "deeper than 64");
        row("100,000 deep", QByteArray("[").repeated(100'000), "deeper than");
        QByteArray many = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[";
        for (int i = 0; i < 21'000; ++i)
            many += QByteArray(i ? "," : "") + "{\"name\":\"f" + QByteArray::number(i)
                + "\",\"type\":{\"type\":\"map\",\"values\":\"int\"}}";
        row("many", many + "]}", "JSON refused");
    }
    void aBadSchemaIsNamed()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QString, says);
        const QString problem = problemOf(schema);
        QVERIFY2(problem.contains(says), qPrintable(problem));
    }

    void hostileBytesAreAnErrorWithinTheBudget_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* schema, const QByteArray& bytes, const char* says) {
            QTest::newRow(name) << QByteArray(schema) << bytes << QString::fromUtf8(says);
        };
        const qint64 huge = qint64(1) << 62;
        row("empty", R"("int")", {}, "the bytes end");
        row("left over", R"("int")", varint(1) + "x", "1 bytes are left over");
        row("text of 2^62", R"("string")", varint(huge), "4611686018427387904 bytes are declared, 0 are left");
        row("bytes of 2^62", R"("bytes")", varint(huge) + "abc", "declared, 3 are left");
        row("length below 0", R"("bytes")", varint(-5), "a length of -5");
        row("array of 2^62", R"({"type":"array","items":"int"})", varint(huge), "items are declared");
        row("array of nulls, 2^40", R"({"type":"array","items":"null"})", varint(qint64(1) << 40),
            "items are declared");
        row("array of -2^63", R"({"type":"array","items":"null"})",
            varint(std::numeric_limits<qint64>::min()) + varint(0), "9223372036854775808 items are declared");
        row("map of 2^62", R"({"type":"map","values":"null"})", varint(huge), "items are declared");
        row("many blocks of nulls", R"({"type":"array","items":"null"})", QByteArray(varint(60'000)).repeated(1000),
            "items are declared");
        row("empty records", R"({"type":"array","items":{"type":"record","name":"R","fields":[]}})", varint(huge),
            "items are declared");
        row("union index", R"(["null","int"])", varint(2), "branch 2 of a union of 2");
        row("union index below 0", R"(["null","int"])", varint(-1), "branch -1");
        row("empty union", "[]", varint(0), "branch 0 of a union of 0");
        row("enum index", R"({"type":"enum","name":"E","symbols":["A"]})", varint(1), "symbol 1 of an enum of 1");
        row("boolean", R"("boolean")", QByteArray("\2"), "neither 0 nor 1");
        row("11 byte number", R"("long")", QByteArray("\xff").repeated(10) + "\1", "more than 64 bits");
        row("number of 65 bits", R"("long")", QByteArray("\xff").repeated(9) + "\2", "more than 64 bits");
        row("no 32-bit integer", R"("int")", varint(qint64(1) << 31), "2147483648 is no 32-bit");
        row("not UTF-8", R"("string")", varint(1) + "\xff", "not UTF-8");
        row("key not UTF-8", R"({"type":"map","values":"null"})", varint(1) + varint(1) + "\xff" + varint(0),
            "not UTF-8");
        row("key twice", R"({"type":"map","values":"null"})", varint(2) + varint(1) + "a" + varint(1) + "a" + varint(0),
            "\"a\" twice");
        row("float cut off", R"("float")", "abc", "4 bytes are declared, 3 are left");
        row("fixed cut off", R"({"type":"fixed","name":"F","size":2147483647})", "abc", "declared, 3 are left");
        row("record of itself", R"({"type":"record","name":"R","fields":[{"name":"r","type":"R"}]})", {},
            "deeper than 64");
        row("1000 deep", R"({"type":"record","name":"R","fields":[{"name":"next","type":["null","R"]}]})",
            QByteArray(varint(1)).repeated(1000) + varint(0), "deeper than 64");
        row("arrays of themselves",
            R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"R"}}]})",
            QByteArray(varint(1)).repeated(10'000), "deeper than 64");
        row("path",
            R"({"type":"record","name":"R","fields":[{"name":"m","type":{"type":"map","values":{"type":"array","items":"boolean"}}}]})",
            varint(1) + varint(1) + "k" + varint(2) + QByteArray("\1\7", 2), "(m.k.1): a boolean");
    }
    void hostileBytesAreAnErrorWithinTheBudget()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const AvroSchema parsed = schemaOf(schema);
        QElapsedTimer timer;
        timer.start();
        const auto value = decodeAvro(parsed, view(bytes));
        QVERIFY(!value);
        QCOMPARE(value.error().code, ErrorCode::Protocol);
        QVERIFY2(value.error().message.contains(says), qPrintable(value.error().message));
        QVERIFY2(timer.elapsed() < 1000, "a refusal is quick");
    }

    void whatDoesNotFitTheSchemaIsNamedWithItsPath()
    {
        const AvroSchema schema = schemaOf(AllTypes);
        AvroOracle oracle(AllTypes);
        QRandomGenerator random(1);
        const EventValue good = oracle.random(random).value;
        const auto problem = [&](const char* field, const EventValue& value) {
            EventValue bad = good;
            bad.set(QString::fromUtf8(field), value);
            const auto bytes = encodeAvro(schema, bad);
            return bytes ? QStringLiteral("(written)") : bytes.error().message;
        };
        QVERIFY(problem("i", qint64(1) << 31).contains(QStringLiteral("\"i\": integer does not fit int")));
        QVERIFY(problem("f", 1e300).contains(QStringLiteral("number does not fit float")));
        QVERIFY(problem("e", "JOKER").contains(QStringLiteral("JOKER is no symbol of enum test.Suit")));
        QVERIFY(
            problem("x", EventValue::ofBytes("123456")).contains(QStringLiteral("bytes does not fit fixed test.Five")));
        QVERIFY(problem("list", EventValue::Array{ EventValue(EventValue::Array{ "x" }) })
                    .contains(QStringLiteral("\"list.0.0\"")));
        QVERIFY(problem("again", true).contains(QStringLiteral("bool fits no branch")));
        QVERIFY(problem("s", QString(QChar(0xDC00))).contains(QStringLiteral("surrogate")));
        QVERIFY(problem("other", 1).contains(QStringLiteral("\"other\": is no field of record test.All")));
        EventValue short_ = good;
        short_.remove(u"l");
        QVERIFY(encodeAvro(schema, short_).error().message.contains(QStringLiteral("\"l\": is missing")));
        EventValue deep;
        for (int i = 0; i < 1000; ++i)
            deep = EventValue::object({ { QStringLiteral("next"), deep } });
        QVERIFY(!encodeAvro(
            schemaOf(R"({"type":"record","name":"R","fields":[{"name":"next","type":["null","R"]}]})"), deep));
    }

    void aUnionOfLookAlikesDoesNotExplode()
    {
        // every level could be either record: 2^60 ways, none of which fits at the end
        const AvroSchema schema = schemaOf(R"({"type":"record","name":"A","fields":[{"name":"n","type":["null","A",
            {"type":"record","name":"B","fields":[{"name":"n","type":["null","A","B"]}]}]}]})");
        EventValue deep("a text fits nowhere");
        for (int i = 0; i < 60; ++i)
            deep = EventValue::object({ { QStringLiteral("n"), deep } });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!encodeAvro(schema, deep));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void mutatedBytesNeverCrashAndWhatIsReadCanBeWritten()
    {
        const AvroSchema schema = schemaOf(AllTypes);
        AvroOracle oracle(AllTypes);
        QRandomGenerator random(20261124);
        int read = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray bytes = oracle.random(random).bytes.left(2000);
            for (quint32 i = 0, n = random.bounded(1u, 4u); i < n && !bytes.isEmpty(); ++i) {
                const qsizetype at = qsizetype(random.bounded(quint32(bytes.size())));
                if (random.bounded(4) == 0)
                    bytes.remove(at, 1);
                else
                    bytes[at] = char(random.bounded(256));
            }
            const auto value = decodeAvro(schema, view(bytes));
            if (!value)
                continue;
            ++read;
            const auto written = encodeAvro(schema, *value);
            QVERIFY2(written, written ? "" : qPrintable(written.error().message));
            const auto again = encodeAvro(schema, *decodeAvro(schema, view(*written)));
            QCOMPARE(*again, *written);
        }
        QVERIFY2(read > 1000, qPrintable(QString::number(read)));
    }
};

QTEST_GUILESS_MAIN(AvroTest)
#include "tst_avro.moc"
