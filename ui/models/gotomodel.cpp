// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/gotomodel.h"

#include <algorithm>
#include <utility>

namespace spillway::ui {

namespace {

enum Rank { Beginning, PartBeginning, Anywhere, Words, Letters };
constexpr int RankStep = 10'000;

QList<int> run(qsizetype start, qsizetype length)
{
    QList<int> positions(length);
    for (qsizetype i = 0; i < length; ++i)
        positions[i] = int(start + i);
    return positions;
}

std::optional<GoToMatch> matchWords(const QString& pattern, const QString& text)
{
    GoToMatch match{ Words * RankStep, {} };
    for (const QString& word : pattern.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const qsizetype at = text.indexOf(word);
        if (at < 0)
            return {};
        match.positions += run(at, word.size());
    }
    std::ranges::sort(match.positions);
    return match;
}

std::optional<GoToMatch> matchLetters(const QString& pattern, const QString& text)
{
    GoToMatch match{ Letters * RankStep, {} };
    qsizetype at = -1;
    for (const QChar letter : pattern) {
        at = text.indexOf(letter, at + 1);
        if (at < 0)
            return {};
        match.positions.append(int(at));
    }
    match.rank += std::min(match.positions.back() - match.positions.front(), RankStep - 1);
    return match;
}

} // namespace

QString foldForGoTo(QString text)
{
    for (QChar& letter : text)
        letter = letter.toCaseFolded();
    return text;
}

std::optional<GoToMatch> matchGoTo(const QString& pattern, const QString& text)
{
    if (pattern.isEmpty())
        return GoToMatch{};
    const qsizetype first = text.indexOf(pattern);
    if (first == 0)
        return GoToMatch{ Beginning * RankStep, run(0, pattern.size()) };
    for (qsizetype at = first; at > 0; at = text.indexOf(pattern, at + 1))
        if (!text.at(at - 1).isLetterOrNumber())
            return GoToMatch{ PartBeginning * RankStep, run(at, pattern.size()) };
    if (first > 0)
        return GoToMatch{ Anywhere * RankStep, run(first, pattern.size()) };
    if (pattern.contains(QLatin1Char(' ')))
        return matchWords(pattern, text);
    // Two letters in order are in nearly everything.
    return pattern.size() < 3 ? std::nullopt : matchLetters(pattern, text);
}

void GoToModel::setItems(const QString& group, std::vector<GoToItem> items)
{
    const auto isCommands = [this](const QString& name) {
        const auto& known = m_items[name];
        return !known.empty() && known.front().item.page.isEmpty();
    };
    if (!m_items.contains(group))
        m_order.insert(std::ranges::find_if(m_order, isCommands), group);
    beginResetModel();
    auto& indexed = m_items[group];
    indexed.clear();
    indexed.reserve(items.size());
    for (GoToItem& item : items) {
        const QString folded = foldForGoTo(item.text);
        indexed.push_back({ std::move(item), folded });
    }
    match();
    endResetModel();
}

void GoToModel::setPattern(const QString& pattern)
{
    beginResetModel();
    m_pattern = foldForGoTo(pattern.trimmed());
    match();
    endResetModel();
}

void GoToModel::match()
{
    m_rows.clear();
    m_matches = 0;
    for (const QString& group : m_order) {
        std::vector<std::pair<int, Row>> found;
        for (const Indexed& indexed : m_items[group])
            if (auto match = matchGoTo(m_pattern, indexed.folded))
                found.emplace_back(match->rank, Row{ &indexed.item, {}, std::move(match->positions) });
        if (found.empty())
            continue;
        m_matches += static_cast<int>(found.size());
        const auto shown = std::min<std::size_t>(found.size(), mostOfAGroup);
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        m_rows.push_back(
            { nullptr, found.size() > shown ? tr("%1, %2 of %3").arg(group).arg(shown).arg(found.size()) : group, {} });
        for (std::size_t i = 0; i < shown; ++i)
            m_rows.push_back(std::move(found[i].second));
    }
}

const GoToItem* GoToModel::item(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : m_rows[static_cast<std::size_t>(row)].item;
}

int GoToModel::total() const
{
    int items = 0;
    for (const auto& [group, indexed] : m_items)
        items += static_cast<int>(indexed.size());
    return items;
}

int GoToModel::firstItem() const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.item; });
    return at == m_rows.end() ? -1 : static_cast<int>(at - m_rows.begin());
}

int GoToModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant GoToModel::data(const QModelIndex& index, int role) const
{
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.item ? row.item->text : row.heading;
    case HeadingRole:
        return row.item == nullptr;
    case IconRole:
        return row.item ? row.item->icon : QString();
    case MatchRole:
        return QVariant::fromValue(row.positions);
    case DetailRole:
        return row.item ? row.item->detail : QString();
    case KeyRole:
        return row.item ? row.item->key : QString();
    case PossibleRole:
        return !row.item || row.item->possible;
    case Qt::AccessibleTextRole:
        if (!row.item)
            return row.heading;
        for (const QString& more : { row.item->detail, row.item->key })
            if (!more.isEmpty())
                return QString(row.item->text + QStringLiteral(", ") + more);
        return row.item->text;
    default:
        return {};
    }
}

Qt::ItemFlags GoToModel::flags(const QModelIndex& index) const
{
    return item(index.row()) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace spillway::ui
