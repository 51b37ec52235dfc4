// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicedesk.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QSpinBox;

namespace spillway::ui {

class StatusLabel;
class Theme;

/// Whether the service that runs here answers HTTP on this machine, at which port, and what came of it. Off until
/// somebody switches it on.
class RestSwitch : public QWidget {
    Q_OBJECT

public:
    RestSwitch(ServiceDesk& desk, const Theme& theme, QWidget* parent = nullptr);

    QCheckBox* box() const { return m_box; }
    QSpinBox* port() const { return m_port; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void showState();

    ServiceDesk& m_desk;
    QCheckBox* m_box;
    QSpinBox* m_port;
    QLabel* m_url; ///< where it answers, to be copied
    StatusLabel* m_state;
};

} // namespace spillway::ui
