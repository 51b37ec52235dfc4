// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <vector>

namespace spillway::test {

struct CurlAnswer {
    int status = 0; ///< 0: none came
    QJsonObject headers; ///< names in lower case, each with its values
    QByteArray body;

    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    QString detail() const { return json()[u"detail"].toString(); }
    QString header(const QString& name) const { return headers[name].toArray()[0].toString(); }
};

/// A call of the curl binary: a client that knows nothing of us.
class Curl {
public:
    /// As words on curl's command line; several addresses are several requests, one after the other.
    explicit Curl(const QStringList& words)
    {
        m_process.start(QStringLiteral("/usr/bin/curl"),
            QStringList{ QStringLiteral("-q"), QStringLiteral("-sS"), QStringLiteral("--noproxy"), QStringLiteral("*"),
                QStringLiteral("--max-time"), QStringLiteral("40"), QStringLiteral("-w"),
                QStringLiteral("\x1e%{http_code}\x1e%{header_json}\x1d") }
                + words);
    }
    /// All answers, in order; waits for curl to end.
    std::vector<CurlAnswer> answers()
    {
        m_process.waitForFinished(60'000);
        std::vector<CurlAnswer> list;
        for (const QByteArray& one : m_process.readAllStandardOutput().split('\x1d')) {
            const auto parts = one.split('\x1e');
            if (parts.size() == 3)
                list.push_back({ parts[1].toInt(), QJsonDocument::fromJson(parts[2]).object(), parts[0] });
        }
        return list;
    }
    CurlAnswer answer()
    {
        const auto list = answers();
        return list.empty() ? CurlAnswer{} : list.front();
    }
    QByteArray complaint() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};

} // namespace spillway::test
