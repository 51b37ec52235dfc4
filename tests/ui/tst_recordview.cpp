// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/schemaregistry.h"
#include "core/serde/wireformat.h"
#include "tests/support/fakehttpserver.h"
#include "ui/models/headersmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/factvalue.h"
#include "ui/widgets/hexview.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/recordfacts.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

#include <memory>

using namespace spillway;
using namespace spillway::ui;

namespace {

Record recordWith(const std::optional<QByteArray>& value)
{
    Record record;
    record.topic = QStringLiteral("orders");
    record.partition = Partition(2);
    record.offset = Offset(200'734);
    record.timestampMs = 1'795'428'166'918;
    record.timestampType = TimestampType::CreateTime;
    record.key = QByteArray("debate-7f31");
    record.value = value;
    return record;
}

} // namespace

class RecordViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_view = std::make_unique<RecordView>(m_theme);
        m_view->resize(1000, 500);
        m_view->show();
    }
    void cleanup() { m_view.reset(); }

    void nullEmptyAndTextAreThreeThings()
    {
        m_view->setRecord(recordWith(std::nullopt));
        FactValue* word = shownWord();
        QVERIFY(word->isVisible());
        QCOMPARE(word->content().outlined, QStringLiteral("null"));
        QVERIFY(word->content().text.startsWith(QLatin1String("tombstone")));

        m_view->setRecord(recordWith(QByteArray("")));
        QVERIFY(word->isVisible());
        QCOMPARE(word->content().outlined, QStringLiteral("empty"));

        m_view->setRecord(recordWith(QByteArray("null")));
        QVERIFY(!word->isVisible());
        QCOMPARE(code()->toPlainText(), QStringLiteral("null"));
    }

    void nullAndEmptyKeysAreWordsToo()
    {
        Record record = recordWith(QByteArray("x"));
        record.key = std::nullopt;
        m_view->setRecord(record);
        QCOMPARE(fact(RecordFacts::Key).outlined, QStringLiteral("null"));
        record.key = QByteArray("");
        m_view->setRecord(record);
        QCOMPARE(fact(RecordFacts::Key).outlined, QStringLiteral("empty"));
        record.key = QByteArray("null");
        m_view->setRecord(record);
        QCOMPARE(fact(RecordFacts::Key).outlined, QString());
        QCOMPARE(fact(RecordFacts::Key).text, QStringLiteral("null"));
    }

    void htmlIsShownAsItIsWritten()
    {
        const QByteArray html = "<b>x</b><img src=http://x/>&amp;";
        Record record = recordWith(html);
        record.key = html;
        record.headers = { { html, html } };
        m_view->setRecord(record);
        QCOMPARE(code()->toPlainText(), QString::fromLatin1(html));
        QCOMPARE(fact(RecordFacts::Key).text, QString::fromLatin1(html));
        const QAbstractItemModel* headers = m_view->headersTable()->model();
        QCOMPARE(headers->index(0, HeadersModel::ValueColumn).data().toString(), QString::fromLatin1(html));
    }

    void factsSayWhatIsKnown()
    {
        Record record = recordWith(QByteArray("{\"a\":1}"));
        record.headers = { { "h", QByteArray("12345") }, { "n", std::nullopt } };
        m_view->setRecord(record);
        QCOMPARE(fact(RecordFacts::Coordinates).text, QStringLiteral("partition 2, offset 200,734"));
        QVERIFY(fact(RecordFacts::Timestamp).text.endsWith(QLatin1String(".918, CreateTime")));
        QCOMPARE(fact(RecordFacts::Sizes).text, QStringLiteral("key 11\u00A0B, value 7\u00A0B, headers 7\u00A0B"));
        QCOMPARE(fact(RecordFacts::DecodedAs).text, QStringLiteral("JSON, no schema id, valid UTF-8"));
        record.timestampType = TimestampType::NotAvailable;
        m_view->setRecord(record);
        QCOMPARE(fact(RecordFacts::Timestamp).text, QStringLiteral("not available"));
    }

    void numbersAreShownDigitForDigit()
    {
        m_view->setRecord(recordWith(QByteArray("{\"id\":9007199254740993,\"id\":1e400}")));
        QCOMPARE(code()->toPlainText(), QStringLiteral("{\n  \"id\": 9007199254740993,\n  \"id\": 1e400\n}"));
        m_view->valuePane()->setTab(ValuePane::Tab::Raw);
        QCOMPARE(code()->toPlainText(), QStringLiteral("{\"id\":9007199254740993,\"id\":1e400}"));
    }

    void bytesThatAreNoTextAreShownAsHex()
    {
        m_view->setRecord(recordWith(QByteArray("\0\0\0\0\x2a\x02z", 7)));
        QVERIFY(hex()->isVisible());
        QVERIFY(m_view->valuePane()->notice().contains(QLatin1String("schema id 42")));
        QCOMPARE(hex()->rowText(0), QStringLiteral("00000000  00 00 00 00 2a 02 7a  ....*.z"));
        m_view->valuePane()->setTab(ValuePane::Tab::Raw);
        QCOMPARE(code()->toPlainText(), QStringLiteral("\\u{00}\\u{00}\\u{00}\\u{00}*\\u{02}z"));
    }

    void fiveMegabytesAreBoundedOnScreenAndWholeInTheFile_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("one line") << QByteArray(5'000'000, 'x');
        QTest::newRow("one JSON string") << "{\"a\":\"" + QByteArray(5'000'000, 'x') + "\"}";
        QTest::newRow("many elements") << "[" + QByteArray("123,").repeated(1'250'000) + "0]";
        QTest::newRow("deep") << QByteArray(2'500'000, '[') + QByteArray(2'500'000, ']');
        QTest::newRow("many lines") << QByteArray(5'000'000, '\n');
        QTest::newRow("controls") << QByteArray(5'000'000, '\x1b');
        QTest::newRow("emoji") << QByteArray("👍").repeated(1'250'000);
    }
    void fiveMegabytesAreBoundedOnScreenAndWholeInTheFile()
    {
        QFETCH(const QByteArray, value);
        m_view->setRecord(recordWith(value));
        const qsizetype mostChars = MaxShownChars + MaxShownChars / MaxLineChars + 200;
        for (const auto tab : { ValuePane::Tab::Pretty, ValuePane::Tab::Raw }) {
            m_view->valuePane()->setTab(tab);
            QVERIFY(code()->toPlainText().size() <= mostChars);
            for (QTextBlock line = code()->document()->begin(); line.isValid(); line = line.next())
                QVERIFY(line.length() <= MaxLineChars + 1);
            QVERIFY(m_view->valuePane()->notice().contains(QLatin1String("First ")));
            QVERIFY(code()->blockCount() <= MaxShownLines + MaxShownChars / MaxLineChars + 10);
            m_view->grab();
        }
        m_view->valuePane()->setTab(ValuePane::Tab::Hex);
        QCOMPARE(hex()->rowCount(), (value.size() + hex()->bytesPerRow() - 1) / hex()->bytesPerRow());
        QVERIFY(m_view->valuePane()->notice().isEmpty());
        m_view->grab();

        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("value"));
        QVERIFY(m_view->valuePane()->saveValue(path).has_value());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll() == value);
        QVERIFY(!m_view->valuePane()->saveValue(dir.filePath(QStringLiteral("no/such"))).has_value());
    }

    void brokenLinesAreJoinedAgainWhenCopied()
    {
        const QByteArray value = "{\"a\":\"" + QByteArray(5'000, 'x') + "\"}";
        m_view->setRecord(recordWith(value));
        QCOMPARE(code()->blockCount(), 5); // {, three pieces, }
        code()->selectAll();
        code()->copy();
        QCOMPARE(QApplication::clipboard()->text(),
            QString::fromLatin1("{\n  \"a\": \"" + QByteArray(5'000, 'x') + "\"\n}"));
    }

    void copyIsByteExact()
    {
        const QByteArray text("a\0\x1b\xe2\x80\xae\r\n ", 9);
        m_view->setRecord(recordWith(text));
        m_view->valuePane()->copyValue();
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), text);
        m_view->setRecord(recordWith(QByteArray("\xff\xfe")));
        m_view->valuePane()->copyValue();
        QCOMPARE(QApplication::clipboard()->mimeData()->data(QStringLiteral("application/octet-stream")),
            QByteArray("\xff\xfe"));
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("//4="));
    }

    void keysSelectTabsButNotWhileFinding()
    {
        m_view->setRecord(recordWith(QByteArray("{\"a\":123}")));
        QTest::keyClick(code(), Qt::Key_4);
        QCOMPARE(m_view->valuePane()->tab(), ValuePane::Tab::Hex);
        QTest::keyClick(hex(), Qt::Key_2);
        QCOMPARE(m_view->valuePane()->tab(), ValuePane::Tab::Tree);
        QTest::keyClick(m_view->valuePane()->treeView(), Qt::Key_3);
        QCOMPARE(m_view->valuePane()->tab(), ValuePane::Tab::Raw);
        auto* find = m_view->findChild<QLineEdit*>();
        QTest::keyClick(find, Qt::Key_1);
        QCOMPARE(m_view->valuePane()->tab(), ValuePane::Tab::Raw);
        QCOMPARE(find->text(), QStringLiteral("1"));
    }

    void findingMarksEveryMatch()
    {
        m_view->setRecord(recordWith(QByteArray("{\"Aa\":\"aA\",\"b\":1}")));
        QCOMPARE(code()->find(QStringLiteral("aa")), 2);
        QCOMPARE(code()->extraSelections().size(), 2);
        QCOMPARE(code()->find(QStringLiteral("zz")), 0);
        QCOMPARE(code()->extraSelections().size(), 0);
    }

    void linesInViewAreColoured()
    {
        m_view->setRecord(recordWith(QByteArray("{\"k\":\"s\"}")));
        m_view->grab();
        const auto formats = code()->document()->findBlockByNumber(1).layout()->formats();
        QCOMPARE(formats.size(), 2);
        QCOMPARE(formats[0].format.foreground().color(), m_theme.tokens().codeKey);
        QCOMPARE(formats[1].format.foreground().color(), m_theme.tokens().codeString);
    }

    void nothingIsDecodedWhileHidden()
    {
        m_view->hide();
        m_view->setRecord(recordWith(QByteArray("later")));
        QCOMPARE(code()->toPlainText(), QString());
        m_view->show();
        QCOMPARE(code()->toPlainText(), QStringLiteral("later"));
        m_view->setRecord(std::nullopt);
        QVERIFY(!code()->isVisible() && !shownWord()->isVisible());
    }

    void avroIsDecodedWithTheRegistrysSchema()
    {
        FakeHttpServer server([](const FakeHttpServer::Request& request) {
            const bool known = request.path == "/schemas/ids/7";
            const QByteArray schema = "{\"schema\":\"{\\\"type\\\":\\\"map\\\",\\\"values\\\":\\\"long\\\"}\"}";
            return FakeHttpServer::Answer{ known ? 200 : 404, known ? schema : QByteArray("{}") };
        });
        m_view->setSchemaRegistry(std::make_shared<SchemaRegistry>(*registrySettings(server.url())));
        const QByteArray body = QByteArray::fromHex("02") + QByteArray::fromHex("026bfeffffffffffffffff01") + '\0';
        m_view->setRecord(recordWith(inWireFormat(7, body)));
        QTRY_COMPARE(code()->toPlainText(), QStringLiteral("{\n  \"k\": 9223372036854775807\n}"));
        QVERIFY(code()->isVisible());
        QCOMPARE(fact(RecordFacts::DecodedAs).text, QStringLiteral("Avro, schema id 7 by %1").arg(server.url()));
        m_view->valuePane()->setTab(ValuePane::Tab::Hex);
        QVERIFY(hex()->isVisible());
        m_view->valuePane()->setTab(ValuePane::Tab::Pretty);

        // bytes that do not fit, and a schema that nobody has: hex, with the reason
        m_view->setRecord(recordWith(inWireFormat(7, "\x02")));
        QVERIFY(hex()->isVisible());
        QVERIFY(m_view->valuePane()->notice().contains(QStringLiteral("Avro refused at byte 1")));
        m_view->setRecord(recordWith(inWireFormat(8, body)));
        QVERIFY(hex()->isVisible());
        QTRY_VERIFY(m_view->valuePane()->notice().contains(QStringLiteral("does not have it (HTTP 404)")));
        QVERIFY(fact(RecordFacts::DecodedAs).text.contains(QStringLiteral("schema id 8; ")));

        m_view->setRecord(recordWith(inWireFormat(7, body)));
        QVERIFY(code()->isVisible()); // known by now: at once
        m_view->setSchemaRegistry(nullptr);
        QVERIFY(hex()->isVisible());
        QCOMPARE(server.requests().size(), size_t(2));
    }

    void headersKeepOrderAndNumberRepeatedNames()
    {
        HeadersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setHeaders({ { "x-hop", QByteArray("a") }, { "x-tenant", std::nullopt }, { "x-hop", QByteArray("") },
            { "x-hop", QByteArray("\xff\x01") } });
        const auto at = [&](int row, int column, int role = Qt::DisplayRole) {
            return model.index(row, column).data(role).toString();
        };
        QCOMPARE(at(0, HeadersModel::NameColumn, BadgeRole), QString());
        QCOMPARE(at(2, HeadersModel::NameColumn, BadgeRole), QStringLiteral("2nd"));
        QCOMPARE(at(3, HeadersModel::NameColumn, BadgeRole), QStringLiteral("3rd"));
        QCOMPARE(at(1, HeadersModel::ValueColumn, OutlinedRole), QStringLiteral("null"));
        QCOMPARE(at(2, HeadersModel::ValueColumn, OutlinedRole), QStringLiteral("empty"));
        QCOMPARE(at(3, HeadersModel::ValueColumn), QStringLiteral("ff 01"));
        QCOMPARE(at(1, HeadersModel::BytesColumn), QStringLiteral("–"));
        QCOMPARE(at(2, HeadersModel::BytesColumn), QStringLiteral("0"));
    }

    void tenThousandHeadersAreRows()
    {
        HeadersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setHeaders(std::vector<Header>(10'000, Header{ "same", QByteArray("v") }));
        QCOMPARE(model.rowCount(), 10'000);
        QCOMPARE(model.index(9'999, 0).data(BadgeRole).toString(), QStringLiteral("10000th"));
        Record record = recordWith(QByteArray("x"));
        record.headers = std::vector<Header>(10'000, Header{ "same", QByteArray("v") });
        m_view->setRecord(record);
        m_view->grab();
        QCOMPARE(m_view->headersTable()->model()->rowCount(), 10'000);
    }

private:
    CodeView* code() const { return m_view->valuePane()->codeView(); }
    HexView* hex() const { return m_view->valuePane()->hexView(); }
    const FactValue::Content& fact(RecordFacts::Fact which) const { return m_view->facts()->value(which)->content(); }
    FactValue* shownWord() const { return m_view->valuePane()->findChild<FactValue*>(); }

    Theme m_theme;
    std::unique_ptr<RecordView> m_view;
};

QTEST_MAIN(RecordViewTest)
#include "tst_recordview.moc"
