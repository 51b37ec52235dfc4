// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QWidget>

namespace spillway::ui {

class Theme;

/// Shape and word in the status colour, on one line; elides at the right.
class StatusLabel : public QWidget {
    Q_OBJECT

public:
    explicit StatusLabel(const Theme& theme, QWidget* parent = nullptr);

    /// Without a word the status' own. None shows the word alone.
    void setStatus(Status status, const QString& word = {});
    Status status() const { return m_status; }
    QString text() const { return m_text; }
    /// False paints the word in the text colour (titles). True by default.
    void setWordColored(bool colored);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Status m_status = Status::None;
    QString m_text;
    bool m_wordColored = true;
};

} // namespace spillway::ui
