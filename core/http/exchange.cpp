// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/http/exchange.h"

#include <microhttpd.h>
#include <utility>

namespace spillway {

void Exchange::answer(HttpAnswer answer)
{
    const std::lock_guard lock(m_mutex);
    if (m_answered)
        return;
    m_answered = true;
    m_answer = std::move(answer);
    if (m_suspended) {
        m_suspended = false;
        MHD_resume_connection(m_connection);
    }
}

bool Exchange::begin()
{
    const std::lock_guard lock(m_mutex);
    m_begun = m_begun || !m_answered;
    return !m_answered;
}

bool Exchange::hasBegun() const
{
    const std::lock_guard lock(m_mutex);
    return m_begun;
}

std::optional<HttpAnswer> Exchange::takeOrSuspend()
{
    const std::lock_guard lock(m_mutex);
    if (m_answered)
        return std::exchange(m_answer, std::nullopt);
    if (!m_suspended) {
        m_suspended = true;
        MHD_suspend_connection(m_connection);
    }
    return {};
}

} // namespace spillway
