// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDBusVariant>
#include <QObject>

class QDBusPendingCallWatcher;

namespace spillway::ui {

/// The desktop's wish for light or dark, from the settings portal (org.freedesktop.appearance): Qt 6.4 does not tell
/// it. Without a session bus or portal nothing is ever emitted.
class DesktopScheme : public QObject {
    Q_OBJECT

public:
    explicit DesktopScheme(QObject* parent = nullptr);

    /// Asks once and listens from then on; never waits.
    void start();

signals:
    void darkChanged(bool dark);

private slots:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    enum class Told { AtStart, Later };
    void take(QVariant value, Told told);
};

} // namespace spillway::ui
