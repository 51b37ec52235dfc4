// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/importpreview.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace spillway::ui {

class Banner;
class ImportModel;
class TableView;
class Theme;

/// What importing a file would make, line by line, before anything is stored.
class ImportPanel : public QWidget {
    Q_OBJECT

public:
    ImportPanel(const Theme& theme, QWidget* parent = nullptr);

    /// `name` is one that is free.
    void showPreview(ImportPreview preview, const QString& file, const QString& name);
    /// Forgets the preview and its secrets.
    void clear();

signals:
    /// The user wants it: read-only, under the name given.
    void accepted(const spillway::ImportPreview& preview);
    void rejected();

private:
    void check();

    ImportPreview m_preview;
    ImportModel* m_model = nullptr;
    TableView* m_table = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_counts = nullptr;
    Banner* m_banner = nullptr;
    QLineEdit* m_name = nullptr;
    QPushButton* m_import = nullptr;
};

} // namespace spillway::ui
