// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"
#include "ui/models/clusterchoice.h"
#include "ui/models/rowtablemodel.h"

namespace spillway::ui {

struct ProfileRow {
    QString id; ///< ClusterChoice::toText
    QString name; ///< safe to show
    QString detail; ///< address, or what it is
    QString badge; ///< "PRODUCTION", "no cluster", "recent"; may be empty
    ProfileColour colour = ProfileColour::None;
    bool production = false;
    QString search; ///< what the filter looks at

    friend bool operator==(const ProfileRow&, const ProfileRow&) = default;
};

/// What one can connect to, one row each: profiles by name, addresses given lately on the command line, the sandbox.
class ProfileListModel : public RowTableModel<ProfileRow> {
    Q_OBJECT

public:
    enum ExtraRole { DetailRole = Qt::UserRole + 100, ColourRole, ProductionRole };

    using RowTableModel::RowTableModel;

    void setProfiles(const std::vector<ConnectionProfile>& profiles, const QStringList& recentAddresses = {});
    /// Every word of it must be in name, address or user, whatever the case.
    void setFilter(const QString& filter);
    /// Profiles there are, whatever the filter.
    int profileCount() const { return m_profiles; }

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void show();

    std::vector<ProfileRow> m_all;
    QString m_filter;
    int m_profiles = 0;
};

} // namespace spillway::ui
