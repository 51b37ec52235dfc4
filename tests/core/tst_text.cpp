// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/text.h"

#include <QTest>

using namespace spillway;
using namespace std::string_view_literals;

class TextTest : public QObject {
    Q_OBJECT

private slots:
    void hostileCharactersBecomeEscapes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("abc <b>x</b> & \\") << QStringLiteral("abc <b>x</b> & \\");
        QTest::newRow("letters") << QByteArray("żółć 日本 👍") << QStringLiteral("żółć 日本 👍");
        QTest::newRow("NUL and ESC") << QByteArray("a\0\x1b[31m", 7) << QStringLiteral("a\\u{00}\\u{1B}[31m");
        QTest::newRow("DEL and C1") << QByteArray("\x7f\xc2\x9b") << QStringLiteral("\\u{7F}\\u{9B}");
        QTest::newRow("line breaks") << QByteArray("a\r\nb\tc") << QStringLiteral("a\\r\\nb\\tc");
        QTest::newRow("bidi override") << QByteArray("x\xe2\x80\xae"
                                                     "gpj.exe")
                                       << QStringLiteral("x\\u{202E}gpj.exe");
        QTest::newRow("isolates and marks") << QByteArray("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c")
                                            << QStringLiteral("\\u{2066}\\u{2069}\\u{200E}\\u{200F}\\u{61C}");
        QTest::newRow("zero width") << QByteArray("\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xe2\x81\xa0")
                                    << QStringLiteral("\\u{200B}\\u{200D}\\u{FEFF}\\u{2060}");
        QTest::newRow("separators") << QByteArray("\xe2\x80\xa8\xe2\x80\xa9") << QStringLiteral("\\u{2028}\\u{2029}");
        QTest::newRow("private use") << QByteArray("\xee\x80\x80") << QStringLiteral("\\u{E000}");
        QTest::newRow("noncharacter") << QByteArray("\xef\xbf\xbf") << QStringLiteral("\\u{FFFF}");
        QTest::newRow("tag characters") << QByteArray("\xf3\xa0\x81\xa1") << QStringLiteral("\\u{E0061}");
        QTest::newRow("Hangul filler") << QByteArray("\xe3\x85\xa4") << QStringLiteral("\\u{3164}");
        QTest::newRow("invalid bytes") << QByteArray("a\xff\xfe") << QStringLiteral("a\\xFF\\xFE");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QStringLiteral("\\xC0\\xAF");
        QTest::newRow("surrogate in UTF-8") << QByteArray("\xed\xa0\x80") << QStringLiteral("\\xED\\xA0\\x80");
        QTest::newRow("cut off") << QByteArray("\xe2\x80") << QStringLiteral("\\xE2\\x80");
    }
    void hostileCharactersBecomeEscapes()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, shown);
        QCOMPARE(visibleText(bytesOf(bytes)), shown);
    }

    void lineBreaksAndTabsStayInMultiLineUse()
    {
        QCOMPARE(visibleText("a\r\n\tb"sv, 100, TextUse::MultiLine), QStringLiteral("a\\r\n\tb"));
        QCOMPARE(visibleText(u"a\n\tb", TextUse::MultiLine), QStringLiteral("a\n\tb"));
    }

    void utf16TextIsTreatedAlike()
    {
        const QChar lone(0xD800);
        QCOMPARE(visibleText(QString(QStringLiteral("a\u202E👍") + lone)), QStringLiteral("a\\u{202E}👍\\u{D800}"));
    }

    void previewIsBoundedAndNeverSplitsAnEscape()
    {
        QCOMPARE(visibleText("abcdef"sv, 6), QStringLiteral("abcdef"));
        QCOMPARE(visibleText("abcdefg"sv, 6), QStringLiteral("abcdef…"));
        QCOMPARE(visibleText("ab\x1b"sv, 5), QStringLiteral("ab…"));
        QCOMPARE(visibleText("ab👍"sv, 3), QStringLiteral("ab…"));
        QCOMPARE(visibleText(std::string(5'000'000, 'x')).size(), PreviewChars + 1);
        QCOMPARE(visibleText(""sv), QString());
    }

    void validityIsStrict()
    {
        QVERIFY(isValidUtf8(""sv));
        QVERIFY(isValidUtf8("a\0b"sv));
        QVERIFY(isValidUtf8("日本 👍"sv));
        QVERIFY(!isValidUtf8("\xc0\xaf"sv));
        QVERIFY(!isValidUtf8("\xed\xa0\x80"sv));
        QVERIFY(!isValidUtf8("\xf5\x80\x80\x80"sv));
        QVERIFY(!isValidUtf8("abc\xe2\x80"sv));
    }

    void base64MatchesQt()
    {
        QByteArray bytes;
        for (int n = 0; n < 260; ++n) {
            std::string out = "x";
            appendBase64(out, bytesOf(bytes));
            QCOMPARE(QByteArray::fromStdString(out), "x" + bytes.toBase64());
            bytes.append(char(n * 37));
        }
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "tst_text.moc"
