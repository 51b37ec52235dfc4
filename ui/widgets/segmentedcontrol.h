// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <vector>

class QButtonGroup;
class QPushButton;

namespace spillway::ui {

class Theme;

/// A few choices of which one holds: "15 min | 1 h | 6 h", "All 24 | In trouble 4". Arrow keys move the choice.
class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    explicit SegmentedControl(const Theme& theme, const QStringList& segments, QWidget* parent = nullptr);

    int currentIndex() const;
    void setCurrentIndex(int index);
    void setSegmentText(int index, const QString& text);
    /// 24 px for title rows.
    void setCompact();

signals:
    /// By the user or by setCurrentIndex, only when it is another one.
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const Theme& m_theme;
    QButtonGroup* m_group = nullptr;
    std::vector<QPushButton*> m_buttons;
};

} // namespace spillway::ui
