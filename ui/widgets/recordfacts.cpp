// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/recordfacts.h"

#include "core/serde/recordjson.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/factvalue.h"
#include "ui/widgets/plaintext.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>

namespace spillway::ui {

namespace {

spillway::BytesView viewOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? spillway::BytesView(bytes->constData(), size_t(bytes->size())) : spillway::BytesView();
}

FactValue::Content keyContent(const std::optional<QByteArray>& key)
{
    spillway::Preview preview = spillway::previewPayload(viewOf(key));
    switch (preview.kind) {
    case spillway::PayloadKind::Null:
        return { {}, RecordFacts::tr("null"), false, false };
    case spillway::PayloadKind::Empty:
        return { {}, RecordFacts::tr("empty"), false, false };
    default:
        return { preview.text, {}, true, false };
    }
}

QString sizeOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? format::bytes(double(bytes->size())) : RecordFacts::tr("null");
}

QString sizesText(const spillway::Record& record)
{
    qint64 headerBytes = 0;
    for (const spillway::Header& header : record.headers)
        headerBytes += header.name.size() + (header.value ? header.value->size() : 0);
    const QString headers = record.headers.empty() ? RecordFacts::tr("none") : format::bytes(double(headerBytes));
    return RecordFacts::tr("key %1, value %2, headers %3").arg(sizeOf(record.key), sizeOf(record.value), headers);
}

} // namespace

RecordFacts::RecordFacts(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 6, 12, 6);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    const QString names[FactCount] = { tr("Coordinates"), tr("Timestamp"), tr("Key"), tr("Sizes"), tr("Decoded as") };
    for (int row = 0; row < FactCount; ++row) {
        QLabel* label = plainLabel(names[row], this);
        label->setFont(theme.smallFont());
        label->setForegroundRole(QPalette::PlaceholderText);
        auto* value = new FactValue(theme, this);
        value->setAccessibleName(names[row]);
        grid->addWidget(label, row, 0);
        grid->addWidget(value, row, 1);
        m_values[size_t(row)] = value;
    }
}

void RecordFacts::show(const spillway::Record& record, const spillway::Detection& detection)
{
    const QString offset = format::count(qint64(record.offset.value));
    value(Coordinates)
        ->setContent({ tr("partition %1, offset %2").arg(record.partition.value).arg(offset), {}, false, false },
            QStringLiteral("%1 [%2] @%3")
                .arg(spillway::visibleText(QStringView(record.topic)))
                .arg(record.partition.value)
                .arg(record.offset.value));

    const QString local = localTimestamp(record.timestampMs);
    if (record.timestampType == spillway::TimestampType::NotAvailable || local.isEmpty()) {
        value(Timestamp)->setContent({ tr("not available"), {}, false, true });
    } else {
        value(Timestamp)->setContent(
            { QStringLiteral("%1, %2").arg(local, spillway::timestampTypeName(record.timestampType)), {}, false,
                false },
            QString::fromStdString(spillway::rfc3339(record.timestampMs)));
    }
    value(Key)->setContent(keyContent(record.key));
    value(Sizes)->setContent({ sizesText(record), {}, false, false });
    value(DecodedAs)->setContent({ detection.reason, {}, false, false });
}

QString localTimestamp(qint64 timestampMs)
{
    // Outside these years there is no form that people and other programs read alike.
    if (spillway::rfc3339(timestampMs).empty())
        return {};
    return QDateTime::fromMSecsSinceEpoch(timestampMs).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

} // namespace spillway::ui
