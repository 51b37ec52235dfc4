// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/profilelistmodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"

namespace spillway::ui {

QString ClusterChoice::toText() const
{
    switch (kind) {
    case Kind::Profile:
        return QStringLiteral("profile:") + key;
    case Kind::Address:
        return QStringLiteral("address:") + key;
    case Kind::Sandbox:
        return QStringLiteral("sandbox");
    case Kind::None:
        break;
    }
    return {};
}

ClusterChoice ClusterChoice::fromText(const QString& text)
{
    if (text == QLatin1String("sandbox"))
        return sandbox();
    const QString key = text.section(QLatin1Char(':'), 1);
    if (text.startsWith(QLatin1String("profile:")) && !key.isEmpty())
        return profile(key);
    if (text.startsWith(QLatin1String("address:")) && !key.isEmpty())
        return address(key);
    return {};
}

void ProfileListModel::setProfiles(const std::vector<ConnectionProfile>& profiles, const QStringList& recentAddresses)
{
    m_all.clear();
    m_profiles = static_cast<int>(profiles.size());
    for (const ConnectionProfile& profile : profiles) {
        const auto user = profile.properties.find(QStringLiteral("sasl.username"));
        m_all.push_back({ ClusterChoice::profile(profile.id).toText(), visibleText(profile.name),
            visibleText(profile.bootstrapServers.section(QLatin1Char(','), 0, 0)),
            profile.production ? tr("PRODUCTION") : QString(), profile.colour, profile.production,
            profile.name + QLatin1Char(' ') + profile.bootstrapServers
                + (user == profile.properties.end() ? QString() : QLatin1Char(' ') + user->second) });
    }
    for (const QString& address : recentAddresses)
        m_all.push_back(
            { ClusterChoice::address(address).toText(), visibleText(address.section(QLatin1Char(','), 0, 0)),
                tr("from the command line, not stored"), {}, {}, false, address });
    m_all.push_back({ ClusterChoice::sandbox().toText(), tr("Sandbox"), tr("demo data made by this program"),
        tr("no cluster"), {}, false, tr("Sandbox demo") });
    show();
}

void ProfileListModel::setFilter(const QString& filter)
{
    m_filter = filter;
    show();
}

void ProfileListModel::show()
{
    const QStringList words = m_filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<ProfileRow> rows;
    for (const ProfileRow& row : m_all) {
        if (std::ranges::all_of(
                words, [&](const QString& word) { return row.search.contains(word, Qt::CaseInsensitive); }))
            rows.push_back(row);
    }
    present(std::move(rows));
}

QVariant ProfileListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ProfileRow& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown.name;
    case Qt::AccessibleTextRole:
        return QStringList{ shown.name, shown.badge, shown.detail }.join(QStringLiteral(", "));
    case IdRole:
        return shown.id;
    case BadgeRole:
        return shown.badge;
    case DetailRole:
        return shown.detail;
    case ColourRole:
        return static_cast<int>(shown.colour);
    case ProductionRole:
        return shown.production;
    default:
        return {};
    }
}

} // namespace spillway::ui
