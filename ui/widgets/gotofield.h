// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/gotoitem.h"

#include <QLineEdit>

#include <vector>

class QFrame;
class QLabel;
class QListView;

namespace spillway::ui {

class GoToModel;
class Theme;

/// The field in the middle of the header: type a part of a name, Enter opens it. The list hangs under the field as a
/// child of the window, not as a popup, so that the keyboard stays in the field on every platform.
class GoToField : public QLineEdit {
    Q_OBJECT

public:
    GoToField(const Theme& theme, QWidget* parent);

    /// Items of one group replace what the group had; pages come before what the cluster holds.
    void setItems(const QString& group, std::vector<GoToItem> items);
    bool isOpen() const;

signals:
    void chosen(const QString& page, const QString& id);
    void commandChosen(const QString& name);
    /// Before the list is shown: what depends on the moment can be brought up to date.
    void aboutToOpen();

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeFoot();
    void open();
    void close();
    void place();
    void choose(int row);
    void move(int step);

    const Theme& m_theme;
    GoToModel* m_model = nullptr;
    QFrame* m_drop = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_nothing = nullptr;
    QWidget* m_foot = nullptr;
    QLabel* m_count = nullptr;
};

} // namespace spillway::ui
