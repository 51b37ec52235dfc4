// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/letterfilter.h"

#include "core/serde/text.h"

namespace spillway::ui {

using namespace deadletter;

bool LetterFilter::inWords(const QString& topic, const LetterGroup& group) const
{
    const auto has
        = [this](const std::optional<QString>& words) { return words && words->contains(text, Qt::CaseInsensitive); };
    return text.isEmpty() || has(topic) || has(group.errorClass) || has(group.message) || has(group.originTopic)
        || has(group.consumerGroup);
}

bool LetterFilter::inKey(const Letter& letter) const
{
    return letter.record.key && QString::fromUtf8(*letter.record.key).contains(text, Qt::CaseInsensitive);
}

std::vector<size_t> LetterFilter::letters(
    const QString& topic, const std::vector<Letter>& all, const LetterGroup& group) const
{
    const bool whole = inWords(topic, group);
    std::vector<size_t> passed;
    for (const size_t i : group.letters) {
        if ((!state || all[i].state == *state) && (whole || inKey(all[i])))
            passed.push_back(i);
    }
    return passed;
}

QString shortClass(const QString& name)
{
    return name.mid(std::max(name.lastIndexOf(QLatin1Char('.')), name.lastIndexOf(QLatin1Char('$'))) + 1);
}

QString errorTitle(const std::optional<QString>& errorClass, Dialect dialect)
{
    if (errorClass && !shortClass(*errorClass).isEmpty())
        return visibleText(shortClass(*errorClass));
    return dialect == Dialect::None ? QStringLiteral("No error headers") : QStringLiteral("Error without a class");
}

} // namespace spillway::ui
