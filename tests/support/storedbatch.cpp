// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/storedbatch.h"

#include <QDataStream>
#include <QTcpSocket>

namespace spillway::test {

namespace {

constexpr int AnswerMs = 5000;

void writeText(QDataStream& out, const QByteArray& text)
{
    out << qint16(text.size());
    out.writeRawData(text.constData(), int(text.size()));
}

QByteArray fetchRequest(const TopicPartition& partition, Offset offset)
{
    QByteArray body;
    QDataStream out(&body, QIODevice::WriteOnly);
    out << qint16(1) << qint16(4) << qint32(7); // Fetch, version 4, correlation id
    writeText(out, "tests");
    out << qint32(-1) << qint32(500) << qint32(1) << qint32(1 << 20) << qint8(0); // replica, wait, least, most, level
    out << qint32(1);
    writeText(out, partition.topic.toUtf8());
    out << qint32(1) << qint32(partition.partition.value) << qint64(offset.value) << qint32(1 << 20);
    QByteArray framed;
    QDataStream frame(&framed, QIODevice::WriteOnly);
    frame << qint32(body.size());
    return framed + body;
}

/// What comes after the frame's length; empty: it did not come.
QByteArray answerOf(QTcpSocket& socket)
{
    QByteArray all;
    const auto whole = [&] {
        qint32 size = 0;
        QDataStream(all) >> size;
        return all.size() >= 4 && all.size() >= 4 + size;
    };
    while (!whole()) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(AnswerMs))
            return {};
        all += socket.readAll();
    }
    return all.mid(4);
}

} // namespace

std::optional<StoredBatch> storedBatch(
    const ConnectionSettings& settings, const TopicPartition& partition, Offset offset)
{
    const QString address = settings.bootstrapServers.section(u',', 0, 0);
    QTcpSocket socket;
    socket.connectToHost(address.section(u':', 0, -2), address.section(u':', -1).toUShort());
    if (!socket.waitForConnected(AnswerMs)) {
        qWarning("no connection to %s", qPrintable(address));
        return {};
    }
    socket.write(fetchRequest(partition, offset));
    const QByteArray answer = answerOf(socket);
    QDataStream in(answer);
    const auto skip = [&](int bytes) { in.skipRawData(bytes); };
    skip(4 + 4 + 4); // correlation id, throttling, one topic
    qint16 nameSize = 0;
    in >> nameSize;
    skip(nameSize + 4 + 4); // one partition, its number
    qint16 error = 0;
    in >> error;
    skip(8 + 8); // high watermark, last stable offset
    qint32 aborted = 0;
    in >> aborted;
    skip(std::max(0, aborted) * 16);
    qint32 size = 0;
    in >> size;
    // the batch: base offset, length, leader epoch, magic, checksum, attributes
    qint64 base = -1;
    qint32 length = 0;
    qint32 epoch = 0;
    qint8 magic = 0;
    quint32 checksum = 0;
    qint16 attributes = 0;
    qint32 lastDelta = 0;
    in >> base >> length >> epoch >> magic >> checksum >> attributes >> lastDelta;
    if (in.status() != QDataStream::Ok || error != 0 || size <= 0 || magic != 2 || base > offset.value
        || base + lastDelta < offset.value) {
        qWarning("no batch at %s:%d:%lld: error %d, %d bytes", qPrintable(partition.topic), partition.partition.value,
            static_cast<long long>(offset.value), error, size);
        return {};
    }
    constexpr const char* names[] = { "none", "gzip", "snappy", "lz4", "zstd" };
    const int codec = attributes & 7;
    return StoredBatch{ Offset{ base },
        codec < int(std::size(names)) ? QString::fromLatin1(names[codec]) : QString::number(codec) };
}

} // namespace spillway::test
