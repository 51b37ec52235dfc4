// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

namespace spillway::ui {

/// A line of plain text that gives way where it is narrow and says so with "…"; the whole is in the tooltip then.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    /// `least`: how narrow it may become, in pixels.
    ElidedLabel(const QString& text, Qt::TextElideMode elide, int least, QWidget* parent);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    bool fits() const;

    Qt::TextElideMode m_elide;
    int m_least;
};

} // namespace spillway::ui
