// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;

namespace spillway::ui {

class StatusLabel;
class Theme;

/// The row under a feed: how full its buffer is, what is kept, what had to leave, how fast records come.
class BufferBar : public QWidget {
    Q_OBJECT

public:
    struct Figures {
        double bytes = 0;
        double maxBytes = 0;
        qint64 rows = 0;
        qint64 maxRows = 0;
        qint64 dropped = 0;
        double recordsPerSecond = 0;
        double bytesPerSecond = 0;
        std::optional<qint64> delayMs;
        bool paused = false;
    };

    explicit BufferBar(const Theme& theme, QWidget* parent = nullptr);

    void setFigures(const Figures& figures);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLabel* m_bytes = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_rows = nullptr;
    StatusLabel* m_dropped = nullptr;
    QLabel* m_rate = nullptr;
};

} // namespace spillway::ui
