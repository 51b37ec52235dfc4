// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

#include <vector>

namespace spillway::ui {

class Theme;

/// What About shows; all texts are plain and hold no secret.
struct AboutFacts {
    QString version;
    QString licence;
    std::vector<std::pair<QString, QString>> libraries; ///< name, version
    QString diagnostics; ///< what "Copy diagnostics" puts into the clipboard, beside version and libraries
};

/// "Spillway 0.1.0", a line per library, then the diagnostics.
QString aboutText(const AboutFacts& facts);

/// Version, licence and libraries. Deletes itself when closed.
class AboutDialog : public QDialog {
    Q_OBJECT

public:
    AboutDialog(const Theme& theme, const AboutFacts& facts, QWidget* parent);
};

} // namespace spillway::ui
