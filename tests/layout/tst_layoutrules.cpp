// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/layout/layoutrules.h"

#include <QTest>

using namespace spillway::layout;

namespace {

using Rule = Findings (*)(const Files&);

QString licence()
{
    return QStringLiteral("// SPDX-") + u"FileCopyrightText: 2026 The Spillway authors\n// SPDX-"
        + u"License-Identifier: GPL-3.0-or-later\n";
}

/// A small house that keeps every rule; `more` is added to it, or takes the place of a file it names.
Files houseWith(const Files& more)
{
    const QString cmake = QString(licence()).replace(QLatin1String("//"), QLatin1String("#"));
    Files files{
        { QStringLiteral("ARCHITECTURE.md"),
            QStringLiteral("core/types, core/kafka, ui/theme; backed by tst_things\n") },
        { QStringLiteral("core/types/CMakeLists.txt"), cmake + u"target_sources(core PRIVATE offset.cpp)\n" },
        { QStringLiteral("core/types/offset.h"), licence() + u"#pragma once\nint offset();\n" },
        { QStringLiteral("core/types/offset.cpp"),
            licence() + u"#include \"core/types/offset.h\"\n// not tl:: here\n" },
        { QStringLiteral("core/types/result.h"), licence() + u"#pragma once\n#include <tl/expected.hpp>\n" },
        { QStringLiteral("core/kafka/admin.h"),
            licence() + u"#pragma once\n#include \"core/types/offset.h\"\n#include <librdkafka/rdkafka.h>\n" },
        { QStringLiteral("ui/theme/tokens.h"), licence() + u"#pragma once\ninline const char* ink = \"#101820\";\n" },
        { QStringLiteral("tests/core/CMakeLists.txt"), cmake + u"spillway_test(tst_things)\n" },
        { QStringLiteral("tests/core/tst_things.cpp"), licence() + u"int a = 1'000; const char* s = \"qSleep(1)\";\n" },
        { QStringLiteral("dev"), u"#!/bin/sh\n" + cmake },
    };
    for (const SourceFile& file : more) {
        files.removeIf([&](const SourceFile& old) { return old.path == file.path; });
        files.append(file);
    }
    return files;
}

}

/// Each rule against one planted violation, which it must find, and nothing else.
class TstLayoutRules : public QObject {
    Q_OBJECT

private slots:
    void aRuleFindsExactlyThePlantedViolation_data();
    void aRuleFindsExactlyThePlantedViolation();
    void aHouseThatKeepsTheRulesHasNoFindings_data() { aRuleFindsExactlyThePlantedViolation_data(); }
    void aHouseThatKeepsTheRulesHasNoFindings();
    void commentsAndLiteralsAreNotCode();
};

Q_DECLARE_METATYPE(Rule)

void TstLayoutRules::aRuleFindsExactlyThePlantedViolation_data()
{
    QTest::addColumn<Rule>("rule");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("where");
    QTest::addColumn<int>("line");

    const auto plant = [](const char* name, Rule rule, const QString& path, const QString& text, int line,
                           const QString& where = {}) {
        QTest::newRow(name) << rule << path << text << (where.isEmpty() ? path : where) << line;
    };
    const auto cpp = [](QStringView body) { return QString(licence() + body + u'\n'); };
    const auto header = [](QStringView body) { return QString(licence() + u"#pragma once\n" + body + u'\n'); };
    const auto repeated = [](const QString& line, int times) { return line.repeated(times); };
    const QString typesHeader = QStringLiteral("core/types/offset.h");
    const QString theme = QStringLiteral("ui/theme/rail.h");
    const QString test = QStringLiteral("tests/core/tst_things.cpp");

    plant("types include kafka", roomsOnlyIncludeWhatTheArrowAllows, typesHeader,
        header(u"#include \"core/kafka/admin.h\""), 4);
    plant("serde includes kafka, of its own rank", roomsOnlyIncludeWhatTheArrowAllows,
        QStringLiteral("core/serde/json.h"), header(u"#include \"core/kafka/admin.h\""), 4);
    plant("core includes ui", roomsOnlyIncludeWhatTheArrowAllows, QStringLiteral("core/monitor/picture.h"),
        header(u"#include \"ui/theme/tokens.h\""), 4);
    plant("ui includes app", roomsOnlyIncludeWhatTheArrowAllows, theme, header(u"#include \"app/options.h\""), 4);
    plant("the program includes tests", roomsOnlyIncludeWhatTheArrowAllows, theme,
        header(u"#include \"tests/support/clock.h\""), 4);
    plant("an unknown room", roomsOnlyIncludeWhatTheArrowAllows, QStringLiteral("core/misc/things.h"), header(u""), 0);
    plant("ui includes librdkafka", onlyKafkaAndSandboxTouchLibrdkafka, theme,
        header(u"#include <librdkafka/rdkafka.h>"), 4);
    plant("a test calls librdkafka", onlyKafkaAndSandboxTouchLibrdkafka, test, cpp(u"int a = rd_kafka_version();"), 3);
    plant("core includes a widget", coreAndCliKnowNoGui, typesHeader, header(u"#include <QWidget>"), 4);
    plant(
        "core includes a module of the GUI", coreAndCliKnowNoGui, typesHeader, header(u"#include <QtGui/qimage.h>"), 4);
    plant("core links the GUI", coreAndCliKnowNoGui, QStringLiteral("core/CMakeLists.txt"),
        QStringLiteral("target_link_libraries(core PUBLIC Qt6::Gui)\n"), 1);
    plant("expected by its own name", onlyResultNamesExpected, typesHeader, header(u"tl::expected<int, int> f();"), 4);
    plant("a source without licence", everySourceCarriesItsLicence, typesHeader, QStringLiteral("#pragma once\n"), 0);
    plant("a script without licence", everySourceCarriesItsLicence, QStringLiteral("dev"),
        QStringLiteral("#!/bin/sh\n"), 0);
    plant("a CMake file without licence", everySourceCarriesItsLicence, QStringLiteral("cmake/Things.cmake"),
        QStringLiteral("set(A 1)\n"), 0);
    plant("a header without pragma once", headersUsePragmaOnce, typesHeader, cpp(u"int offset();"), 0);
    plant("a long source", filesStayShort, test, repeated(QStringLiteral("\n"), 601), 0);
    plant("a long header", filesStayShort, typesHeader, repeated(QStringLiteral("\n"), 201), 0);
    plant("a message box in core", coreShowsNoMessageBox, typesHeader, header(u"class QMessageBox;"), 4);
    plant("a singleton is declared", nothingIsASingleton, theme, header(u"struct A { static A& instance(); };"), 4);
    plant("a singleton is used", nothingIsASingleton, theme, header(u"inline auto& a = Cluster::instance();"), 4);
    plant("events are processed", nobodyProcessesEvents, test, cpp(u"void f() { QCoreApplication::processEvents(); }"),
        3);
    plant("a test sleeps", testsDoNotSleep, test, cpp(u"void f() { QTest::qSleep(100); }"), 3);
    plant("a test waits", testsDoNotSleep, test, cpp(u"void f() { QTest::qWait(100); }"), 3);
    plant("a test's thread sleeps", testsDoNotSleep, test, cpp(u"void f() { std::this_thread::sleep_for(1s); }"), 3);
    plant(
        "a colour in a literal", coloursComeFromTokens, theme, header(u"QColor red(QStringLiteral(\"#cc2200\"));"), 4);
    plant("a colour in numbers", coloursComeFromTokens, theme, header(u"inline QColor red = QColor(200, 30, 0);"), 4);
    plant("a page deletes a topic", changesGoThroughTheGate, QStringLiteral("ui/pages/topicspage.cpp"),
        cpp(u"void f(A& a) { a.admin->deleteTopic(a.name); }"), 3);
    plant("a command that may produce does so without the gate", changesGoThroughTheGate,
        QStringLiteral("cli/producecommand.cpp"), cpp(u"auto p = kafka::Producer::create(settings);"), 3);
    plant("a file nobody named produces", changesGoThroughTheGate, QStringLiteral("core/deadletter/rogue.cpp"),
        cpp(u"void f() { gate.execute(o, c, [] { return Producer::create(s); }); }"), 3);
    plant("a thick main", mainsStayThin, QStringLiteral("app/spillway.cpp"),
        cpp(u"int main() {}") + repeated(QStringLiteral("\n"), 60), 0);
    plant("a long ARCHITECTURE.md", architectureStaysShort, QStringLiteral("ARCHITECTURE.md"),
        repeated(QStringLiteral("\n"), 151), 0);
    plant("a room nobody explains", architectureNamesEveryRoom, QStringLiteral("ui/charts/ticks.h"), header(u""), 0,
        QStringLiteral("ui/charts"));
    plant("an invariant without its test", architectureNamesTestsThatExist, QStringLiteral("ARCHITECTURE.md"),
        QStringLiteral("core/types core/kafka ui/theme\ntst_hope\n"), 2);
    plant("a requirement without a test", everyRequirementNamesTestsThatExist, QStringLiteral("docs/features.md"),
        QStringLiteral("| R1 | it works | by hand |\n"), 1);
    plant("a requirement with a test of hope", everyRequirementNamesTestsThatExist, QStringLiteral("docs/features.md"),
        QStringLiteral("| R1 | it works | tst_hope |\n"), 1);
    plant("a requirement left out", everyRequirementNamesTestsThatExist, QStringLiteral("docs/features.md"),
        QStringLiteral("\n| R2 | it works | tst_things |\n"), 2);
    plant("a source nobody builds", everySourceIsBuilt, QStringLiteral("core/types/lost.cpp"), cpp(u""), 0);
    plant("a path of one machine", nothingOfOneMachineIsWrittenDown, QStringLiteral("README.md"),
        QStringLiteral("\nsee /%1/spillway\n").arg(u"work"), 2);
}

void TstLayoutRules::aRuleFindsExactlyThePlantedViolation()
{
    QFETCH(Rule, rule);
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, where);
    QFETCH(int, line);

    const Findings findings = rule(houseWith({ { path, text } }));

    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().path, where);
    QCOMPARE(findings.first().line, line);
    QVERIFY(!findings.first().what.isEmpty());
}

void TstLayoutRules::aHouseThatKeepsTheRulesHasNoFindings()
{
    QFETCH(Rule, rule);
    QCOMPARE(rule(houseWith({})), Findings{});
}

void TstLayoutRules::commentsAndLiteralsAreNotCode()
{
    const QString text
        = QStringLiteral("a // x\nb /* x\n x */ c \"x\\\"x\" d R\"(x\"x)\" e 'x' 1'000\n#include \"x.h\"\n");
    const QString code = codeOnly(text, Literals::Blanked);
    QCOMPARE(code.size(), text.size());
    QCOMPARE(code.count(u'x'), 1);
    QVERIFY(code.contains(u"#include \"x.h\""));
    QVERIFY(code.contains(u"1'000"));
    QCOMPARE(codeOnly(text, Literals::Kept).count(u'x'), 6);
    QCOMPARE(lineOf(code, code.indexOf(u'e')), 3);
}

QTEST_GUILESS_MAIN(TstLayoutRules)
#include "tst_layoutrules.moc"
