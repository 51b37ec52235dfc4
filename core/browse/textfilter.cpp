// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/textfilter.h"

#include "core/browse/headerblock.h"

#include <QStringList>

#include <algorithm>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace spillway {

namespace {

std::string utf8Of(char32_t codePoint)
{
    return QString::fromUcs4(&codePoint, 1).toUtf8().toStdString();
}

std::vector<std::string> spellings(char32_t codePoint)
{
    std::vector<std::string> all{ utf8Of(codePoint) };
    for (const char32_t other : { QChar::toLower(codePoint), QChar::toUpper(codePoint), QChar::toTitleCase(codePoint),
             QChar::toCaseFolded(codePoint) }) {
        if (std::string text = utf8Of(other); std::find(all.begin(), all.end(), text) == all.end())
            all.push_back(std::move(text));
    }
    return all;
}

bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

TextNeedle::TextNeedle(const QString& text)
{
    const QByteArray utf8 = text.toUtf8();
    if (std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        for (const char c : utf8) {
            m_mask.push_back(isAsciiLetter(c) ? '\x20' : '\0');
            m_value.push_back(static_cast<char>(c | m_mask.back()));
        }
        m_minimum = m_value.size();
        return;
    }
    for (const uint codePoint : text.toUcs4()) {
        m_units.push_back(spellings(codePoint));
        const auto shortest = std::min_element(m_units.back().begin(), m_units.back().end(),
            [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
        m_minimum += shortest->size();
    }
    for (const std::string& spelling : m_units.front())
        m_first[static_cast<unsigned char>(spelling.front())] = true;
}

bool TextNeedle::isIn(std::string_view bytes) const
{
    if (bytes.size() < m_minimum)
        return false;
    if (m_units.empty())
        return asciiIsIn(bytes);
    for (size_t at = 0; at + m_minimum <= bytes.size(); ++at) {
        if (m_first[static_cast<unsigned char>(bytes[at])] && matchesAt(bytes, at))
            return true;
    }
    return false;
}

bool TextNeedle::matchesAt(std::string_view bytes, size_t at) const
{
    for (const auto& unit : m_units) {
        const auto spelling = std::find_if(
            unit.begin(), unit.end(), [&](const std::string& text) { return bytes.substr(at, text.size()) == text; });
        if (spelling == unit.end())
            return false;
        at += spelling->size();
    }
    return true;
}

bool TextNeedle::asciiIsIn(std::string_view bytes) const
{
    const size_t size = m_value.size();
    if (size == 0)
        return true;
    const size_t positions = bytes.size() - size + 1;
    const auto equalAt = [&](const char* at) {
        for (size_t i = 0; i < size; ++i) {
            if (static_cast<char>(at[i] | m_mask[i]) != m_value[i])
                return false;
        }
        return true;
    };
    size_t at = 0;
#ifdef __SSE2__
    // First and last byte are compared for 16 positions at once; only where both fit the rest is looked at.
    const __m128i firstMask = _mm_set1_epi8(m_mask.front());
    const __m128i firstValue = _mm_set1_epi8(m_value.front());
    const __m128i lastMask = _mm_set1_epi8(m_mask.back());
    const __m128i lastValue = _mm_set1_epi8(m_value.back());
    const auto load = [](const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); };
    for (; at + 16 <= positions; at += 16) {
        const __m128i first = _mm_cmpeq_epi8(_mm_or_si128(load(bytes.data() + at), firstMask), firstValue);
        const __m128i last = _mm_cmpeq_epi8(_mm_or_si128(load(bytes.data() + at + size - 1), lastMask), lastValue);
        auto candidates = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(first, last)));
        while (candidates != 0) {
            if (equalAt(bytes.data() + at + static_cast<unsigned>(__builtin_ctz(candidates))))
                return true;
            candidates &= candidates - 1;
        }
    }
#endif
    for (; at < positions; ++at) {
        if (equalAt(bytes.data() + at))
            return true;
    }
    return false;
}

TextFilter::TextFilter(const QString& text)
    : m_text(text.simplified())
{
    for (const QString& word : m_text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        m_needles.emplace_back(word);
}

bool TextFilter::matches(const RecordView& record) const
{
    return std::all_of(m_needles.begin(), m_needles.end(), [&](const TextNeedle& needle) {
        if (needle.isIn(record.value.text()) || needle.isIn(record.key.text()))
            return true;
        HeaderBlockReader headers(record.headerBlock);
        while (const auto header = headers.next()) {
            if (needle.isIn(header->name) || needle.isIn(header->value.text()))
                return true;
        }
        return false;
    });
}

bool TextFilter::matches(BytesView key, BytesView value, std::span<const HeaderView> headers) const
{
    return std::all_of(m_needles.begin(), m_needles.end(), [&](const TextNeedle& needle) {
        return needle.isIn(value.text()) || needle.isIn(key.text())
            || std::any_of(headers.begin(), headers.end(),
                [&](const HeaderView& header) { return needle.isIn(header.name) || needle.isIn(header.value.text()); });
    });
}

std::vector<quint32> TextFilter::matches(const RecordChunk& chunk) const
{
    std::vector<quint32> rows;
    for (size_t row = 0; row < chunk.rows(); ++row) {
        if (matches(chunk.row(row)))
            rows.push_back(static_cast<quint32>(row));
    }
    return rows;
}

} // namespace spillway
