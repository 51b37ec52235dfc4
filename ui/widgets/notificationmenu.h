// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/status.h"

#include <QFrame>

#include <deque>

class QLabel;

namespace spillway::ui {

class CellTableModel;
class Panel;
class Theme;

/// The list under the header's bell: what was told since the cluster was opened, the newest first, at most 100. Opening
/// it counts as reading. Esc closes.
class NotificationMenu : public QFrame {
    Q_OBJECT

public:
    static constexpr size_t Most = 100;

    explicit NotificationMenu(const Theme& theme, QWidget* parent = nullptr);

    /// Texts may be hostile; `atMs` in milliseconds since 1970 UTC.
    void add(Status status, const QString& title, const QString& text, qint64 atMs);
    void clear();
    void openUnder(QWidget* button);
    int unread() const { return m_unread; }
    CellTableModel* model() const { return m_model; }

signals:
    void unreadChanged(int unread);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Entry {
        quint64 id = 0;
        Status status = Status::Note;
        QString title;
        QString text;
        qint64 atMs = 0;
    };
    void list();
    void setUnread(int unread);

    const Theme& m_theme;
    ui::Panel* m_panel = nullptr; ///< QFrame has a Panel of its own
    CellTableModel* m_model = nullptr;
    std::deque<Entry> m_entries; ///< the newest first
    quint64 m_lastId = 0;
    quint64 m_left = 0; ///< because of the bound
    int m_unread = 0;
};

} // namespace spillway::ui
