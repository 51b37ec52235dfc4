// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/dialogs/profiletab.h"

class QLabel;

namespace spillway::ui {

class PropertyModel;
class TableView;

/// What else is set of librdkafka: only what the allow-list knows.
class PropertiesTab : public ProfileTab {
    Q_OBJECT

public:
    PropertiesTab(const Theme& theme, QWidget* parent = nullptr);

    void load(const ConnectionProfile& profile) override;
    void store(ConnectionProfile& profile) const override;
    bool check() override;
    /// Properties listed here.
    int count() const;
    PropertyModel& model() { return *m_model; }

private:
    PropertyModel* m_model = nullptr;
    TableView* m_table = nullptr;
    QLabel* m_secrets = nullptr;
};

} // namespace spillway::ui
