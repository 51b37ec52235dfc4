// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/secret.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <utility>

namespace spillway {

namespace {

void leaveNoCore()
{
    // The limit for kernels that write a core beside the process, the flag for those that pipe it to a program; it also
    // keeps other processes of the same user out of this one's memory and environment. As KeePassXC does.
    const rlimit none{ 0, 0 };
    static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // LeakSanitizer traces its own process
    static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
#endif
}

} // namespace

Secret::Secret(QByteArray bytes)
    : m_bytes(std::move(bytes))
{
    if (m_bytes.isEmpty())
        return;
    static const bool once = [] {
        leaveNoCore();
        return true;
    }();
    static_cast<void>(once);
}

} // namespace spillway
