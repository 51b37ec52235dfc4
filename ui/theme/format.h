// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>

/// Values as texts for people, in the user's locale (English where there is none). What is not known is a word, never a
/// false number. Clocks are given by the caller; times are milliseconds since 1970 UTC.
namespace spillway::ui::format {

/// "4,812".
QString count(qint64 number);
/// nullopt gives unknown().
QString count(std::optional<qint64> number);
/// Per second, without the unit: "4,812", one decimal under 100, "0", "< 0.1" for what is not quite nothing.
QString rate(double perSecond);
/// nullopt gives notApplicable(): there is no rate before the second look.
QString rate(std::optional<double> perSecond);
/// "612 B", "1.1 KiB", "41.6 MiB".
QString bytes(double number);
/// "38 KiB/s": as bytes(), without the digit from 10 on.
QString byteRate(double perSecond);
/// A part of the whole, 0…1: "0.2 %", "31 %", "< 0.1 %".
QString percent(double part);

/// "0 s", "0.6 s", "43 s", "3 min 40 s", "6 h 12 min", "3 d 4 h".
QString duration(qint64 milliseconds);
/// "0.6 s ago".
QString age(qint64 milliseconds);
/// "Updated 0.6 s ago" and "Stale, 4 min 35 s old".
QString freshness(qint64 ageMilliseconds, bool stale);

/// Times in UTC instead of local time, for the whole program from now on (as QLocale::setDefault; local at first).
void setUtc(bool utc);
bool isUtc();

/// Local "11:02:46.918", with the date in front when it is not the day of `now`.
QString timestamp(qint64 time, qint64 now);
/// The same without milliseconds: "11:02:46".
QString timeOfDay(qint64 time, qint64 now);
/// RFC 3339 in UTC for the tooltip: "2026-11-23T10:02:46.918Z".
QString utc(qint64 time);
/// "Local time, UTC+1", "Times in UTC".
QString timeZone(qint64 now);

QString notApplicable(); ///< "–"
QString notRead(); ///< "?"
QString unknown(); ///< "unknown"
QString noCommit(); ///< "no commit"

} // namespace spillway::ui::format
