// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPushButton>

namespace spillway::ui {

class Theme;

/// The header's button with the cluster's name: opens the list of clusters.
class ClusterButton : public QPushButton {
    Q_OBJECT

public:
    explicit ClusterButton(const Theme& theme, QWidget* parent = nullptr);

    void setCluster(const QString& name);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace spillway::ui
