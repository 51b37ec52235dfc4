// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>

namespace spillway::test {

struct RawAnswer {
    int status = 0; ///< 0: none came
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;

    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    QString detail() const { return json()[u"detail"].toString(); }
};

/// Says to a server exactly what a test wants to say, and reads what it answers.
class RawHttp {
public:
    explicit RawHttp(quint16 port)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        (void)m_socket.waitForConnected(5000);
    }
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void send(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(5000)) { }
    }
    /// A whole answer, at most so long.
    RawAnswer read(int milliseconds = 5000, bool hasBody = true)
    {
        QElapsedTimer timer;
        timer.start();
        RawAnswer answer;
        while (!take(answer, hasBody)) {
            const int left = milliseconds - int(timer.elapsed());
            if (left <= 0 || !m_socket.waitForReadyRead(left)) {
                m_received += m_socket.readAll();
                (void)take(answer, hasBody);
                return answer;
            }
            m_received += m_socket.readAll();
        }
        return answer;
    }
    RawAnswer ask(const QByteArray& bytes)
    {
        send(bytes);
        return read();
    }
    /// True: the server closed it within that time.
    bool closes(int milliseconds = 5000)
    {
        QElapsedTimer timer;
        timer.start();
        while (m_socket.state() == QAbstractSocket::ConnectedState && timer.elapsed() < milliseconds) {
            if (m_socket.waitForReadyRead(50))
                m_received += m_socket.readAll();
        }
        return m_socket.state() != QAbstractSocket::ConnectedState;
    }

    static QByteArray get(const QByteArray& target, const QByteArray& headers = {})
    {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
    }
    static QByteArray post(const QByteArray& target, const QByteArray& body, const QByteArray& headers = {})
    {
        return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
    }

private:
    bool take(RawAnswer& answer, bool hasBody)
    {
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const auto lines = m_received.left(end).split('\n');
        RawAnswer found;
        found.status = lines.front().mid(9, 3).toInt();
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines[i].indexOf(':');
            found.headers[lines[i].left(colon).toLower()] = lines[i].mid(colon + 1).trimmed();
        }
        if (found.status == 100) {
            m_received.remove(0, end + 4);
            return take(answer, hasBody);
        }
        const qsizetype length = hasBody ? found.headers.value("content-length").toLongLong() : 0;
        if (m_received.size() < end + 4 + length)
            return false;
        found.body = m_received.mid(end + 4, length);
        m_received.remove(0, end + 4 + length);
        answer = found;
        return true;
    }
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace spillway::test
