// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/linesource.h"
#include "cli/servicelog.h"

#include <nlohmann/json.hpp>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <thread>
#include <unistd.h>

using namespace spillway::cli;
using Got = LineSource::Got;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(logSome, "kafka.some")
Q_LOGGING_CATEGORY(logClient, "kafka.client", QtWarningMsg)

namespace {

/// The two ends of a pipe.
struct Pipe {
    int ends[2]{ -1, -1 };
    Pipe()
    {
        if (::pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
            qFatal("no pipe");
    }
    ~Pipe()
    {
        ::close(ends[0]);
        closeWriting();
    }
    void closeWriting()
    {
        if (ends[1] >= 0)
            ::close(std::exchange(ends[1], -1));
    }
    QByteArray written() const
    {
        QByteArray all(1 << 16, 0);
        const auto size = ::read(ends[0], all.data(), size_t(all.size()));
        all.truncate(std::max<qsizetype>(size, 0));
        return all;
    }
};

} // namespace

class ServiceLogTest : public QObject {
    Q_OBJECT

private slots:
    // R66: each message is one line of JSON with its category
    void aMessageIsOneLineOfJson()
    {
        Pipe pipe;
        {
            ServiceLog log({ .descriptor = pipe.ends[1] });
            qCInfo(logSome) << "two\nlines" << QString(QChar(0x202e));
            log.write(QtWarningMsg, "kafka.stats", QStringLiteral("figures"), { { "states", 7 } });
        }
        const QByteArray text = pipe.written();
        const auto lines = text.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(first[u"level"].toString(), QStringLiteral("info"));
        QCOMPARE(first[u"category"].toString(), QStringLiteral("kafka.some"));
        QVERIFY(first[u"message"].toString().contains(QStringLiteral("two\nlines")));
        QVERIFY(first[u"time"].toString().endsWith(u'Z'));
        QVERIFY(!text.contains("\xe2\x80\xae")); // nothing steers a terminal
        const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second[u"states"].toInt(), 7);
        QCOMPARE(second[u"level"].toString(), QStringLiteral("warning"));
    }

    void keysAndValuesForPeople()
    {
        Pipe pipe;
        {
            ServiceLog log({ .format = ServiceLogSettings::Format::Words, .descriptor = pipe.ends[1] });
            log.write(QtInfoMsg, "kafka.some", QStringLiteral("two words"), { { "n", 1 } });
        }
        const QByteArray line = pipe.written();
        QVERIFY2(line.endsWith("level=info category=kafka.some message=\"two words\" n=1\n"), line.constData());
    }

    void aSecretIsNeverWritten()
    {
        Pipe pipe;
        {
            ServiceLog log({ .secrets = { "hunter22", "" }, .descriptor = pipe.ends[1] });
            qCWarning(logSome) << "sasl.password=hunter22!";
            log.write(QtInfoMsg, "kafka.some", QStringLiteral("m"), { { "hint", "xhunter22x" } });
        }
        const QByteArray text = pipe.written();
        QVERIFY2(!text.contains("hunter22"), text.constData());
        QCOMPARE(text.count("[redacted]"), 2);
    }

    void theLevelDecides_data()
    {
        QTest::addColumn<QtMsgType>("least");
        QTest::addColumn<bool>("library");
        QTest::addColumn<int>("lines");
        QTest::newRow("debug") << QtDebugMsg << false << 4;
        QTest::newRow("info") << QtInfoMsg << false << 3;
        QTest::newRow("warning") << QtWarningMsg << false << 2;
        QTest::newRow("error") << QtCriticalMsg << false << 1;
        QTest::newRow("error and librdkafka") << QtCriticalMsg << true << 2; // R67, R79: KAFKA_DEBUG
    }
    void theLevelDecides()
    {
        QFETCH(QtMsgType, least);
        QFETCH(bool, library);
        QFETCH(int, lines);
        Pipe pipe;
        {
            ServiceLog log({ .least = least, .clientLibrary = library, .descriptor = pipe.ends[1] });
            qCDebug(logSome) << "d";
            qCInfo(logSome) << "i";
            qCWarning(logSome) << "w";
            qCCritical(logSome) << "e";
            qCInfo(logClient) << "librdkafka's own";
        }
        QCOMPARE(pipe.written().count('\n'), lines);
    }

    void linesComeAsTheyArriveAndNobodyWaitsForASilentPipe()
    {
        Pipe pipe;
        const QString path = QStringLiteral("/proc/self/fd/%1").arg(pipe.ends[0]);
        auto source = LineSource::open(path);
        QVERIFY(source);
        std::string_view line;
        QCOMPARE(source->next(line, 1ms), Got::Nothing);
        const auto write
            = [&](const char* text) { QCOMPARE(::write(pipe.ends[1], text, strlen(text)), ssize_t(strlen(text))); };
        write("one\r\n\nthr");
        QCOMPARE(source->next(line, 100ms), Got::Line);
        QCOMPARE(QByteArray(line.data(), qsizetype(line.size())), QByteArray("one"));
        QCOMPARE(source->next(line, 100ms), Got::Line);
        QVERIFY(line.empty());
        QCOMPARE(source->next(line, 1ms), Got::Nothing);
        write("ee");
        pipe.closeWriting();
        QCOMPARE(source->next(line, 100ms), Got::Line); // without a line end
        QCOMPARE(QByteArray(line.data(), qsizetype(line.size())), QByteArray("three"));
        QCOMPARE(source->number(), 3);
        QCOMPARE(source->next(line, 100ms), Got::End);
    }

    void aLineWithoutEndIsPassedOverNotKept()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("long"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(qsizetype(LineSource::LongestLine) * 2, 'x') + "\nnext\n");
        file.close();
        auto source = LineSource::open(path);
        QVERIFY(source);
        std::string_view line;
        QCOMPARE(source->next(line, 1s), Got::TooLong);
        QCOMPARE(source->next(line, 1s), Got::Line);
        QCOMPARE(QByteArray(line.data(), qsizetype(line.size())), QByteArray("next"));
        QCOMPARE(source->number(), 2);
        QVERIFY(!LineSource::open(directory.filePath(QStringLiteral("none"))));
    }
};

QTEST_GUILESS_MAIN(ServiceLogTest)
#include "tst_servicelog.moc"
