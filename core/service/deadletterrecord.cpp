// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/deadletterrecord.h"

#include <QDateTime>

namespace spillway {

namespace {

constexpr qsizetype LongestMessage = 8 * 1024;
constexpr qsizetype LongestStack = 64 * 1024;
constexpr qsizetype LongestName = 1024;

/// UTF-8 of at most `most` bytes, not cut inside a character.
QByteArray utf8(const QString& text, qsizetype most)
{
    QByteArray bytes = text.left(most).toUtf8();
    if (bytes.size() <= most)
        return bytes;
    qsizetype end = most;
    while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80)
        --end;
    bytes.truncate(end);
    return bytes;
}

} // namespace

Record deadLetterRecord(const ConsumedRecord& record, const DeadLetterReason& reason, const QString& topic)
{
    Record letter = record.ref.toRecord(topic);
    const auto add = [&](const char* name, const QByteArray& value) { letter.headers.push_back({ name, value }); };
    add("dlq.original-topic", record.topic.toUtf8());
    add("dlq.original-partition", QByteArray::number(record.ref.partition.value));
    add("dlq.original-offset", QByteArray::number(record.ref.offset.value));
    add("dlq.original-timestamp", QByteArray::number(record.ref.timestampMs));
    add("dlq.error-class", utf8(reason.failure.errorClass(), LongestName));
    add("dlq.error-message", utf8(reason.failure.message(), LongestMessage));
    if (!reason.failure.stack().isEmpty())
        add("dlq.error-stack", utf8(reason.failure.stack(), LongestStack));
    add("dlq.attempts", QByteArray::number(reason.attempts));
    add("dlq.consumer-group", utf8(reason.group, LongestName));
    add("dlq.consumer-id", utf8(reason.consumerId, LongestName));
    add("dlq.failed-at",
        QDateTime::fromMSecsSinceEpoch(reason.failedAtMs, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1());
    return letter;
}

} // namespace spillway
