// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/panelaction.h"

namespace spillway::ui {

class Theme;

/// What stands in a page's place while the window has no cluster: why, and the ways to one.
class NoClusterPage : public Page {
    Q_OBJECT

public:
    /// `name` and `title` are those of the page it stands for; the first action is the primary one.
    NoClusterPage(const Theme& theme, const QString& name, const QString& title,
        const std::vector<PanelAction>& actions, QWidget* parent = nullptr);

    QString pageName() const override { return m_name; }
    QString title() const override { return m_title; }

private:
    QString m_name;
    QString m_title;
};

} // namespace spillway::ui
