// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QWidget>

class QLabel;

namespace spillway::ui {

class Theme;

/// The 24 px row at the foot: address · brokers on the left; what Spillway costs the cluster · memory · time zone on
/// the right. A part without text takes no room.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(const Theme& theme, QWidget* parent = nullptr);

    void setAddress(const QString& text); ///< "kafka-1:9093 · SASL_SSL as spillway-ro"
    void setBrokers(const QString& text, Status status = Status::None); ///< "3 of 3 brokers"
    void setJob(const QString& text);
    void setCost(const QString& text); ///< "14 requests/s · 38 KiB/s"
    void setMemory(const QString& text); ///< "Memory 142 MiB"
    void setTimeZone(const QString& text); ///< "Local time, UTC+1"

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setPart(QLabel* label, const QString& text);
    void colorBrokers();

    const Theme& m_theme;
    Status m_brokersStatus = Status::None;
    QLabel* m_address = nullptr;
    QLabel* m_brokers = nullptr;
    QLabel* m_job = nullptr;
    QLabel* m_cost = nullptr;
    QLabel* m_memory = nullptr;
    QLabel* m_zone = nullptr;
};

} // namespace spillway::ui
