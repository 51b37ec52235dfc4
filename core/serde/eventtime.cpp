// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/eventtime.h"

namespace spillway {

namespace {

using namespace std::chrono;

constexpr size_t DateTimeChars = 19; // YYYY-MM-DDThh:mm:ss

/// Reads fixed-width decimal fields one after the other; once something is wrong it stays wrong.
class Fields {
public:
    explicit Fields(std::string_view text)
        : m_text(text)
    {
    }
    int number(size_t digits)
    {
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            const char c = next();
            if (c < '0' || c > '9')
                m_ok = false;
            value = value * 10 + (m_ok ? c - '0' : 0);
        }
        return value;
    }
    void expect(std::string_view oneOf)
    {
        if (oneOf.find(next()) == std::string_view::npos)
            m_ok = false;
    }
    /// Microseconds of ".918273"; 0 without a point.
    microseconds fraction()
    {
        if (peek() != '.')
            return microseconds(0);
        next();
        int digits = 0;
        int value = 0;
        while (peek() >= '0' && peek() <= '9') {
            const int digit = next() - '0';
            if (++digits <= 6)
                value = value * 10 + digit;
        }
        if (digits == 0 || digits > 9)
            m_ok = false;
        for (; digits < 6; ++digits)
            value *= 10;
        return microseconds(value);
    }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    char next() { return m_at < m_text.size() ? m_text[m_at++] : '\0'; }
    bool ended() const { return m_ok && m_at == m_text.size(); }

private:
    std::string_view m_text;
    size_t m_at = 0;
    bool m_ok = true;
};

} // namespace

bool writeTimeText(char* to, EventTime time)
{
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const int years = int(date.year());
    // an EventTime reaches beyond what std::chrono::year holds; those days are not ok()
    if (!date.ok() || years < 0 || years > 9999)
        return false;
    const hh_mm_ss<microseconds> clock(time - day);
    const auto digits = [&to](unsigned value, int count, char after) {
        for (int i = count; i > 0; --i, value /= 10)
            to[i - 1] = char('0' + value % 10);
        to[count] = after;
        to += count + 1;
    };
    digits(unsigned(years), 4, '-');
    digits(unsigned(date.month()), 2, '-');
    digits(unsigned(date.day()), 2, 'T');
    digits(unsigned(clock.hours().count()), 2, ':');
    digits(unsigned(clock.minutes().count()), 2, ':');
    digits(unsigned(clock.seconds().count()), 2, '.');
    digits(unsigned(clock.subseconds().count()), 6, 'Z');
    return true;
}

std::string timeText(EventTime time)
{
    std::string text(TimeTextChars, '\0');
    return writeTimeText(text.data(), time) ? text : std::string();
}

std::optional<EventTime> parseTime(std::string_view text)
{
    if (text.size() < DateTimeChars + 1)
        return std::nullopt;
    Fields fields(text);
    const int years = fields.number(4);
    fields.expect("-");
    const int months = fields.number(2);
    fields.expect("-");
    const int dayOfMonth = fields.number(2);
    fields.expect("Tt ");
    const int hour = fields.number(2);
    fields.expect(":");
    const int minute = fields.number(2);
    fields.expect(":");
    const int second = fields.number(2);
    const microseconds fraction = fields.fraction();
    minutes offset(0);
    const char zone = fields.next();
    if (zone == '+' || zone == '-') {
        const int offsetHours = fields.number(2);
        fields.expect(":");
        const int offsetMinutes = fields.number(2);
        if (offsetHours > 23 || offsetMinutes > 59)
            return std::nullopt;
        offset = minutes((offsetHours * 60 + offsetMinutes) * (zone == '-' ? -1 : 1));
    } else if (zone != 'Z' && zone != 'z') {
        return std::nullopt;
    }
    const year_month_day date{ year(years), month(unsigned(months)), day(unsigned(dayOfMonth)) };
    if (!fields.ended() || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + fraction - offset;
}

std::optional<EventTime> timeOfText(std::string_view text)
{
    if (text.size() != TimeTextChars || text[10] != 'T' || text[19] != '.' || text.back() != 'Z')
        return std::nullopt;
    // second 60 and an hour that rolls over are moments, but not written like that
    return text[17] != '6' ? parseTime(text) : std::nullopt;
}

} // namespace spillway
