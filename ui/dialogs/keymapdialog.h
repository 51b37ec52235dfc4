// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

#include <QDialog>

namespace spillway::ui {

class Theme;

/// The keys in two columns, those of everywhere and those of the page. Closes with Esc or F1; deletes itself.
class KeyMapDialog : public QDialog {
    Q_OBJECT

public:
    struct Section {
        QString title;
        std::vector<PageKey> keys;
    };
    KeyMapDialog(const Theme& theme, const std::vector<Section>& sections, QWidget* parent);
};

} // namespace spillway::ui
