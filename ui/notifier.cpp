// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/notifier.h"

#include "core/serde/text.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace spillway::ui {

namespace {

qint64 steadyMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// At most `most` units of what may be shown; never half of a surrogate pair.
QString shown(const QString& text, qsizetype most, TextUse use)
{
    QString safe = visibleText(QStringView(text).left(most), use);
    if (text.size() <= most && safe.size() <= most)
        return safe;
    safe.truncate(most - 1);
    if (safe.back().isHighSurrogate())
        safe.chop(1);
    return safe + QChar(u'…');
}

} // namespace

Notifier::Notifier(std::unique_ptr<NotificationTransport> transport, Surroundings surroundings, QObject* parent)
    : QObject(parent)
    , m_transport(std::move(transport))
    , m_surroundings(std::move(surroundings))
    , m_freeAtMs(std::numeric_limits<qint64>::min())
{
    if (!m_surroundings.nowMs)
        m_surroundings.nowMs = steadyMs;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Notifier::tellWaiting);
    connect(m_transport.get(), &NotificationTransport::activated, this, &Notifier::activated);
}

void Notifier::setEnabled(bool enabled)
{
    m_enabled = enabled;
    if (!enabled)
        forgetWaiting();
}

void Notifier::notify(const Notification& notification)
{
    emit noted(notification);
    if (!m_enabled || m_surroundings.windowInFront())
        return;
    const qint64 now = m_surroundings.nowMs();
    if (waiting() == 0 && now >= m_freeAtMs) {
        show(notification);
        return;
    }
    m_worst = std::max(m_worst, notification.urgency);
    if (m_waiting.size() < mostInWords)
        m_waiting.push_back(notification);
    else
        ++m_more;
    if (!m_timer.isActive())
        m_timer.start(std::chrono::milliseconds(std::max<qint64>(0, m_freeAtMs - now)));
}

void Notifier::tellWaiting()
{
    if (waiting() == 0)
        return;
    if (m_surroundings.windowInFront()) {
        forgetWaiting();
        return;
    }
    if (const qint64 left = m_freeAtMs - m_surroundings.nowMs(); left > 0) {
        m_timer.start(std::chrono::milliseconds(left));
        return;
    }
    Notification together = m_waiting.front();
    if (waiting() > 1) {
        together = { tr("%1 things happened").arg(waiting()), {}, m_worst };
        QStringList lines;
        for (const Notification& each : m_waiting)
            lines << shown(each.title, mostTitle, TextUse::OneLine);
        if (m_more > 0)
            lines << tr("and %1 more").arg(m_more);
        together.text = lines.join(QLatin1Char('\n'));
    }
    forgetWaiting();
    show(together);
}

void Notifier::show(const Notification& notification)
{
    m_freeAtMs = m_surroundings.nowMs() + restMs;
    m_transport->show({ shown(notification.title, mostTitle, TextUse::OneLine),
        shown(notification.text, mostText, TextUse::MultiLine), notification.urgency });
}

void Notifier::forgetWaiting()
{
    m_waiting.clear();
    m_more = 0;
    m_worst = Notification::Urgency::Low;
    m_timer.stop();
}

} // namespace spillway::ui
