// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QAbstractButton>

namespace spillway::ui {

class Theme;

/// A topic that is followed: a square in its colour and its name, elided at the left where room is scarce. Trouble adds
/// a status shape and goes to the tooltip.
class TopicChip : public QAbstractButton {
    Q_OBJECT

public:
    TopicChip(const Theme& theme, const QString& topic, int series, QWidget* parent = nullptr);

    QString topic() const { return m_topic; }
    /// None: all is well. `words` say what is wrong.
    void setTrouble(Status status, const QString& words);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_topic;
    QString m_shown; ///< safe to paint
    int m_series = 0;
    Status m_status = Status::None;
};

} // namespace spillway::ui
