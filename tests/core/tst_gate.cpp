// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/gate.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace spillway;
using namespace spillway::kafka;

Q_DECLARE_METATYPE(spillway::kafka::Operation)

namespace {

/// One operation of each kind, and what it is judged by. A kind that lacks its example does not compile.
template <class Kind> struct Example;

template <bool IsDangerous, bool DoesChangeCluster = true> struct Judged {
    static constexpr bool Dangerous = IsDangerous;
    static constexpr bool ChangesCluster = DoesChangeCluster;
};
template <> struct Example<CreateTopicOperation> : Judged<false> {
    static Operation operation() { return CreateTopicOperation{ QStringLiteral("t"), 3 }; }
};
template <> struct Example<DeleteTopicOperation> : Judged<true> {
    static Operation operation() { return DeleteTopicOperation{ QStringLiteral("t") }; }
};
template <> struct Example<ProduceOperation> : Judged<false> {
    static Operation operation() { return ProduceOperation{ QStringLiteral("t"), 1 }; }
};
template <> struct Example<ConsumeOperation> : Judged<false> {
    static Operation operation() { return ConsumeOperation{ QStringLiteral("g") }; }
};
template <> struct Example<ReplayOperation> : Judged<true> {
    static Operation operation()
    {
        return ReplayOperation{ QStringLiteral("t-dlt"), { QStringLiteral("t") }, 3, 1, false, QStringLiteral("j") };
    }
};
template <> struct Example<DiscardOperation> : Judged<false, false> {
    static Operation operation() { return DiscardOperation{ QStringLiteral("t-dlt"), 2, QStringLiteral("known") }; }
};

/// f.operator()<Kind>() for each alternative of Operation.
template <class F> void forEachKind(F f)
{
    [&]<size_t... I>(std::index_sequence<I...>)
    {
        (f.template operator()<std::variant_alternative_t<I, Operation>>(), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Operation>>{});
}

} // namespace

class GateTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    QString m_path;

    GateSettings settings(bool readOnly) const
    {
        return { readOnly, m_path, QStringLiteral("test:me"), QStringLiteral("localhost:1") };
    }
    QList<QJsonObject> journal() const
    {
        QList<QJsonObject> lines;
        QFile file(m_path);
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                lines.append(QJsonDocument::fromJson(line).object());
        }
        return lines;
    }

private slots:
    void init()
    {
        static int n = 0;
        m_path = m_directory.filePath(QStringLiteral("%1/deeper/audit.ndjson").arg(++n));
    }

    // Every kind of operation in every mode.
    void everyOperationIsDecidedByModeAndConfirmation_data()
    {
        QTest::addColumn<Operation>("operation");
        QTest::addColumn<bool>("readOnly");
        QTest::addColumn<bool>("confirmed");
        QTest::addColumn<bool>("permitted");
        forEachKind([]<class Kind>() {
            const Operation operation = Example<Kind>::operation();
            for (const bool readOnly : { false, true }) {
                for (const bool confirmed : { false, true })
                    QTest::addRow("%s%s%s", qPrintable(operationName(operation)), readOnly ? " read-only" : "",
                        confirmed ? " confirmed" : "")
                        << operation << readOnly << confirmed
                        << ((!readOnly || !Example<Kind>::ChangesCluster) && (confirmed || !Example<Kind>::Dangerous));
            }
        });
    }
    void everyOperationIsDecidedByModeAndConfirmation()
    {
        QFETCH(const Operation, operation);
        QFETCH(const bool, readOnly);
        QFETCH(const bool, confirmed);
        QFETCH(const bool, permitted);
        const auto confirmation = confirmed ? Confirmation::Given : Confirmation::NotGiven;
        Gate gate(settings(readOnly));
        QCOMPARE(gate.permit(operation, confirmation).has_value(), permitted);
        QVERIFY(journal().isEmpty());

        bool ran = false;
        const auto result = gate.execute(operation, confirmation, [&]() -> Result<int> {
            ran = true;
            return 7;
        });
        QCOMPARE(ran, permitted);
        QCOMPARE(result.has_value(), permitted);
        const auto lines = journal();
        if (permitted) {
            QCOMPARE(*result, 7);
            QCOMPARE(lines.size(), 2);
            QCOMPARE(lines[0][QStringLiteral("phase")].toString(), QStringLiteral("requested"));
            QCOMPARE(lines[1][QStringLiteral("phase")].toString(), QStringLiteral("done"));
            QCOMPARE(lines[0][QStringLiteral("id")], lines[1][QStringLiteral("id")]);
        } else {
            QCOMPARE(result.error().code, ErrorCode::Refused);
            QVERIFY(result.error().message.contains(describe(operation)));
            QVERIFY(!result.error().hint.isEmpty());
            QCOMPARE(lines.size(), 1);
            QCOMPARE(lines[0][QStringLiteral("phase")].toString(), QStringLiteral("refused"));
        }
        QCOMPARE(lines[0][QStringLiteral("operation")].toString(), operationName(operation));
        QCOMPARE(lines[0][QStringLiteral("actor")].toString(), QStringLiteral("test:me"));
        QCOMPARE(lines[0][QStringLiteral("cluster")].toString(), QStringLiteral("localhost:1"));
    }

    void everyOperationHasItsOwnNameAndWords()
    {
        QStringList names;
        QStringList orders;
        forEachKind([&]<class Kind>() {
            const Operation operation = Example<Kind>::operation();
            names << operationName(operation);
            orders << describe(operation);
            QVERIFY2(!toJson(operation).isEmpty(), qPrintable(names.last()));
            QCOMPARE(mutates(operation), Example<Kind>::ChangesCluster);
            QCOMPARE(needsConfirmation(operation), Example<Kind>::Dangerous);
        });
        for (QStringList* texts : { &names, &orders }) {
            QCOMPARE(texts->size(), qsizetype(std::variant_size_v<Operation>));
            QVERIFY(!texts->contains(QString()));
            QCOMPARE(texts->removeDuplicates(), 0);
        }
    }

    void failuresAreWrittenDownWithTheirReason()
    {
        Gate gate(settings(false));
        const auto result
            = gate.execute(CreateTopicOperation{ QStringLiteral("a\nb"), 1 }, Confirmation::NotGiven, []() -> Result<> {
                  return Failure(Error{ ErrorCode::AlreadyExists, QStringLiteral("there"), {}, false, false });
              });
        QVERIFY(!result);
        const auto lines = journal();
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[1][QStringLiteral("phase")].toString(), QStringLiteral("failed"));
        QCOMPARE(lines[1][QStringLiteral("error")].toString(), QStringLiteral("there"));
        QCOMPARE(lines[1][QStringLiteral("error_code")].toString(), QStringLiteral("already_exists"));
        QCOMPARE(lines[1][QStringLiteral("topic")].toString(), QStringLiteral("a\nb"));
    }

    void journalIsPrivateAndOnlyGrows()
    {
        Gate gate(settings(false));
        const auto nothing = []() -> Result<> { return {}; };
        QVERIFY(gate.execute(ProduceOperation{ QStringLiteral("t"), 1 }, Confirmation::NotGiven, nothing));
        const auto rights = QFile::permissions(m_path) & ~(QFile::ReadUser | QFile::WriteUser);
        QCOMPARE(rights, QFile::ReadOwner | QFile::WriteOwner);
        Gate again(settings(false));
        QVERIFY(again.execute(ProduceOperation{ QStringLiteral("t"), {} }, Confirmation::NotGiven, nothing));
        const auto lines = journal();
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0][QStringLiteral("count")].toInt(), 1);
        QVERIFY(lines[2][QStringLiteral("count")].isNull());
    }

    void anOperationThatCannotBeWrittenDownIsRefused_data()
    {
        QTest::addColumn<QString>("obstacle");
        QTest::newRow("a folder is in the way") << QStringLiteral("folder");
        QTest::newRow("a link is in the way") << QStringLiteral("link");
        QTest::newRow("a file is where the folder belongs") << QStringLiteral("file");
        QTest::newRow("a device is in the way") << QStringLiteral("device");
    }
    void anOperationThatCannotBeWrittenDownIsRefused()
    {
        QFETCH(const QString, obstacle);
        const QFileInfo info(m_path);
        if (obstacle == QLatin1String("folder")) {
            QVERIFY(QDir().mkpath(m_path));
        } else if (obstacle == QLatin1String("link")) {
            QVERIFY(QDir().mkpath(info.absolutePath()));
            QVERIFY(QFile::link(m_directory.filePath(QStringLiteral("elsewhere")), m_path));
        } else if (obstacle == QLatin1String("file")) {
            QVERIFY(QDir().mkpath(QFileInfo(info.absolutePath()).absolutePath()));
            QFile file(info.absolutePath());
            QVERIFY(file.open(QIODevice::WriteOnly));
        } else {
            m_path = QStringLiteral("/dev/full");
        }
        Gate gate(settings(false));
        bool ran = false;
        const auto result = gate.execute(DeleteTopicOperation{ QStringLiteral("t") }, Confirmation::Given,
            [&]() -> Result<> { return ran = true, Result<>(); });
        QVERIFY(!ran);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Refused);
        QVERIFY(result.error().message.contains(m_path));
        QVERIFY(!QFile::exists(m_directory.filePath(QStringLiteral("elsewhere"))));
    }

    void linesOfSeveralThreadsStayWhole()
    {
        Gate gate(settings(false));
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&] {
                    for (int i = 0; i < 10; ++i)
                        (void)gate.execute(ProduceOperation{ QStringLiteral("t"), i }, Confirmation::NotGiven,
                            []() -> Result<> { return {}; });
                });
        }
        const auto lines = journal();
        QCOMPARE(lines.size(), 80);
        for (const auto& line : lines)
            QVERIFY(!line.isEmpty());
    }
};

QTEST_GUILESS_MAIN(GateTest)
#include "tst_gate.moc"
