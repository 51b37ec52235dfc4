// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/admin.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

/// Admin clients for calls that come from several threads. Private to core/deadletter.
namespace spillway::deadletter {

/// Keeps one idle client between calls; a call that finds none makes its own.
class AdminPool {
public:
    explicit AdminPool(ConnectionSettings settings)
        : m_settings(std::move(settings))
    {
    }
    void setDeadline(kafka::Milliseconds deadline) { m_deadline = deadline; }
    kafka::Milliseconds deadline() const { return m_deadline; }

private:
    friend class AdminLease;
    const ConnectionSettings m_settings;
    std::atomic<kafka::Milliseconds> m_deadline{ kafka::Milliseconds(10000) };
    std::mutex m_mutex;
    std::unique_ptr<kafka::Admin> m_idle;
};

/// One call's client: `stop` ends its questions with Cancelled.
class AdminLease {
public:
    static Result<std::unique_ptr<AdminLease>> take(AdminPool& pool, std::stop_token stop)
    {
        std::unique_ptr<kafka::Admin> admin;
        {
            const std::lock_guard lock(pool.m_mutex);
            admin = std::move(pool.m_idle);
        }
        if (!admin) {
            auto made = kafka::Admin::create(pool.m_settings);
            if (!made)
                return Failure(made.error());
            admin = std::move(*made);
        }
        admin->setDeadline(pool.deadline());
        return std::unique_ptr<AdminLease>(new AdminLease(pool, std::move(admin), std::move(stop)));
    }
    ~AdminLease()
    {
        m_cancelling.reset();
        // a cancelled client stays cancelled
        if (m_stop.stop_requested())
            return;
        const std::lock_guard lock(m_pool.m_mutex);
        m_pool.m_idle = std::move(m_admin);
    }
    AdminLease(const AdminLease&) = delete;
    AdminLease& operator=(const AdminLease&) = delete;
    kafka::Admin* operator->() const { return m_admin.get(); }

private:
    AdminLease(AdminPool& pool, std::unique_ptr<kafka::Admin> admin, std::stop_token stop)
        : m_pool(pool)
        , m_admin(std::move(admin))
        , m_stop(std::move(stop))
        , m_cancelling(std::make_unique<Callback>(m_stop, [raw = m_admin.get()] { raw->cancel(); }))
    {
    }
    using Callback = std::stop_callback<std::function<void()>>;
    AdminPool& m_pool;
    std::unique_ptr<kafka::Admin> m_admin;
    std::stop_token m_stop;
    std::unique_ptr<Callback> m_cancelling;
};

} // namespace spillway::deadletter
