// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QAbstractButton>
#include <QList>

namespace spillway::ui {

class Theme;

/// One figure of the overview, 88 px high: label and status, figure with unit, one line of reason, an optional
/// sparkline. A click (or Enter) opens the page that explains it.
class Tile : public QAbstractButton {
    Q_OBJECT

public:
    Tile(const Theme& theme, const QString& label, QWidget* parent = nullptr);

    /// "4,812" and "/s"; the unit may be empty.
    void setFigure(const QString& figure, const QString& unit = {});
    /// One line: "1.42 MiB/s · peak 5,104"; a second text goes to the tooltip.
    void setReason(const QString& reason, const QString& more = {});
    void setStatus(Status status, const QString& word = {});
    /// Oldest first, NaN is a gap; empty takes it away.
    void setSparkline(const QList<double>& values);
    /// Values stay, muted, with the dashed ring; the reason says as of when.
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void nameIt();

    const Theme& m_theme;
    QString m_figure;
    QString m_unit;
    QString m_reason;
    QString m_statusWord;
    QList<double> m_sparkline;
    Status m_status = Status::None;
    bool m_stale = false;
};

} // namespace spillway::ui
