// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicesource.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace spillway::ui {

class Theme;

/// What starting the service would do, said before it is done: topics, groups, records. Cancel is the default; on a
/// production cluster its name is typed. Shown by open(); `confirmed` comes at most once.
class ServiceStartDialog : public QDialog {
    Q_OBJECT

public:
    ServiceStartDialog(const Theme& theme, const ServiceFacts& facts, const QString& cluster, bool typeName,
        QWidget* parent = nullptr);

    QPushButton* startButton() const { return m_start; }
    QLineEdit* nameField() const { return m_name; } ///< nullptr: nothing is to be typed

signals:
    void confirmed();

private:
    QPushButton* m_start = nullptr;
    QLineEdit* m_name = nullptr;
};

} // namespace spillway::ui
