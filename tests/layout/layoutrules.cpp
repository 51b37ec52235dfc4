// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/layout/layoutrules.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace spillway::layout {

namespace {

/// The arrow of ARCHITECTURE.md: a room includes itself and rooms of lower ranks, never one of its own rank.
const QHash<QString, int>& ranks()
{
    static const QHash<QString, int> table{
        { QStringLiteral("core/types"), 0 },
        { QStringLiteral("core/profile"), 1 },
        { QStringLiteral("core/kafka"), 2 },
        { QStringLiteral("core/serde"), 2 },
        { QStringLiteral("core/events"), 3 },
        { QStringLiteral("core/monitor"), 3 },
        { QStringLiteral("core/browse"), 3 },
        { QStringLiteral("core/deadletter"), 3 },
        { QStringLiteral("core/sandbox"), 5 },
        { QStringLiteral("core/service"), 4 },
        { QStringLiteral("core/http"), 5 },
        { QStringLiteral("ui"), 6 },
        { QStringLiteral("cli"), 6 },
        { QStringLiteral("app"), 7 },
    };
    return table;
}

/// "core/kafka" of "core/kafka/admin.h", "ui" of "ui/pages/feed.h".
QString roomOf(const QString& path)
{
    return path.section(u'/', 0, path.startsWith(u"core/") ? 1 : 0);
}

/// Every match of `pattern` in the code of the C++ files that `applies` picks is a finding.
template <class Applies>
Findings matches(const Files& files, Applies applies, const QString& pattern, const QString& what,
    Literals literals = Literals::Blanked)
{
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    Findings findings;
    for (const SourceFile& file : files) {
        if (!file.isCpp() || !applies(file))
            continue;
        const QString code = codeOnly(file.text, literals);
        auto match = expression.globalMatch(code);
        while (match.hasNext())
            findings.append({ file.path, lineOf(code, match.next().capturedStart()), what });
    }
    return findings;
}

bool isCore(const SourceFile& file)
{
    return file.isUnder(u"core");
}
bool isOfTheProgram(const SourceFile& file)
{
    return isCore(file) || file.isUnder(u"ui") || file.isUnder(u"cli") || file.isUnder(u"app");
}

qsizetype lineCount(const SourceFile& file)
{
    return file.text.count(u'\n') + (file.text.isEmpty() || file.text.endsWith(u'\n') ? 0 : 1);
}

const SourceFile* find(const Files& files, QStringView path)
{
    const auto at = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
    return at == files.end() ? nullptr : &*at;
}

}

Findings roomsOnlyIncludeWhatTheArrowAllows(const Files& files)
{
    static const QRegularExpression include(
        QStringLiteral("^\\s*#\\s*include\\s*\"([^\"]+)\""), QRegularExpression::MultilineOption);
    Findings findings;
    for (const SourceFile& file : files) {
        if (!file.isCpp() || !isOfTheProgram(file))
            continue;
        const QString room = roomOf(file.path);
        if (!ranks().contains(room)) {
            findings.append({ file.path, 0, room + u" is no room of the arrow; see ARCHITECTURE.md" });
            continue;
        }
        const QString code = codeOnly(file.text, Literals::Kept);
        auto match = include.globalMatch(code);
        while (match.hasNext()) {
            const auto found = match.next();
            const QString other = roomOf(found.captured(1));
            const bool forTests = other == u"tests";
            const bool allowed = other == room || ranks().value(other, -1) < ranks().value(room);
            if (forTests || !allowed)
                findings.append({ file.path, lineOf(code, found.capturedStart(1)),
                    room + u" must not include " + found.captured(1) });
        }
    }
    return findings;
}

Findings onlyKafkaAndSandboxTouchLibrdkafka(const Files& files)
{
    // tests of core/kafka check the mapping of its codes; their fixtures play the outside producer with transactions
    const auto others = [](const auto& file) {
        return !file.isUnder(u"core/kafka") && !file.isUnder(u"core/sandbox") && !file.isUnder(u"tests/kafka")
            && file.path != QLatin1String("tests/support/kafkafixtures.cpp");
    };
    return matches(files, others, QStringLiteral("#\\s*include\\s*[<\"]librdkafka/|\\brd_kafka_"),
        QStringLiteral("librdkafka belongs to core/kafka (and core/sandbox); use its interfaces"));
}

Findings coreAndCliKnowNoGui(const Files& files)
{
    const QString what = QStringLiteral("core and cli know no Gui, Widgets or Charts; show it in ui");
    Findings findings = matches(
        files, [](const auto& file) { return isCore(file) || file.isUnder(u"cli"); },
        QStringLiteral("#\\s*include\\s*<(Qt(Gui|Widgets|Charts|Svg|SvgWidgets|OpenGL\\w*|PrintSupport)\\b"
                       "|Q(Color|Image|Pixmap|Icon|Font\\w*|Painter\\w*|Palette|Brush|Pen|Widget|MainWindow|Dialog"
                       "|Application|GuiApplication|Clipboard|MessageBox|Label|Chart\\w*|StandardItemModel|Action)>)"),
        what);
    static const QRegularExpression library(QStringLiteral("Qt6?::(Gui|Widgets|Charts|Svg|OpenGL\\w*)\\b"));
    for (const SourceFile& file : files) {
        if (file.fileName() != u"CMakeLists.txt" || !(isCore(file) || file.isUnder(u"cli")))
            continue;
        if (const auto match = library.match(file.text); match.hasMatch())
            findings.append({ file.path, lineOf(file.text, match.capturedStart()), what });
    }
    return findings;
}

Findings onlyResultNamesExpected(const Files& files)
{
    return matches(
        files, [](const auto& file) { return file.path != u"core/types/result.h"; },
        QStringLiteral("\\btl::|#\\s*include\\s*<tl/"),
        QStringLiteral("say Result<T> or Failure; only core/types/result.h names tl::expected"));
}

Findings everySourceCarriesItsLicence(const Files& files)
{
    Findings findings;
    for (const SourceFile& file : files) {
        const bool script = file.text.startsWith(u"#!") || file.path.endsWith(u".sh") || file.path.endsWith(u".py");
        const bool cmake = file.fileName() == u"CMakeLists.txt" || file.path.endsWith(u".cmake");
        if (!file.isCpp() && !script && !cmake)
            continue;
        const QString head = file.text.section(u'\n', 0, 3);
        // in two parts, so that this line is not taken for a licence itself
        if (!head.contains(QStringLiteral("SPDX-") + u"FileCopyrightText: ")
            || !head.contains(QStringLiteral("SPDX-") + u"License-Identifier: GPL-3.0-or-later"))
            findings.append({ file.path, 0, QStringLiteral("begin the file with the two SPDX lines") });
    }
    return findings;
}

Findings headersUsePragmaOnce(const Files& files)
{
    Findings findings;
    for (const SourceFile& file : files) {
        if (file.path.endsWith(u".h") && !codeOnly(file.text, Literals::Blanked).contains(u"#pragma once"))
            findings.append({ file.path, 0, QStringLiteral("a header has '#pragma once'") });
    }
    return findings;
}

Findings filesStayShort(const Files& files)
{
    Findings findings;
    for (const SourceFile& file : files) {
        const qsizetype limit = file.path.endsWith(u".h") ? 200 : 600;
        if (file.isCpp() && lineCount(file) > limit)
            findings.append({ file.path, 0,
                QStringLiteral("%1 lines, at most %2: split it by what it is about").arg(lineCount(file)).arg(limit) });
    }
    return findings;
}

Findings coreShowsNoMessageBox(const Files& files)
{
    return matches(files, isCore, QStringLiteral("\\bQ(MessageBox|ErrorMessage)\\b"),
        QStringLiteral("core returns an Error; the page that asked shows it"));
}

Findings nothingIsASingleton(const Files& files)
{
    return matches(files, isOfTheProgram,
        QStringLiteral("\\b(?!Q[A-Z])\\w+::instance\\s*\\(|\\bstatic\\b[^;{}()=]*\\binstance\\s*\\("),
        QStringLiteral("nothing is a singleton: take it by constructor, app hands it out"));
}

Findings nobodyProcessesEvents(const Files& files)
{
    return matches(
        files, [](const auto&) { return true; }, QStringLiteral("\\b(processEvents|sendPostedEvents)\\s*\\("),
        QStringLiteral("a nested event loop runs anything at any time; wait for a signal instead"));
}

Findings testsDoNotSleep(const Files& files)
{
    return matches(
        files, [](const auto& file) { return file.isUnder(u"tests"); },
        QStringLiteral("\\bqSleep\\s*\\(|\\bqWait\\s*\\(|\\bsleep_(for|until)\\s*\\(|\\b(u|nano|m)?sleep\\s*\\("),
        QStringLiteral("a sleep is too short on a slow machine and too long on all others: QTRY_*, signals, a clock"));
}

Findings changesGoThroughTheGate(const Files& files)
{
    // Who may call what changes a cluster, and which file calls that from inside Gate::execute. A new file belongs here
    // only if one does.
    static const QHash<QString, QString> holders{
        { QStringLiteral("core/sandbox/demogroup.cpp"), QStringLiteral("cli/demoload.cpp") },
        { QStringLiteral("cli/demoload.cpp"), QStringLiteral("cli/demoload.cpp") },
        { QStringLiteral("cli/producecommand.cpp"), QStringLiteral("cli/producecommand.cpp") },
        { QStringLiteral("cli/topicscommands.cpp"), QStringLiteral("cli/topicscommands.cpp") },
        { QStringLiteral("core/deadletter/kafkareplay.cpp"), QStringLiteral("core/deadletter/kafkareplay.cpp") },
        { QStringLiteral("core/service/kafkaclient.cpp"), QStringLiteral("core/service/kafkaclient.cpp") },
        { QStringLiteral("core/service/consumer.cpp"), QStringLiteral("core/service/kafkaclient.cpp") },
        { QStringLiteral("core/http/restapi.cpp"), QStringLiteral("core/service/kafkaclient.cpp") },
        { QStringLiteral("core/http/restservice.cpp"), QStringLiteral("core/service/kafkaclient.cpp") },
        { QStringLiteral("core/service/eventproducer.cpp"), QStringLiteral("core/service/kafkaclient.cpp") },
        { QStringLiteral("core/service/servicetopics.cpp"), QStringLiteral("core/service/servicetopics.cpp") },
    };
    static const QRegularExpression call(QStringLiteral(
        "(->|\\.)\\s*(createTopic|deleteTopic|commitOffsets)\\s*\\(|\\b(Producer|GroupConsumer)::create\\s*\\("));
    static const QRegularExpression execute(QStringLiteral("[gG]ate\\(?\\)?(\\.|->)execute\\s*\\("));
    Findings findings;
    for (const SourceFile& file : files) {
        // core/kafka is what the gate guards. The sandbox is the cluster it changes: what people do to it goes through
        // their gate like any change.
        if (!file.isCpp() || !isOfTheProgram(file) || file.isUnder(u"core/kafka")
            || (file.isUnder(u"core/sandbox") && file.path != u"core/sandbox/demogroup.cpp"))
            continue;
        const QString code = codeOnly(file.text, Literals::Blanked);
        const SourceFile* holder = find(files, holders.value(file.path));
        const bool holds = holder && execute.match(codeOnly(holder->text, Literals::Blanked)).hasMatch();
        auto match = call.globalMatch(code);
        while (!holds && match.hasNext())
            findings.append({ file.path, lineOf(code, match.next().capturedStart()),
                QStringLiteral(
                    "changes a cluster outside the gate: make it an Operation, call it in Gate::execute, and "
                    "name the file in layoutrules.cpp") });
    }
    return findings;
}

Findings coloursComeFromTokens(const Files& files)
{
    Findings findings = matches(
        files, [](const auto& file) { return isOfTheProgram(file) && !file.path.startsWith(u"ui/theme/tokens."); },
        QStringLiteral("\"[^\"\\n]*#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\\b"
                       "|\\bQColor\\s*[({]\\s*(0x|[0-9])|\\bqRgba?\\s*\\("),
        QStringLiteral("colours are named in ui/theme/tokens.*"), Literals::Kept);
    return findings;
}

Findings mainsStayThin(const Files& files)
{
    Findings findings;
    for (const SourceFile& file : files) {
        if (file.isUnder(u"app") && codeOnly(file.text, Literals::Blanked).contains(u"int main(")
            && lineCount(file) > 60)
            findings.append({ file.path, 0,
                QStringLiteral("%1 lines, at most 60: a main wires, it decides nothing").arg(lineCount(file)) });
    }
    return findings;
}

Findings architectureStaysShort(const Files& files)
{
    const SourceFile* page = find(files, u"ARCHITECTURE.md");
    if (!page)
        return { { QStringLiteral("ARCHITECTURE.md"), 0, QStringLiteral("is missing") } };
    if (lineCount(*page) <= 150)
        return {};
    return { { page->path, 0, QStringLiteral("%1 lines, at most 150").arg(lineCount(*page)) } };
}

Findings architectureNamesEveryRoom(const Files& files)
{
    const SourceFile* page = find(files, u"ARCHITECTURE.md");
    QSet<QString> rooms;
    Findings findings;
    for (const SourceFile& file : files) {
        const QString room = file.folder();
        if (!file.isCpp() || !(isCore(file) || file.isUnder(u"ui")) || !room.contains(u'/') || rooms.contains(room))
            continue;
        rooms.insert(room);
        if (!page || !page->text.contains(room))
            findings.append({ room, 0, QStringLiteral("ARCHITECTURE.md does not say what this room is for") });
    }
    return findings;
}

Findings architectureNamesTestsThatExist(const Files& files)
{
    const SourceFile* page = find(files, u"ARCHITECTURE.md");
    if (!page)
        return {};
    QSet<QString> tests;
    for (const SourceFile& file : files) {
        if (file.isUnder(u"tests"))
            tests.insert(file.fileName());
    }
    static const QRegularExpression name(QStringLiteral("\\btst_\\w+"));
    Findings findings;
    auto match = name.globalMatch(page->text);
    while (match.hasNext()) {
        const auto found = match.next();
        if (!tests.contains(found.captured() + u".cpp"))
            findings.append({ page->path, lineOf(page->text, found.capturedStart()),
                found.captured() + u" backs an invariant but is no test of ours" });
    }
    return findings;
}

Findings everyRequirementNamesTestsThatExist(const Files& files)
{
    const SourceFile* page = find(files, u"docs/features.md");
    if (!page)
        return {};
    QString tests;
    for (const SourceFile& file : files) {
        if (file.isUnder(u"tests"))
            tests += file.fileName() + u'\n' + file.text;
    }
    static const QRegularExpression row(
        QStringLiteral("^\\| R(\\d+) \\|.*\\|([^|]*)\\|$"), QRegularExpression::MultilineOption);
    static const QRegularExpression names(QStringLiteral("\\btst_\\w+(?: \\w+(?:, \\w+)*)?"));
    static const QRegularExpression word(QStringLiteral("\\w+"));
    Findings findings;
    int expected = 1;
    auto rows = row.globalMatch(page->text);
    while (rows.hasNext()) {
        const auto found = rows.next();
        const auto add = [&](const QString& what) {
            findings.append({ page->path, lineOf(page->text, found.capturedStart()),
                QStringLiteral("R%1 %2").arg(found.captured(1), what) });
        };
        if (found.captured(1).toInt() != expected++)
            add(QStringLiteral("is out of order, or the one before it is missing"));
        if (!found.captured(2).contains(names))
            add(QStringLiteral("names no test"));
        auto named = names.globalMatch(found.captured(2));
        while (named.hasNext()) {
            auto part = word.globalMatch(named.next().captured());
            while (part.hasNext()) {
                const QString name = part.next().captured();
                const bool isFile = name.startsWith(u"tst_");
                if (!tests.contains(isFile ? QString(name + u'.') : QString(name + u"()")))
                    add(name + u" is no test of ours");
            }
        }
    }
    return findings;
}

Findings everySourceIsBuilt(const Files& files)
{
    Findings findings;
    for (const SourceFile& file : files) {
        if (!file.path.endsWith(u".cpp"))
            continue;
        const SourceFile* lists = find(files, QString(file.folder() + u"/CMakeLists.txt"));
        const QString base = file.fileName().chopped(4);
        const QRegularExpression name(u"\\b" + QRegularExpression::escape(base) + u"\\b");
        if (!lists || !name.match(lists->text).hasMatch())
            findings.append({ file.path, 0, QStringLiteral("the CMakeLists.txt beside it does not name it") });
    }
    return findings;
}

Findings nothingOfOneMachineIsWrittenDown(const Files& files)
{
    // people read this anywhere: no absolute path of a developer's machine, no name of a tool only it has
    static const QRegularExpression local(QStringLiteral("(?<![\\w.}\"*])/(?:work|root|home/\\w+)/\\w|\\bf[a]rm-\\w+"));
    Findings findings;
    for (const SourceFile& file : files) {
        auto match = local.globalMatch(file.text);
        while (match.hasNext())
            findings.append({ file.path, lineOf(file.text, match.next().capturedStart()),
                QStringLiteral("a path or tool of one machine only") });
    }
    return findings;
}

} // namespace spillway::layout
