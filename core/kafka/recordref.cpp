// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/handles.h"
#include "core/kafka/recordreader.h"

namespace spillway::kafka {

void RecordRef::headers(std::vector<HeaderView>& out) const
{
    rd_kafka_headers_t* list = nullptr;
    if (rd_kafka_message_headers(message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return;
    const size_t count = rd_kafka_header_cnt(list);
    out.reserve(out.size() + count);
    for (size_t i = 0; i < count; ++i) {
        const char* name = nullptr;
        const void* data = nullptr;
        size_t size = 0;
        if (rd_kafka_header_get_all(list, i, &name, &data, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
            break;
        out.push_back({ name, { static_cast<const char*>(data), size } });
    }
}

Record RecordRef::toRecord(const QString& topicName) const
{
    const auto bytes = [](BytesView view) {
        return view.isNull() ? std::nullopt : std::optional(QByteArray(view.data, static_cast<qsizetype>(view.size)));
    };
    Record record{ topicName, partition, offset, timestampMs, timestampType, bytes(key), bytes(value), {} };
    std::vector<HeaderView> views;
    headers(views);
    record.headers.reserve(views.size());
    for (const HeaderView& header : views)
        record.headers.push_back(
            { QByteArray(header.name.data(), static_cast<qsizetype>(header.name.size())), bytes(header.value) });
    return record;
}

} // namespace spillway::kafka
