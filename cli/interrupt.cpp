// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/interrupt.h"

#include <QtGlobal>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr int EndedBySignal = 130; // 128 + SIGINT, as shells say it

} // namespace

Interrupt::Interrupt()
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    m_signals = ::signalfd(-1, &wanted, SFD_CLOEXEC);
    m_quit = ::eventfd(0, EFD_CLOEXEC);
    if (m_signals < 0 || m_quit < 0)
        qFatal("cannot wait for signals");
    m_thread = std::thread([this] { watch(); });
}

Interrupt::~Interrupt()
{
    const uint64_t one = 1;
    if (::write(m_quit, &one, sizeof one) == ssize_t(sizeof one))
        m_thread.join();
    ::close(m_signals);
    ::close(m_quit);
}

void Interrupt::watch()
{
    std::array<pollfd, 2> wanted{ { { m_signals, POLLIN, 0 }, { m_quit, POLLIN, 0 } } };
    while (true) {
        const int ready = ::poll(wanted.data(), wanted.size(), m_source.stop_requested() ? m_patienceMs.load() : -1);
        if (ready < 0)
            continue;
        if (wanted[1].revents != 0)
            return;
        if (m_source.stop_requested())
            std::_Exit(EndedBySignal);
        signalfd_siginfo info{};
        if (::read(m_signals, &info, sizeof info) == ssize_t(sizeof info))
            m_source.request_stop();
    }
}

} // namespace spillway::cli
