// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace spillway::cli {

/// All of a file, or of standard input ("-"), of at most `most` bytes; empty is not null.
Result<QByteArray> contentOf(const QString& path, qint64 most);

/// Lines of a file or of standard input ("-"), without waiting longer than asked: a pipe may be silent for hours. A
/// line is at most 16 MiB long. One thread.
class LineSource {
public:
    static constexpr size_t LongestLine = size_t{ 16 } << 20;

    static Result<LineSource> open(const QString& path);
    ~LineSource();
    LineSource(LineSource&& other) noexcept;
    LineSource& operator=(LineSource&&) = delete;

    enum class Got { Line, TooLong, Nothing, End, Error };
    /// The next line, without its end, valid until the next call. TooLong: one was passed over.
    Got next(std::string_view& line, std::chrono::milliseconds wait);
    qint64 number() const { return m_number; } ///< of the line given last, from 1
    const QString& problem() const { return m_problem; } ///< of Got::Error

private:
    explicit LineSource(int descriptor, bool own);

    int m_descriptor = -1;
    bool m_own = false;
    bool m_ended = false;
    bool m_skipping = false; ///< within a line that is too long
    std::string m_buffer;
    size_t m_begin = 0; ///< of what was not given yet
    size_t m_searched = 0; ///< no line end before it
    qint64 m_number = 0;
    QString m_problem;
};

} // namespace spillway::cli
