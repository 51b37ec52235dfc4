// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/textfilter.h"
#include "tests/support/browsefixtures.h"

#include <QRandomGenerator>
#include <QTest>

using namespace spillway;
using namespace spillway::test;

class TextFilterTest : public QObject {
    Q_OBJECT

private slots:
    void findsTextInBytes_data()
    {
        QTest::addColumn<QString>("needle");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("found");
        const auto row = [](const char* name, const char* needle, const QByteArray& bytes, bool found) {
            QTest::newRow(name) << QString::fromUtf8(needle) << bytes << found;
        };
        row("same", "abc", "abc", true);
        row("case", "aBc", "xxAbCyy", true);
        row("longer than the bytes", "abcd", "abc", false);
        row("at the very end", "end", QByteArray(100, 'e') + "END", true);
        row("beyond a vector", "z", QByteArray(31, 'y') + "z", true);
        row("not a letter", "[", "{", false); // differ in the case bit
        row("at sign", "`", "@", false);
        row("invalid UTF-8 around", "abc",
            "\xff\xfe"
            "abc\x80",
            true);
        row("after NUL", "abc", QByteArray("\0abc", 4), true);
        row("umlaut", "ÄRGER", "kein \xc3\xa4rger", true);
        row("Greek", "σίσυφος", "ΣΊΣΥΦΟΣ", true);
        row("Cyrillic", "Привет", "скажи ПРИВЕТ", true);
        row("other length in the other case", "ⱥ", "Ⱥ", true); // three bytes, two bytes
        row("CJK", "日本", "x日本y", true);
        row("half a character", "é", "\xc3", false);
        row("empty bytes", "a", "", false);
    }
    void findsTextInBytes()
    {
        QFETCH(const QString, needle);
        QFETCH(const QByteArray, bytes);
        QFETCH(const bool, found);
        QCOMPARE(TextNeedle(needle).isIn({ bytes.constData(), size_t(bytes.size()) }), found);
    }

    void agreesWithASimpleSearch()
    {
        QRandomGenerator random(42);
        for (int i = 0; i < 20'000; ++i) {
            QByteArray bytes;
            for (int n = random.bounded(80); n > 0; --n)
                bytes.append("abAB[{"[random.bounded(6)]);
            QByteArray needle;
            for (int n = 1 + random.bounded(4); n > 0; --n)
                needle.append("abAB[{"[random.bounded(6)]);
            QCOMPARE(TextNeedle(QString::fromLatin1(needle)).isIn({ bytes.constData(), size_t(bytes.size()) }),
                bytes.toLower().contains(needle.toLower()));
        }
    }

    void everyWordMustOccurSomewhere()
    {
        ChunkBuilder builder;
        const std::vector<HeaderView> headers{ { "Trace-Id", BytesView("abc123", 6) }, { "x-null", BytesView() } };
        builder.append(recordView(Offset(0), "order-17", "{\"city\": \"Zamość\"}"), headers);
        builder.append(recordView(Offset(1), QByteArray(), QByteArray()), {});
        const ChunkPtr chunk = builder.take();
        const auto matches = [&](const char* text) { return TextFilter(QString::fromUtf8(text)).matches(*chunk); };
        const std::vector<quint32> first{ 0 };
        QCOMPARE(matches("ORDER zamość"), first);
        QCOMPARE(matches("trace-id ABC123"), first);
        QCOMPARE(matches("x-null"), first);
        QCOMPARE(matches("\"city\": zam"), first);
        QCOMPARE(matches("\"order 17\""), std::vector<quint32>());
        QCOMPARE(matches("order nowhere"), std::vector<quint32>());
        QCOMPARE(matches("idabc"), std::vector<quint32>()); // name and value do not run together
        QCOMPARE(matches("  ").size(), size_t(2));
        QVERIFY(TextFilter(QStringLiteral(" \t ")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TextFilterTest)
#include "tst_textfilter.moc"
