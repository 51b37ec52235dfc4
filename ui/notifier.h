// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace spillway::ui {

/// Plain text; names from Kafka may be in it as they are.
struct Notification {
    enum class Urgency { Low, Normal, Critical }; ///< as org.freedesktop.Notifications numbers them

    QString title; ///< what happened, one line: "Replay ended"
    QString text; ///< one or two sentences, may be empty
    Urgency urgency = Urgency::Normal;

    friend bool operator==(const Notification&, const Notification&) = default;
};

/// Shows it outside the window. Never waits, never fails aloud.
class NotificationTransport : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void show(const Notification& notification) = 0;

signals:
    /// A notification was clicked.
    void activated();
};

/// Tells what happened while nobody looks at the window: the end of something long, trouble that begins or ends.
///
/// Nothing while the window is in front or when switched off. One at once, then at most one every `restMs`: what comes
/// in between is told together, the first three in words and the rest as "n more"; it is dropped when the window comes
/// to the front, where it shows anyway. Control and bidirectional characters come out visible, long texts are cut.
class Notifier : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 restMs = 10'000;
    static constexpr int mostInWords = 3;
    static constexpr qsizetype mostTitle = 120; ///< UTF-16 units
    static constexpr qsizetype mostText = 400;

    struct Surroundings {
        std::function<bool()> windowInFront; ///< never null
        std::function<qint64()> nowMs; ///< monotonic; null: the real clock
    };
    Notifier(std::unique_ptr<NotificationTransport> transport, Surroundings surroundings, QObject* parent = nullptr);

    bool isEnabled() const { return m_enabled; }
    /// Also forgets what waits.
    void setEnabled(bool enabled);

    void notify(const Notification& notification);
    /// How many wait to be told together.
    int waiting() const { return int(m_waiting.size()) + m_more; }
    /// Tells what waits when its time has come; the notifier's own timer calls it.
    void tellWaiting();

signals:
    void activated();
    /// Whatever notify() was given, also when nothing is shown outside the window: for a list of what happened.
    void noted(const spillway::ui::Notification& notification);

private:
    void show(const Notification& notification);
    void forgetWaiting();

    std::unique_ptr<NotificationTransport> m_transport;
    Surroundings m_surroundings;
    std::vector<Notification> m_waiting; ///< at most mostInWords
    Notification::Urgency m_worst = Notification::Urgency::Low; ///< of all that wait
    int m_more = 0; ///< waiting beyond those
    qint64 m_freeAtMs = 0;
    bool m_enabled = true;
    QTimer m_timer;
};

} // namespace spillway::ui
