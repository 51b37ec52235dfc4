// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/linesource.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace spillway::cli {

namespace {

constexpr size_t Piece = size_t{ 256 } << 10;

} // namespace

Result<QByteArray> contentOf(const QString& path, qint64 most)
{
    QFile file(path);
    const bool fromStandardInput = path == QLatin1String("-");
    const bool open = fromStandardInput ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return Failure(Error{
            ErrorCode::Failed, QStringLiteral("Cannot read %1: %2").arg(path, file.errorString()), {}, false, false });
    // One read of a pipe gives what has arrived so far: only an empty one is its end.
    QByteArray bytes;
    while (bytes.size() <= most) {
        const QByteArray chunk = file.read(std::min<qint64>(1 << 20, most + 1 - bytes.size()));
        if (chunk.isEmpty())
            break;
        bytes.append(chunk);
    }
    if (file.error() != QFile::NoError)
        return Failure(Error{
            ErrorCode::Failed, QStringLiteral("Cannot read %1: %2").arg(path, file.errorString()), {}, false, false });
    if (bytes.size() > most)
        return Failure(Error{ ErrorCode::MessageTooLarge,
            QStringLiteral("%1 has more than %2 bytes").arg(path).arg(most), {}, false, false });
    return bytes.isNull() ? QByteArray("") : bytes;
}

LineSource::LineSource(int descriptor, bool own)
    : m_descriptor(descriptor)
    , m_own(own)
{
}

LineSource::LineSource(LineSource&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_own(std::exchange(other.m_own, false))
    , m_ended(other.m_ended)
    , m_skipping(other.m_skipping)
    , m_buffer(std::move(other.m_buffer))
    , m_begin(other.m_begin)
    , m_searched(other.m_searched)
    , m_number(other.m_number)
    , m_problem(std::move(other.m_problem))
{
}

LineSource::~LineSource()
{
    if (m_own)
        ::close(m_descriptor);
}

Result<LineSource> LineSource::open(const QString& path)
{
    if (path == QLatin1String("-"))
        return LineSource(STDIN_FILENO, false);
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Failure(Error{ ErrorCode::Failed,
            QStringLiteral("Cannot read %1: %2").arg(path, QString::fromLocal8Bit(std::strerror(errno))),
            QStringLiteral("- is standard input"), false, false });
    return LineSource(descriptor, true);
}

LineSource::Got LineSource::next(std::string_view& line, std::chrono::milliseconds wait)
{
    for (bool waited = false;;) {
        const size_t end = m_buffer.find('\n', m_searched);
        const size_t stop = end == std::string::npos && m_ended ? m_buffer.size() : end;
        if (stop != std::string::npos && (end != std::string::npos || stop > m_begin || m_skipping)) {
            line = std::string_view(m_buffer).substr(m_begin, stop - m_begin);
            if (!line.empty() && line.back() == '\r')
                line.remove_suffix(1);
            m_begin = m_searched = end == std::string::npos ? stop : stop + 1;
            ++m_number;
            return std::exchange(m_skipping, false) ? Got::TooLong : Got::Line;
        }
        if (m_ended)
            return Got::End;
        m_buffer.erase(0, m_begin); // what was given is looked at no more
        m_begin = 0;
        if (m_buffer.size() > LongestLine) {
            m_skipping = true;
            m_buffer.clear();
        }
        m_searched = m_buffer.size();
        pollfd wanted{ m_descriptor, POLLIN, 0 };
        const int ready = ::poll(&wanted, 1, waited ? 0 : int(wait.count()));
        if (ready <= 0) {
            if (ready < 0 && errno == EINTR)
                continue;
            return Got::Nothing;
        }
        waited = true;
        m_buffer.resize(m_searched + Piece);
        const ssize_t got = ::read(m_descriptor, m_buffer.data() + m_searched, Piece);
        m_buffer.resize(m_searched + size_t(std::max<ssize_t>(got, 0)));
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            m_problem = QString::fromLocal8Bit(std::strerror(errno));
            return Got::Error;
        }
        m_ended = got == 0;
    }
}

} // namespace spillway::cli
