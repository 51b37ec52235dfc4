// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/payloadtext.h"

#include <algorithm>
#include <utility>

namespace spillway::ui {

namespace {

// Moves spans to where their text went. A span that a break falls into is cut in two.
class SpanMover {
public:
    explicit SpanMover(std::vector<spillway::JsonSpan>& spans)
        : m_spans(spans)
    {
        m_moved.reserve(spans.size());
    }
    ~SpanMover() { m_spans = std::move(m_moved); }

    // The source's text up to `end` is `added` characters further on.
    void moveUntil(qsizetype end, qsizetype added)
    {
        for (; m_next < m_spans.size() && m_spans[m_next].start < end; ++m_next) {
            spillway::JsonSpan& span = m_spans[m_next];
            const qsizetype inside = std::min(span.length, end - span.start);
            m_moved.push_back({ span.start + added, inside, span.kind });
            span.start += inside;
            span.length -= inside;
            if (span.length > 0)
                return;
        }
    }

private:
    std::vector<spillway::JsonSpan>& m_spans;
    std::vector<spillway::JsonSpan> m_moved;
    size_t m_next = 0;
};

// As much of the bytes as has MaxShownLines lines; every byte is a character at least, unless it is one of up to four.
std::string_view firstLines(std::string_view bytes, qsizetype maxChars)
{
    bytes = bytes.substr(0, size_t(maxChars) * 4);
    size_t at = 0;
    for (qsizetype line = 0; line < MaxShownLines; ++line) {
        at = bytes.find('\n', at);
        if (at == std::string_view::npos)
            return bytes;
        ++at;
    }
    return bytes.substr(0, at);
}

void breakLongLines(PayloadText& payload)
{
    const QString source = std::exchange(payload.text, {});
    payload.text.reserve(source.size() + source.size() / MaxLineChars + 1);
    SpanMover mover(payload.spans);
    int line = 0;
    qsizetype added = 0;
    for (qsizetype start = 0; start <= source.size(); ++line) {
        qsizetype end = source.indexOf(QLatin1Char('\n'), start);
        if (end < 0)
            end = source.size();
        while (end - start > MaxLineChars) {
            qsizetype cut = start + MaxLineChars;
            if (source[cut].isLowSurrogate())
                --cut;
            payload.text.append(QStringView(source).mid(start, cut - start)).append(QLatin1Char('\n'));
            mover.moveUntil(cut, added++);
            payload.continuedLines.push_back(++line);
            start = cut;
        }
        payload.text.append(QStringView(source).mid(start, end - start));
        if (end < source.size())
            payload.text.append(QLatin1Char('\n'));
        mover.moveUntil(end, added);
        start = end + 1;
    }
}

} // namespace

PayloadText prettyPayload(std::string_view json, qsizetype maxChars)
{
    spillway::JsonText pretty = spillway::prettyJson(json, maxChars, MaxShownLines);
    PayloadText payload{ std::move(pretty.text), std::move(pretty.spans), {}, pretty.leftOutBytes };
    breakLongLines(payload);
    return payload;
}

PayloadText rawPayload(std::string_view bytes, qsizetype maxChars)
{
    spillway::VisiblePrefix raw
        = spillway::visiblePrefix(firstLines(bytes, maxChars), maxChars, spillway::TextUse::MultiLine);
    PayloadText payload{ std::move(raw.text), {}, {}, bytes.size() - raw.bytes };
    breakLongLines(payload);
    return payload;
}

} // namespace spillway::ui
