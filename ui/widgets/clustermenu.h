// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"
#include "ui/models/clusterchoice.h"

#include <QFrame>

#include <vector>

class QLabel;
class QListView;

namespace spillway::ui {

class FilterField;
class ProfileListModel;
class Theme;

/// The list of clusters under the header's button: type to narrow it; Enter or a click takes one, with Ctrl in a
/// window of its own. Esc closes.
class ClusterMenu : public QFrame {
    Q_OBJECT

public:
    explicit ClusterMenu(const Theme& theme, QWidget* parent = nullptr);

    void setClusters(const std::vector<ConnectionProfile>& profiles, const QStringList& recentAddresses,
        const ClusterChoice& current);
    /// `elsewhere`: what is chosen is for a window of its own.
    void openUnder(QWidget* button, bool elsewhere);

signals:
    void chosen(const spillway::ui::ClusterChoice& choice, bool elsewhere);
    void connectionsRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void choose(int row, bool elsewhere);
    void move(int step);

    const Theme& m_theme;
    FilterField* m_filter = nullptr;
    QListView* m_list = nullptr;
    ProfileListModel* m_model = nullptr;
    QLabel* m_hint = nullptr;
    ClusterChoice m_current;
    bool m_elsewhere = false;
};

} // namespace spillway::ui
