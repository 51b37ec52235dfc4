// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/lettergroups.h"

#include <QCryptographicHash>

#include <algorithm>
#include <unordered_map>

namespace spillway::deadletter {

namespace {

constexpr qsizetype MostChars = 200;

bool isWordChar(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// The end of the piece of `text` at `at` that is an id of some kind: it has a digit and is made of letters, digits and
/// the signs that ids, dates, versions and addresses are joined with. `at` itself when it is none.
qsizetype endOfId(QStringView text, qsizetype at)
{
    bool digit = false;
    qsizetype end = at;
    while (end < text.size()) {
        const QChar c = text[end];
        const bool joins = (c == u'-' || c == u'.' || c == u':' || c == u'@' || c == u'+') && end + 1 < text.size()
            && text[end + 1].isLetterOrNumber() && end > at;
        if (!isWordChar(c) && !joins)
            break;
        digit = digit || c.isDigit();
        ++end;
    }
    return digit ? end : at;
}

QString groupId(const LetterGroup& group)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto& part :
        { group.errorClass, group.originTopic, group.consumerGroup, std::optional<QString>(group.message) }) {
        hash.addData(part ? QByteArrayView("\1") : QByteArrayView("\2"));
        hash.addData(part.value_or(QString()).toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    return QString::fromLatin1(hash.result().toHex().left(12));
}

} // namespace

QString normalisedMessage(const QString& message)
{
    qsizetype lineEnd = message.indexOf(QLatin1Char('\n'));
    QStringView line = QStringView(message).left(lineEnd < 0 ? message.size() : lineEnd).left(8 * MostChars).trimmed();
    QString out;
    for (qsizetype at = 0; at < line.size() && out.size() < MostChars;) {
        const QChar c = line[at];
        if (c == u'"' || c == u'\'' || c == u'`') {
            const qsizetype close = line.indexOf(c, at + 1);
            // an apostrophe inside a word quotes nothing
            const bool opens = at == 0 || !isWordChar(line[at - 1]);
            if (opens && close > 0) {
                out += c;
                out += u'#';
                out += c;
                at = close + 1;
                continue;
            }
        }
        if (isWordChar(c) && (at == 0 || !isWordChar(line[at - 1]))) {
            if (const qsizetype end = endOfId(line, at); end > at) {
                out += u'#';
                at = end;
                continue;
            }
        }
        out += c;
        ++at;
    }
    if (out.size() > MostChars) {
        out.truncate(MostChars);
        out += QChar(0x2026);
    }
    return out;
}

std::vector<LetterGroup> groupLetters(std::span<const Letter> letters, size_t most)
{
    std::vector<LetterGroup> groups;
    std::unordered_map<QString, size_t> byId;
    for (size_t i = 0; i < letters.size(); ++i) {
        const Letter& letter = letters[i];
        LetterGroup one;
        one.errorClass = letter.error.errorClass;
        one.originTopic = letter.error.origin.topic;
        one.consumerGroup = letter.error.consumerGroup;
        one.message = normalisedMessage(letter.error.errorMessage.value_or(QString()));
        one.dialect = letter.error.dialect;
        one.id = groupId(one);
        const auto [at, isNew] = byId.try_emplace(one.id, groups.size());
        if (isNew)
            groups.push_back(std::move(one));
        LetterGroup& group = groups[at->second];
        ++group.count;
        group.open += letter.state == LetterState::Open ? 1 : 0;
        const qint64 when = letter.error.failedAtMs.value_or(letter.record.timestampMs);
        if (when >= 0) {
            group.firstSeenMs = group.firstSeenMs < 0 ? when : std::min(group.firstSeenMs, when);
            group.lastSeenMs = std::max(group.lastSeenMs, when);
        }
        group.letters.push_back(i);
    }
    std::ranges::stable_sort(groups, std::greater{}, &LetterGroup::count);
    if (groups.size() > most && most > 0) {
        LetterGroup rest;
        rest.message = QStringLiteral("%1 smaller groups").arg(groups.size() - most + 1);
        rest.id = QStringLiteral("rest");
        for (size_t i = most - 1; i < groups.size(); ++i) {
            const LetterGroup& group = groups[i];
            rest.count += group.count;
            rest.open += group.open;
            rest.letters.insert(rest.letters.end(), group.letters.begin(), group.letters.end());
            if (group.firstSeenMs >= 0)
                rest.firstSeenMs
                    = rest.firstSeenMs < 0 ? group.firstSeenMs : std::min(rest.firstSeenMs, group.firstSeenMs);
            rest.lastSeenMs = std::max(rest.lastSeenMs, group.lastSeenMs);
        }
        std::ranges::sort(rest.letters);
        groups.resize(most - 1);
        groups.push_back(std::move(rest));
    }
    return groups;
}

} // namespace spillway::deadletter
