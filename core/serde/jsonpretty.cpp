// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonpretty.h"

namespace spillway {

namespace {

constexpr size_t MaxIndentLevels = 64;

class Writer {
public:
    Writer(std::string_view json, qsizetype maxChars, qsizetype maxLines, bool pretty)
        : m_json(json)
        , m_scanner(json)
        , m_maxChars(maxChars)
        , m_maxLines(maxLines)
        , m_pretty(pretty)
    {
        m_out.text.reserve(qMin(qsizetype(json.size() + json.size() / 4), maxChars) + 16);
    }

    JsonText run()
    {
        JsonToken token;
        while (m_out.text.size() < m_maxChars && m_lines <= m_maxLines && m_scanner.next(token))
            append(token);
        if (m_scanner.failed()) {
            m_out.broken = true;
            const char* from = m_lastEnd;
            const char* end = m_json.data() + m_json.size();
            while (!m_pretty && from < end && (*from == ' ' || *from == '\n' || *from == '\r' || *from == '\t'))
                ++from;
            const qsizetype room = qMax(qsizetype(1), m_maxChars - m_out.text.size());
            const QString rest = visibleText(m_json.substr(size_t(from - m_json.data())), room, use());
            m_out.text.append(rest);
            if (rest.size() > room)
                noteLeftOut(from, room);
            return std::move(m_out);
        }
        // White space after the last token is not worth a note.
        if (m_out.leftOutBytes == 0 && m_scanner.next(token))
            noteLeftOut(token.text.data(), 0);
        if (m_out.leftOutBytes > 0 && !m_out.text.endsWith(QChar(0x2026)))
            m_out.text.append(QChar(0x2026));
        return std::move(m_out);
    }

private:
    TextUse use() const { return m_pretty ? TextUse::MultiLine : TextUse::OneLine; }

    // About right: `shown` characters from `from` on are taken for as many bytes.
    void noteLeftOut(const char* from, qsizetype shown)
    {
        const size_t rest = m_json.size() - size_t(from - m_json.data());
        m_out.leftOutBytes = rest > size_t(shown) ? rest - size_t(shown) : 1;
    }

    void breakLine(size_t depth)
    {
        if (!m_pretty)
            return;
        ++m_lines;
        m_out.text.append(QLatin1Char('\n'));
        for (size_t level = 0; level < qMin(depth, MaxIndentLevels); ++level)
            m_out.text.append(QLatin1String("  "));
    }

    void append(const JsonToken& token)
    {
        const char first = token.text.front();
        const bool closes = token.kind == JsonTokenKind::Punct && (first == '}' || first == ']');
        // A line break belongs before what follows an opening bracket: only then is known that it is not empty.
        if (m_afterOpen && !closes)
            breakLine(m_scanner.depth() - (token.kind == JsonTokenKind::Punct ? 1 : 0));
        else if (closes && !m_afterOpen)
            breakLine(m_scanner.depth());
        m_afterOpen = false;

        if (token.kind == JsonTokenKind::Punct)
            appendPunct(first);
        else
            appendText(token);
        m_lastEnd = token.text.data() + token.text.size();
    }

    void appendPunct(char c)
    {
        m_out.text.append(QLatin1Char(c));
        if (c == '{' || c == '[')
            m_afterOpen = true;
        else if (c == ',')
            breakLine(m_scanner.depth());
        else if (c == ':' && m_pretty)
            m_out.text.append(QLatin1Char(' '));
    }

    void appendText(const JsonToken& token)
    {
        const qsizetype start = m_out.text.size();
        const qsizetype room = qMax(qsizetype(1), m_maxChars - start);
        m_out.text.append(visibleText(token.text, room, TextUse::OneLine));
        const qsizetype length = m_out.text.size() - start;
        if (length > room)
            noteLeftOut(token.text.data(), room);
        m_out.spans.push_back({ start, length, token.kind });
    }

    std::string_view m_json;
    JsonScanner m_scanner;
    JsonText m_out;
    qsizetype m_maxChars;
    qsizetype m_maxLines;
    qsizetype m_lines = 1;
    const char* m_lastEnd = m_json.data();
    bool m_pretty;
    bool m_afterOpen = false;
};

} // namespace

JsonText prettyJson(std::string_view json, qsizetype maxChars, qsizetype maxLines)
{
    return Writer(json, maxChars, maxLines, true).run();
}

JsonText oneLineJson(std::string_view json, qsizetype maxChars)
{
    return Writer(json, maxChars, 1, false).run();
}

} // namespace spillway
