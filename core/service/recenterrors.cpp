// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/recenterrors.h"

namespace spillway {

void RecentErrors::add(const QString& component, const QString& message)
{
    if (message.isEmpty())
        return;
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const std::lock_guard lock(m_mutex);
    if (!m_errors.empty() && m_errors.front().component == component && m_errors.front().message == message) {
        m_errors.front().at = now;
        ++m_errors.front().count;
        return;
    }
    m_errors.push_front({ now, component, message.left(2000), 1 });
    if (m_errors.size() > Most)
        m_errors.pop_back();
}

std::vector<RecentError> RecentErrors::all() const
{
    const std::lock_guard lock(m_mutex);
    return { m_errors.begin(), m_errors.end() };
}

QString RecentErrors::last() const
{
    const std::lock_guard lock(m_mutex);
    return m_errors.empty() ? QString() : m_errors.front().component + QStringLiteral(": ") + m_errors.front().message;
}

} // namespace spillway
