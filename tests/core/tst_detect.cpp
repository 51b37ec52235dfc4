// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/detect.h"

#include <QTest>

using namespace spillway;

namespace {

BytesView view(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
}

} // namespace

class DetectTest : public QObject {
    Q_OBJECT

private slots:
    void nullAndEmptyAreDifferent()
    {
        QCOMPARE(detectPayload({}).kind, PayloadKind::Null);
        QCOMPARE(detectPayload({ "", 0 }).kind, PayloadKind::Empty);
        QCOMPARE(previewPayload({}).kind, PayloadKind::Null);
        QCOMPARE(previewPayload({ "", 0 }).kind, PayloadKind::Empty);
    }

    void kindAndReasonFollowTheBytes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<PayloadKind>("kind");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& bytes, PayloadKind kind, const QString& reason) {
            QTest::newRow(name) << bytes << kind << reason;
        };
        const QString json = QStringLiteral("JSON, no schema id, valid UTF-8");
        const QString text = QStringLiteral("text, no schema id, valid UTF-8");
        const QString broken = QStringLiteral("text, valid UTF-8, looks like JSON but is not: ");
        row("object", R"( {"a":[1e400,9223372036854775808]} )", PayloadKind::Json, json);
        row("repeated keys", R"({"a":1,"a":2})", PayloadKind::Json, json);
        row("deep", QByteArray(100'000, '[') + QByteArray(100'000, ']'), PayloadKind::Json, json);
        row("number", "123", PayloadKind::Text, text);
        row("word", "hello", PayloadKind::Text, text);
        row("cut off", R"({"a":1)", PayloadKind::Text, broken + QStringLiteral("it ends too early"));
        row("wrong", R"({"a":tru})", PayloadKind::Text, broken + QStringLiteral("error at byte 5"));
        row("two documents", "{}{}", PayloadKind::Text, broken + QStringLiteral("error at byte 2"));
        row("schema id", QByteArray("\0\0\0\0\x2a\x10\x20", 7), PayloadKind::Binary,
            QStringLiteral("bytes, starts with magic byte 0 and schema id 42"));
        row("integer key", QByteArray("\0\0\0\0\0\0\0\x07", 8), PayloadKind::Binary,
            QStringLiteral("bytes, no schema id, has NUL bytes"));
        row("not UTF-8", QByteArray("ab\xff"), PayloadKind::Binary,
            QStringLiteral("bytes, no schema id, not UTF-8 at byte 2"));
    }
    void kindAndReasonFollowTheBytes()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const PayloadKind, kind);
        QFETCH(const QString, reason);
        const Detection detection = detectPayload(view(bytes));
        QCOMPARE(detection.reason, reason);
        QCOMPARE(detection.kind, kind);
    }

    void schemaIdIsKept()
    {
        QCOMPARE(detectPayload(view(QByteArray("\0\0\0\1\0", 5))).schemaId, std::optional<qint32>(256));
        QCOMPARE(detectPayload(view(QByteArray("\0\0\0\0", 4))).schemaId, std::nullopt);
        QCOMPARE(detectPayload(view(QByteArray("\0\xff\xff\xff\xff", 5))).schemaId, std::nullopt);
    }

    void previewsAreShortAndReadOnlyTheBeginning()
    {
        QCOMPARE(previewPayload(view("{ \"a\" : [ 1 ] }")).text, QStringLiteral("{\"a\":[1]}"));
        QCOMPARE(previewPayload(view("{ \"a\" ")).text, QStringLiteral("{ \"a\" "));
        QCOMPARE(previewPayload(view("{ \"a\" ")).kind, PayloadKind::Text);
        QCOMPARE(previewPayload(view(QByteArray("\0\0\0\0\x2a\xff", 6))).text, QStringLiteral("00 00 00 00 2a ff"));

        const QByteArray big = "{\"a\":\"" + QByteArray(5'000'000, 'x') + "\"}";
        const Preview preview = previewPayload(view(big), 100);
        QCOMPARE(preview.kind, PayloadKind::Json);
        QCOMPARE(preview.text.size(), 101);
        QVERIFY(preview.text.endsWith(QChar(0x2026)));
        QVERIFY(previewPayload(view(QByteArray(5'000'000, '\xff'))).text.size() < 250);
        const QByteArray spaces = "{" + QByteArray(5'000'000, ' ') + "}";
        QCOMPARE(previewPayload(view(spaces), 100).text, QStringLiteral("{…"));
    }

    void aWindowEndingInsideACharacterIsStillText()
    {
        for (int shift = 0; shift < 4; ++shift) {
            const QByteArray bytes = QByteArray(shift, 'x') + QByteArray("日👍").repeated(1000);
            const Preview preview = previewPayload(view(bytes), 50);
            QCOMPARE(preview.kind, PayloadKind::Text);
            QVERIFY(!preview.text.contains(QLatin1String("\\x")));
        }
    }
};

QTEST_GUILESS_MAIN(DetectTest)
#include "tst_detect.moc"
