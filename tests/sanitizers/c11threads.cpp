// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

// librdkafka uses the C11 threads of glibc, which ThreadSanitizer of g++ 12 does not intercept: its threads crash in
// the first malloc, and what its locks order looks like a race. Under the preset tsan this library puts the POSIX calls
// in their place, which are intercepted; glibc's own types are the same ones by another name.
// std::timed_mutex locks by pthread_mutex_clocklock(), which that ThreadSanitizer does not know either: to it, the
// unlock that follows is one of a mutex that nobody holds.

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <memory>
#include <pthread.h>
#include <threads.h>

namespace {

struct Start {
    thrd_start_t body;
    void* argument;
};

void* run(void* given)
{
    const std::unique_ptr<Start> start(static_cast<Start*>(given));
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(start->body(start->argument))); // NOLINT
}

int meaning(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ENOMEM:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

pthread_mutex_t* posix(mtx_t* mutex)
{
    return reinterpret_cast<pthread_mutex_t*>(mutex); // NOLINT
}
pthread_cond_t* posix(cnd_t* condition)
{
    return reinterpret_cast<pthread_cond_t*>(condition); // NOLINT
}

} // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t body, void* argument)
{
    auto start = std::make_unique<Start>(Start{ body, argument });
    const int error = pthread_create(thread, nullptr, run, start.get());
    if (error == 0)
        static_cast<void>(start.release());
    return meaning(error);
}

int thrd_join(thrd_t thread, int* result)
{
    void* answer = nullptr;
    const int error = pthread_join(thread, &answer);
    if (result)
        *result = static_cast<int>(reinterpret_cast<std::intptr_t>(answer)); // NOLINT
    return meaning(error);
}

int mtx_init(mtx_t* mutex, int type)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(
        &attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    const int error = pthread_mutex_init(posix(mutex), &attributes);
    pthread_mutexattr_destroy(&attributes);
    return meaning(error);
}

void mtx_destroy(mtx_t* mutex)
{
    pthread_mutex_destroy(posix(mutex));
}

int mtx_lock(mtx_t* mutex)
{
    return meaning(pthread_mutex_lock(posix(mutex)));
}

int mtx_trylock(mtx_t* mutex)
{
    return meaning(pthread_mutex_trylock(posix(mutex)));
}

int mtx_unlock(mtx_t* mutex)
{
    return meaning(pthread_mutex_unlock(posix(mutex)));
}

int cnd_init(cnd_t* condition)
{
    return meaning(pthread_cond_init(posix(condition), nullptr));
}

void cnd_destroy(cnd_t* condition)
{
    pthread_cond_destroy(posix(condition));
}

int cnd_signal(cnd_t* condition)
{
    return meaning(pthread_cond_signal(posix(condition)));
}

int cnd_broadcast(cnd_t* condition)
{
    return meaning(pthread_cond_broadcast(posix(condition)));
}

int cnd_wait(cnd_t* condition, mtx_t* mutex)
{
    return meaning(pthread_cond_wait(posix(condition), posix(mutex)));
}

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until)
{
    return meaning(pthread_cond_timedwait(posix(condition), posix(mutex), until));
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until)
{
    timespec now{};
    timespec real{};
    clock_gettime(clock, &now);
    clock_gettime(CLOCK_REALTIME, &real);
    constexpr long second = 1'000'000'000;
    real.tv_sec += until->tv_sec - now.tv_sec;
    real.tv_nsec += until->tv_nsec - now.tv_nsec;
    real.tv_sec += real.tv_nsec < 0 ? -1 : real.tv_nsec >= second ? 1 : 0;
    real.tv_nsec = (real.tv_nsec + second) % second;
    return pthread_mutex_timedlock(mutex, &real);
}

} // extern "C"
