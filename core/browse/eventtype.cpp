// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/eventtype.h"

#include "core/browse/headerblock.h"
#include "core/serde/jsonscanner.h"

#include <algorithm>
#include <array>

namespace spillway {

namespace {

using namespace std::string_view_literals;

constexpr size_t MaxLooked = 4096;
constexpr size_t MaxType = 200;
constexpr std::array HeaderNames{ "event-type"sv, "event_type"sv, "ce_type"sv, "__TypeId__"sv };
constexpr std::array FieldNames{ "\"event_type\""sv, "\"eventType\""sv, "\"type\""sv };

QByteArray bounded(std::string_view text)
{
    text = text.substr(0, MaxType);
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

QByteArray eventType(const RecordView& record)
{
    HeaderBlockReader headers(record.headerBlock);
    // A record may have ten thousand; the ones that say the type are never that far behind.
    for (int looked = 0; looked < 100; ++looked) {
        const auto header = headers.next();
        if (!header)
            break;
        if (std::find(HeaderNames.begin(), HeaderNames.end(), header->name) != HeaderNames.end()
            && header->value.size > 0)
            return bounded(header->value.text());
    }
    if (!opensJson(record.value.text()))
        return {};
    JsonScanner scanner(record.value.text().substr(0, MaxLooked));
    JsonToken token;
    bool wanted = false;
    while (scanner.next(token)) {
        if (wanted && token.kind == JsonTokenKind::String)
            return bounded(token.text.substr(1, token.text.size() - 2));
        wanted = scanner.depth() == 1
            && ((token.kind == JsonTokenKind::Key
                    && std::find(FieldNames.begin(), FieldNames.end(), token.text) != FieldNames.end())
                || (wanted && token.text == ":"sv));
    }
    return {};
}

} // namespace spillway
