// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/jsonreader.h"

#include "core/serde/names.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <charconv>
#include <cmath>
#include <cstring>

namespace spillway {

namespace {

constexpr size_t FewMembers = 8; // compared one by one; more are sorted
constexpr size_t MostKept = 1024; // of a thread's scratch room between two readings

constexpr quint64 repeat(quint8 byte)
{
    return 0x0101010101010101u * byte;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The first byte that is '"', '\\' or below 0x20.
const char* plainEnd(const char* at, const char* end)
{
    if constexpr (std::endian::native == std::endian::little) {
        while (end - at >= 8) {
            quint64 word = 0;
            std::memcpy(&word, at, 8);
            // Borrows can only mark a byte above one that is rightly marked, so the lowest mark is exact.
            const quint64 quote = word ^ repeat('"');
            const quint64 slash = word ^ repeat('\\');
            const quint64 marks = (((word - repeat(0x20)) & ~word) | ((quote - repeat(0x01)) & ~quote)
                                      | ((slash - repeat(0x01)) & ~slash))
                & repeat(0x80);
            if (marks != 0)
                return at + std::countr_zero(marks) / 8;
            at += 8;
        }
    }
    while (at < end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20)
        ++at;
    return at;
}

/// What is open and what it holds so far; of a thread, so that reading allocates only what the value keeps.
struct Scratch {
    struct Open {
        bool isObject = false;
        bool mayRepeat = false; ///< two names have the same slot
        size_t begin = 0; ///< its first member in `stack`
        std::bitset<NameSlots> names; ///< of its names
    };
    std::vector<Open> open;
    std::vector<EventValue::Member> stack; ///< members of objects and, without a name, items of arrays

    void clear()
    {
        open.clear();
        stack.clear();
        if (stack.capacity() > MostKept)
            stack.shrink_to_fit();
    }
};

class QuickReader {
public:
    QuickReader(std::string_view json, const JsonLimits& limits, Scratch& scratch)
        : m_at(json.data())
        , m_end(json.data() + json.size())
        , m_limits(limits)
        , m_open(scratch.open)
        , m_stack(scratch.stack)
    {
    }

    bool read()
    {
        for (;;) {
            if (!peek())
                return false;
            if (*m_at == '{' || *m_at == '[') {
                const char closing = *m_at == '{' ? '}' : ']';
                if (m_open.size() >= m_limits.maxDepth)
                    return false;
                ++m_at;
                m_open.push_back({ closing == '}', false, m_stack.size(), {} });
                if (!peek())
                    return false;
                if (*m_at != closing) {
                    if (closing == '}' && !key())
                        return false;
                    continue;
                }
                ++m_at;
                if (!close())
                    return false;
            } else if (!scalar()) {
                return false;
            }
            if (!afterValue())
                return false;
            if (m_open.empty())
                return true;
        }
    }
    EventValue result() { return std::move(m_result); }

private:
    void skipSpace()
    {
        while (m_at < m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\t' || *m_at == '\r'))
            ++m_at;
    }
    /// Whether anything comes that is not white space.
    bool peek()
    {
        skipSpace();
        return m_at < m_end;
    }

    /// Closes what ends here; true where the next value begins, or at the end of all.
    bool afterValue()
    {
        for (;;) {
            skipSpace();
            if (m_open.empty())
                return m_at == m_end;
            if (m_at == m_end)
                return false;
            const bool isObject = m_open.back().isObject;
            const char c = *m_at++;
            if (c == ',')
                return !isObject || (peek() && key());
            if (c != (isObject ? '}' : ']') || !close())
                return false;
        }
    }

    bool add(EventValue&& value)
    {
        if (++m_items > m_limits.maxItems)
            return false;
        if (m_open.empty())
            m_result = std::move(value);
        else if (m_open.back().isObject)
            m_stack.back().value = std::move(value);
        else
            m_stack.push_back({ QString(), std::move(value) });
        return true;
    }

    bool close()
    {
        const auto opened = m_open.back();
        m_open.pop_back();
        const auto first = m_stack.begin() + std::ptrdiff_t(opened.begin);
        EventValue value;
        if (opened.isObject) {
            EventValue::Members members(std::make_move_iterator(first), std::make_move_iterator(m_stack.end()));
            if (opened.mayRepeat && repeatedName(members))
                return false;
            value = EventValue::objectOf(std::move(members));
        } else {
            EventValue::Array items;
            items.reserve(size_t(m_stack.end() - first));
            for (auto item = first; item != m_stack.end(); ++item)
                items.push_back(std::move(item->value));
            value = EventValue(std::move(items));
        }
        m_stack.erase(first, m_stack.end());
        return add(std::move(value));
    }

    /// From the opening quote; `raw` is what is between the quotes.
    bool string(std::string_view& raw, bool& escaped)
    {
        const char* const begin = m_at + 1;
        const char* at = plainEnd(begin, m_end);
        escaped = false;
        while (at < m_end && *at == '\\') {
            escaped = true;
            if (m_end - at < 2)
                return false;
            at = plainEnd(at + 2, m_end);
        }
        if (at == m_end || *at != '"')
            return false;
        raw = { begin, size_t(at - begin) };
        m_at = at + 1;
        return true;
    }

    static bool unit(std::string_view raw, size_t at, char16_t& value)
    {
        if (raw.size() - at < 4)
            return false;
        unsigned number = 0;
        const auto [end, error] = std::from_chars(raw.data() + at, raw.data() + at + 4, number, 16);
        value = char16_t(number);
        return error == std::errc() && end == raw.data() + at + 4;
    }

    static bool unescape(std::string_view raw, QString& out)
    {
        size_t from = 0;
        for (size_t slash = raw.find('\\'); slash != std::string_view::npos; slash = raw.find('\\', from)) {
            out += QString::fromUtf8(raw.data() + from, qsizetype(slash - from));
            const char kind = raw[slash + 1]; // string() has seen that there is one
            from = slash + 2;
            if (kind != 'u') {
                static constexpr std::string_view Kinds = "\"\\/bfnrt";
                static constexpr std::string_view Characters = "\"\\/\b\f\n\r\t";
                const size_t which = Kinds.find(kind);
                if (which == std::string_view::npos)
                    return false;
                out += QLatin1Char(Characters[which]);
                continue;
            }
            char16_t value = 0;
            if (!unit(raw, from, value))
                return false;
            from += 4;
            out += QChar(value);
            if (!QChar::isSurrogate(value))
                continue;
            char16_t low = 0;
            if (!QChar::isHighSurrogate(value) || raw.substr(from, 2) != "\\u" || !unit(raw, from + 2, low)
                || !QChar::isLowSurrogate(low))
                return false;
            from += 6;
            out += QChar(low);
        }
        out += QString::fromUtf8(raw.data() + from, qsizetype(raw.size() - from));
        return true;
    }

    bool key()
    {
        std::string_view raw;
        bool escaped = false;
        if (*m_at != '"' || !string(raw, escaped))
            return false;
        auto& object = m_open.back();
        QString name;
        if (escaped) {
            if (!unescape(raw, name))
                return false;
            object.mayRepeat = true;
        } else {
            const size_t slot = nameSlot(raw);
            name = sharedName(raw, slot);
            object.mayRepeat |= object.names.test(slot);
            object.names.set(slot);
        }
        m_stack.push_back({ std::move(name), {} });
        if (!peek() || *m_at != ':')
            return false;
        ++m_at;
        return true;
    }

    bool scalar()
    {
        switch (*m_at) {
        case '"': {
            std::string_view raw;
            bool escaped = false;
            if (!string(raw, escaped))
                return false;
            if (escaped) {
                QString text;
                return unescape(raw, text) && add(EventValue(text));
            }
            if (const auto time = timeOfText(raw))
                return add(EventValue(*time));
            return add(EventValue(QString::fromUtf8(raw.data(), qsizetype(raw.size()))));
        }
        case 't':
            return word("true") && add(EventValue(true));
        case 'f':
            return word("false") && add(EventValue(false));
        case 'n':
            return word("null") && add(EventValue());
        default:
            return number();
        }
    }

    bool word(std::string_view text)
    {
        if (size_t(m_end - m_at) < text.size() || std::memcmp(m_at, text.data(), text.size()) != 0)
            return false;
        m_at += text.size();
        return true;
    }

    bool digits()
    {
        const char* const first = m_at;
        while (m_at < m_end && isDigit(*m_at))
            ++m_at;
        return m_at > first;
    }

    bool number()
    {
        const char* const begin = m_at;
        if (*m_at == '-')
            ++m_at;
        const char* const whole = m_at;
        if (!digits() || (*whole == '0' && m_at != whole + 1))
            return false;
        bool isWhole = true;
        if (m_at < m_end && *m_at == '.') {
            isWhole = false;
            ++m_at;
            if (!digits())
                return false;
        }
        if (m_at < m_end && (*m_at == 'e' || *m_at == 'E')) {
            isWhole = false;
            ++m_at;
            if (m_at < m_end && (*m_at == '+' || *m_at == '-'))
                ++m_at;
            if (!digits())
                return false;
        }
        if (isWhole) {
            qint64 value = 0;
            return std::from_chars(begin, m_at, value).ec == std::errc() && add(EventValue(value));
        }
        double value = 0;
        return std::from_chars(begin, m_at, value).ec == std::errc() && std::isfinite(value) && add(EventValue(value));
    }

    const char* m_at;
    const char* const m_end;
    const JsonLimits& m_limits;
    std::vector<Scratch::Open>& m_open;
    std::vector<EventValue::Member>& m_stack;
    EventValue m_result;
    size_t m_items = 0;
};

} // namespace

std::optional<EventValue> readJsonQuickly(std::string_view json, const JsonLimits& limits)
{
    thread_local Scratch scratch;
    QuickReader reader(json, limits, scratch);
    const bool read = reader.read();
    scratch.clear();
    return read ? std::optional(reader.result()) : std::nullopt;
}

const QString* repeatedName(const EventValue::Members& members)
{
    if (members.size() <= FewMembers) {
        for (size_t i = 1; i < members.size(); ++i) {
            for (size_t j = 0; j < i; ++j) {
                if (members[i].name == members[j].name)
                    return &members[i].name;
            }
        }
        return nullptr;
    }
    std::vector<const QString*> names;
    names.reserve(members.size());
    for (const EventValue::Member& member : members)
        names.push_back(&member.name);
    std::sort(names.begin(), names.end(), [](const QString* a, const QString* b) { return *a < *b; });
    const auto same
        = std::adjacent_find(names.begin(), names.end(), [](const QString* a, const QString* b) { return *a == *b; });
    return same == names.end() ? nullptr : *same;
}

} // namespace spillway
