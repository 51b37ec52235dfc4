// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakehttpserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace spillway {

namespace {

QByteArray headerOf(const QByteArray& head, const QByteArray& name)
{
    const QByteArray start = name + ':';
    for (const QByteArray& line : head.split('\n')) {
        if (line.toLower().startsWith(start))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

/// A whole request, or none yet.
std::optional<FakeHttpServer::Request> requestIn(const QByteArray& bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    const QByteArray head = bytes.left(end);
    const QByteArray body = bytes.mid(end + 4);
    if (body.size() < headerOf(head, "content-length").toLongLong())
        return std::nullopt;
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    return FakeHttpServer::Request{ words.value(0), words.value(1), headerOf(head, "authorization"), body };
}

void send(QTcpSocket* socket, const FakeHttpServer::Answer& answer)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " Fake\r\nConnection: close\r\n";
    if (!answer.type.isEmpty())
        head += "Content-Type: " + answer.type + "\r\n";
    if (!answer.location.isEmpty())
        head += "Location: " + answer.location + "\r\n";
    head += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n";
    socket->write(head);
    if (!answer.drips) {
        socket->write(answer.body);
        socket->disconnectFromHost();
        return;
    }
    auto* timer = new QTimer(socket);
    QObject::connect(timer, &QTimer::timeout, socket, [socket, body = answer.body, at = qsizetype(0)]() mutable {
        if (at < body.size())
            socket->write(body.mid(at++, 1));
    });
    timer->start(20);
}

} // namespace

FakeHttpServer::FakeHttpServer(Handler handler)
    : m_handler(std::move(handler))
    , m_server(new QTcpServer)
{
    m_server->moveToThread(&m_thread);
    m_thread.start();
    QObject::connect(m_server, &QTcpServer::newConnection, m_server, [this] {
        while (QTcpSocket* socket = m_server->nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            auto bytes = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, bytes] {
                *bytes += socket->readAll();
                const auto request = requestIn(*bytes);
                if (!request)
                    return;
                bytes->clear();
                {
                    const std::lock_guard lock(m_mutex);
                    m_requests.push_back(*request);
                }
                const Answer answer = m_handler(*request);
                if (!answer.never)
                    QTimer::singleShot(answer.afterMs, socket, [socket, answer] { send(socket, answer); });
            });
        }
    });
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            m_server->listen(QHostAddress::LocalHost);
            m_port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

FakeHttpServer::~FakeHttpServer()
{
    QMetaObject::invokeMethod(
        m_server, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

std::vector<FakeHttpServer::Request> FakeHttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

} // namespace spillway
