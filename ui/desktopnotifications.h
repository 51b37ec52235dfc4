// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/notifier.h"

#include <QSet>
#include <QStringList>

namespace spillway::ui {

/// What of org.freedesktop.Notifications a call needs, apart from the bus. Source: Desktop Notifications Specification
/// 1.2, https://specifications.freedesktop.org/notification-spec/latest/
namespace desktopnotification {

/// The body as this server wants it: one that has "body-markup" reads <b>, <a> and <img> in it, so text is escaped; any
/// other shows it as it is. The summary is never markup.
QString body(const QString& text, const QStringList& capabilities);
/// The arguments of Notify, in order.
QVariantList arguments(const Notification& notification, const QStringList& capabilities);

} // namespace desktopnotification

/// Notifications of the desktop, over D-Bus. What the server can do is asked first, then everything goes without
/// waiting for an answer. Without a session bus or a server nothing is shown and one line goes to the log.
class DesktopNotifications : public NotificationTransport {
    Q_OBJECT

public:
    explicit DesktopNotifications(QObject* parent = nullptr);

    void show(const Notification& notification) override;

private slots:
    void actionInvoked(uint id, const QString& action);
    void notificationClosed(uint id, uint reason);

private:
    enum class Server { NotAsked, Asked, Known, Absent };
    void ask();
    void send(const Notification& notification);
    void giveUp(const QString& why);

    Server m_server = Server::NotAsked;
    QStringList m_capabilities;
    std::vector<Notification> m_early; ///< until the server has answered, a few at most
    QSet<uint> m_shown; ///< ids of ours that are still there
};

} // namespace spillway::ui
