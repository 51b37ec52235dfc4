// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace spillway::ui {

class Theme;

/// Asks why letters are discarded. The mark is a note in the local journal; the cluster stays as it is.
class DiscardDialog : public QDialog {
    Q_OBJECT

public:
    DiscardDialog(const Theme& theme, qint64 count, const QString& topic, QWidget* parent = nullptr);

    QLineEdit* reasonField() const { return m_reason; }
    QPushButton* discardButton() const { return m_discard; }

signals:
    void confirmed(const QString& reason);

private:
    QLineEdit* m_reason = nullptr;
    QPushButton* m_discard = nullptr;
};

} // namespace spillway::ui
