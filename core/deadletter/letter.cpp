// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/letter.h"

#include "core/deadletter/dialects.h"

#include <unordered_map>

namespace spillway::deadletter {

QString toText(const Coordinates& at)
{
    return QStringLiteral("%1:%2:%3").arg(at.topic).arg(at.partition.value).arg(at.offset.value);
}

QString stateName(LetterState state)
{
    switch (state) {
    case LetterState::Open:
        return QStringLiteral("open");
    case LetterState::Replayed:
        return QStringLiteral("replayed");
    case LetterState::Uncertain:
        return QStringLiteral("uncertain");
    case LetterState::Discarded:
        return QStringLiteral("discarded");
    }
    return {};
}

Comparison compare(const Record& original, const Record& letter)
{
    Comparison comparison;
    comparison.keyIdentical = original.key == letter.key;
    comparison.valueIdentical = original.value == letter.value;

    std::unordered_map<std::string_view, std::vector<const Header*>> before;
    const auto nameOf = [](const Header& header) {
        return std::string_view(header.name.constData(), static_cast<size_t>(header.name.size()));
    };
    for (const Header& header : original.headers)
        before[nameOf(header)].push_back(&header);
    std::unordered_map<std::string_view, size_t> used;
    const std::vector<bool> ofErrors = errorHeaders(headerViews(letter));
    for (size_t i = 0; i < letter.headers.size(); ++i) {
        const Header& header = letter.headers[i];
        const auto named = before.find(nameOf(header));
        const size_t nth = used[nameOf(header)]++;
        if (named == before.end() || nth >= named->second.size()) {
            comparison.headers.push_back(
                { HeaderChange::Kind::Added, header.name, std::nullopt, header.value, ofErrors[i] });
        } else if (named->second[nth]->value != header.value) {
            comparison.headers.push_back(
                { HeaderChange::Kind::Changed, header.name, named->second[nth]->value, header.value, ofErrors[i] });
        } else {
            ++comparison.headersKept;
        }
    }
    std::unordered_map<std::string_view, size_t> seen;
    for (const Header& header : original.headers) {
        if (seen[nameOf(header)]++ >= used[nameOf(header)])
            comparison.headers.push_back(
                { HeaderChange::Kind::Removed, header.name, header.value, std::nullopt, false });
    }
    return comparison;
}

QString Comparison::summary() const
{
    qsizetype added = 0;
    qsizetype errors = 0;
    qsizetype changed = 0;
    qsizetype removed = 0;
    for (const HeaderChange& change : headers) {
        switch (change.kind) {
        case HeaderChange::Kind::Added:
            change.errorHeader ? ++errors : ++added;
            break;
        case HeaderChange::Kind::Changed:
            ++changed;
            break;
        case HeaderChange::Kind::Removed:
            ++removed;
            break;
        }
    }
    QStringList parts{ keyIdentical ? QStringLiteral("key identical") : QStringLiteral("key differs"),
        valueIdentical ? QStringLiteral("value identical") : QStringLiteral("value differs") };
    const auto say = [&](qsizetype count, const char* what) {
        if (count > 0)
            parts << QStringLiteral("%1 %2%3 %4")
                         .arg(count)
                         .arg(QLatin1String(what == QByteArray("error") ? "error header" : "header"),
                             count == 1 ? QString() : QStringLiteral("s"),
                             QLatin1String(what == QByteArray("error") ? "added" : what));
    };
    say(errors, "error");
    say(added, "added");
    say(changed, "changed");
    say(removed, "removed");
    return parts.join(QStringLiteral("; "));
}

} // namespace spillway::deadletter
