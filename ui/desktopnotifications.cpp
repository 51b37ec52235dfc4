// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/desktopnotifications.h"

#include "ui/theme/sessionbus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QLoggingCategory>

#include <utility>

namespace spillway::ui {

namespace {

Q_LOGGING_CATEGORY(log, "ui.notifications")

const auto service = QStringLiteral("org.freedesktop.Notifications");
const auto path = QStringLiteral("/org/freedesktop/Notifications");
constexpr int patienceMs = 5000; ///< a server that has to be started first takes a moment
constexpr std::size_t mostEarly = 4;
constexpr qsizetype mostShown = 64;

QDBusMessage call(const QString& method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}

} // namespace

namespace desktopnotification {

QString body(const QString& text, const QStringList& capabilities)
{
    return capabilities.contains(QLatin1String("body-markup")) ? text.toHtmlEscaped() : text;
}

QVariantList arguments(const Notification& notification, const QStringList& capabilities)
{
    QStringList actions;
    if (capabilities.contains(QLatin1String("actions")))
        actions << QStringLiteral("default") << QStringLiteral("Open Spillway");
    return { QStringLiteral("Spillway"), 0U, QStringLiteral("io.github.spillway.spillway"), notification.title,
        body(notification.text, capabilities), actions,
        QVariantMap{ { QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(notification.urgency)) },
            { QStringLiteral("desktop-entry"), QStringLiteral("io.github.spillway.spillway") } },
        -1 }; // as long as the desktop likes
}

} // namespace desktopnotification

DesktopNotifications::DesktopNotifications(QObject* parent)
    : NotificationTransport(parent)
{
}

void DesktopNotifications::show(const Notification& notification)
{
    switch (m_server) {
    case Server::NotAsked:
        m_early.push_back(notification);
        ask();
        break;
    case Server::Asked:
        if (m_early.size() < mostEarly)
            m_early.push_back(notification);
        break;
    case Server::Known:
        send(notification);
        break;
    case Server::Absent:
        break;
    }
}

void DesktopNotifications::ask()
{
    const QString noBus = QStringLiteral("there is no D-Bus session");
    if (!hasSessionBus())
        return giveUp(noBus);
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return giveUp(noBus);
    m_server = Server::Asked;
    bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this, SLOT(actionInvoked(uint, QString)));
    bus.connect(
        service, path, service, QStringLiteral("NotificationClosed"), this, SLOT(notificationClosed(uint, uint)));
    auto* answer
        = new QDBusPendingCallWatcher(bus.asyncCall(call(QStringLiteral("GetCapabilities")), patienceMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* watcher) {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isError()) {
            giveUp(reply.error().message());
            return;
        }
        m_capabilities = reply.value();
        m_server = Server::Known;
        for (const Notification& notification : std::exchange(m_early, {}))
            send(notification);
    });
}

void DesktopNotifications::send(const Notification& notification)
{
    QDBusMessage message = call(QStringLiteral("Notify"));
    message.setArguments(desktopnotification::arguments(notification, m_capabilities));
    auto* answer = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, patienceMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* watcher) {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isError())
            giveUp(reply.error().message());
        else if (m_shown.size() < mostShown)
            m_shown.insert(reply.value());
    });
}

void DesktopNotifications::giveUp(const QString& why)
{
    m_early.clear();
    if (m_server == Server::Absent)
        return;
    m_server = Server::Absent;
    qCInfo(log, "no desktop notifications: %s", qPrintable(why));
}

void DesktopNotifications::actionInvoked(uint id, const QString& action)
{
    if (m_shown.contains(id) && action == QLatin1String("default"))
        emit activated();
}

void DesktopNotifications::notificationClosed(uint id, uint)
{
    m_shown.remove(id);
}

} // namespace spillway::ui
