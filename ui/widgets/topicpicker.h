// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/monitor/clustersnapshot.h"

#include <QFrame>

namespace spillway::ui {

class FilterField;
class TableView;
class Theme;
class TopicTableModel;

/// A list of the cluster's topics under a button: type to narrow it, Enter or a click takes one. Esc closes.
class TopicPicker : public QFrame {
    Q_OBJECT

public:
    explicit TopicPicker(const Theme& theme, QWidget* parent = nullptr);

    void setSnapshot(const spillway::SnapshotPtr& snapshot);
    void openUnder(QWidget* button);

signals:
    void topicChosen(const QString& topic);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void choose(int row);

    const Theme& m_theme;
    FilterField* m_filter = nullptr;
    TableView* m_table = nullptr;
    TopicTableModel* m_model = nullptr;
};

} // namespace spillway::ui
