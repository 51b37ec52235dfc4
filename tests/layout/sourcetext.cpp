// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/layout/sourcetext.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>

namespace spillway::layout {

bool SourceFile::isCpp() const
{
    return path.endsWith(u".h") || path.endsWith(u".cpp");
}

bool SourceFile::isUnder(QStringView name) const
{
    return path.startsWith(name) && path.size() > name.size() && path.at(name.size()) == u'/';
}

QString SourceFile::fileName() const
{
    return path.mid(path.lastIndexOf(u'/') + 1);
}

QString SourceFile::folder() const
{
    return path.left(std::max<qsizetype>(path.lastIndexOf(u'/'), 0));
}

QList<SourceFile> filesBelow(const QString& root)
{
    static const QStringList skippedFolders{ QStringLiteral("build/"), QStringLiteral(".git/"),
        QStringLiteral(".cache/") };
    QList<SourceFile> files;
    QDirIterator entries(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = QDir(root).relativeFilePath(entries.next());
        const bool skipped = std::any_of(skippedFolders.begin(), skippedFolders.end(),
            [&](const QString& folder) { return path.startsWith(folder); });
        if (skipped || path == u".git" || path.endsWith(u".png") || path.endsWith(u".qm"))
            continue;
        QFile file(entries.filePath());
        if (file.open(QIODevice::ReadOnly))
            files.append({ path, QString::fromUtf8(file.readAll()) });
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

namespace {

/// Where the literal or comment that starts at `from` ends (one past its last character).
qsizetype endOf(const QString& text, qsizetype from, QStringView terminator, bool escapes)
{
    for (qsizetype at = from; at < text.size(); ++at) {
        if (escapes && text.at(at) == u'\\')
            ++at;
        else if (QStringView(text).mid(at).startsWith(terminator))
            return at + terminator.size();
    }
    return text.size();
}

void blank(QString& text, qsizetype from, qsizetype to)
{
    for (qsizetype at = from; at < to; ++at) {
        if (text.at(at) != u'\n')
            text[at] = u' ';
    }
}

}

QString codeOnly(const QString& text, Literals literals)
{
    QString code = text;
    const auto literal = [&](qsizetype open, qsizetype end) {
        if (literals == Literals::Blanked)
            blank(code, open + 1, end - 1);
        return end;
    };
    qsizetype at = 0;
    bool inInclude = false;
    while (at < text.size()) {
        const QStringView rest = QStringView(text).mid(at);
        const bool afterWord = at > 0 && (text.at(at - 1).isLetterOrNumber() || text.at(at - 1) == u'_');
        if (rest.startsWith(u"\n")) {
            inInclude = false;
            ++at;
        } else if (rest.startsWith(u"#include")) {
            inInclude = true;
            at += 8;
        } else if (rest.startsWith(u"//") || rest.startsWith(u"/*")) {
            const bool line = rest.startsWith(u"//");
            const qsizetype end = endOf(text, at + 2, line ? u"\n" : u"*/", false);
            blank(code, at, end);
            at = line && end < text.size() ? end - 1 : end;
        } else if (rest.startsWith(u"R\"")) {
            const qsizetype paren = text.indexOf(u'(', at);
            const QString terminator = u')' + text.mid(at + 2, std::max<qsizetype>(paren - at - 2, 0)) + u'"';
            at = paren < 0 ? text.size() : literal(at + 1, endOf(text, paren, terminator, false));
        } else if (rest.startsWith(u"\"") && !inInclude) {
            at = literal(at, endOf(text, at + 1, u"\"", true));
        } else if (rest.startsWith(u"'") && !(afterWord && text.at(at - 1).isDigit())) {
            at = literal(at, endOf(text, at + 1, u"'", true));
        } else {
            ++at;
        }
    }
    return code;
}

int lineOf(const QString& text, qsizetype position)
{
    return 1 + static_cast<int>(QStringView(text).left(position).count(u'\n'));
}

} // namespace spillway::layout
