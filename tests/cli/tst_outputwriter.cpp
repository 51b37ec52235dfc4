// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/outputwriter.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTemporaryFile>
#include <QTest>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace spillway::cli;

class OutputWriterTest : public QObject {
    Q_OBJECT

    template <class Write> static QByteArray written(OutputFormat format, Write write)
    {
        QTemporaryFile file;
        if (!file.open())
            qFatal("no temporary file");
        OutputWriter writer(file.handle(), format);
        write(writer);
        file.seek(0);
        return file.readAll();
    }

    const std::vector<Column> m_columns{ { "name", "NAME" }, { "count", "COUNT" }, { "flag", "FLAG" } };
    const Json m_rows = Json::array({ { { "name", "a" }, { "count", 9'007'199'254'740'993 }, { "flag", true } },
        { { "name", "longer \x1b[31m" }, { "count", nullptr }, { "flag", false } } });

private slots:
    void tablesAlignNumbersAndMakeControlsVisible()
    {
        QCOMPARE(written(OutputFormat::Table, [&](OutputWriter& w) { w.rows(m_columns, m_rows); }),
            QByteArray("NAME                          COUNT  FLAG\n"
                       "a                  9007199254740993  yes\n"
                       "longer \\u{1B}[31m                 -  no\n"));
    }

    void jsonKeepsKeyOrderAndExactIntegers()
    {
        QCOMPARE(written(OutputFormat::Ndjson, [&](OutputWriter& w) { w.rows(m_columns, m_rows); }),
            QByteArray("{\"name\":\"a\",\"count\":9007199254740993,\"flag\":true}\n"
                       "{\"name\":\"longer \\u001b[31m\",\"count\":null,\"flag\":false}\n"));
        const QByteArray document
            = written(OutputFormat::JsonDocument, [&](OutputWriter& w) { w.rows(m_columns, m_rows); });
        QVERIFY(Json::parse(document.toStdString()) == m_rows);
        QCOMPARE(written(OutputFormat::JsonDocument, [&](OutputWriter& w) { w.rows(m_columns, Json::array()); }),
            QByteArray("[]\n"));
    }

    void terminalsAreNotSteeredByJson()
    {
        const Json row = Json::object({ { "group", "a\u202Eb\u009b31m\x7f" } });
        QCOMPARE(toLine(row), std::string(R"({"group":"a\u202eb\u009b31m\u007f"})"));
        QVERIFY(Json::parse(toLine(row)) == row);
    }

    void remarksAreForPeopleOnly()
    {
        const auto write = [](OutputWriter& w) { w.text(QStringLiteral("hello")); };
        QCOMPARE(written(OutputFormat::Table, write), QByteArray("hello\n"));
        QCOMPARE(written(OutputFormat::JsonDocument, write), QByteArray());
        QCOMPARE(written(OutputFormat::Ndjson, write), QByteArray());
    }

    void aReaderThatLeftIsAnEndAndNoError()
    {
        std::signal(SIGPIPE, SIG_IGN);
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        ::close(ends[0]);
        OutputWriter writer(ends[1], OutputFormat::Ndjson);
        writer.raw("x");
        QVERIFY(writer.closed());
        QVERIFY(writer.status().has_value());
        ::close(ends[1]);
    }

    void aFullDiskIsAnError()
    {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        QVERIFY(full >= 0);
        OutputWriter writer(full, OutputFormat::Ndjson);
        writer.raw("x");
        QVERIFY(!writer.closed());
        QVERIFY(!writer.status());
        QVERIFY(writer.status().error().message.contains(QLatin1String("No space left")));
        ::close(full);
    }
};

QTEST_GUILESS_MAIN(OutputWriterTest)
#include "tst_outputwriter.moc"
