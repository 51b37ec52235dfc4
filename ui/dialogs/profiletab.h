// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"

#include <QWidget>

#include <vector>

class QGridLayout;

namespace spillway::ui {

class FormRow;
class SecretField;
class Theme;

/// One tab of the profile form: brings its part of a profile into widgets and back.
class ProfileTab : public QWidget {
    Q_OBJECT

public:
    ProfileTab(const Theme& theme, QWidget* parent);

    virtual void load(const ConnectionProfile& profile) = 0;
    /// Sets what the tab is about, leaves the rest.
    virtual void store(ConnectionProfile& profile) const = 0;
    /// Shows beside each field what is wrong with it; true when nothing is.
    virtual bool check() = 0;
    /// Property name and field of each secret that is asked for here and now.
    virtual std::vector<std::pair<QString, SecretField*>> secrets() const { return {}; }

signals:
    void changed();

protected:
    /// A grid of names and inputs in the tab's own margins.
    QGridLayout* makeGrid();

    const Theme& m_theme;
};

} // namespace spillway::ui
