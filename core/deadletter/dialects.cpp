// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/dialects.h"

#include "core/deadletter/dialecttable.h"
#include "core/deadletter/headervalue.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace spillway::deadletter {

namespace {

constexpr size_t DialectCount = 12;
using Families = std::array<const HeaderRule*, DialectCount>;

/// By name: the rule each family has for it; most names belong to one family, Spring's common ones to two.
const std::unordered_map<std::string_view, Families>& index()
{
    static const auto map = [] {
        std::unordered_map<std::string_view, Families> all;
        for (const DialectRules& rules : dialectTable())
            for (const HeaderRule& rule : rules.headers)
                all[rule.name][static_cast<size_t>(rules.dialect)] = &rule;
        return all;
    }();
    return map;
}

const Families* familiesOf(std::string_view name)
{
    // The shortest name has 9 bytes, the longest 34: everything else is not worth a hash.
    if (name.size() < 9 || name.size() > 40)
        return nullptr;
    const auto at = index().find(name);
    return at == index().end() ? nullptr : &at->second;
}

/// Which families are there, and where each one's headers begin and end.
struct Presence {
    struct Place {
        size_t first = 0;
        size_t last = 0;
        bool present = false;
    };
    std::array<Place, DialectCount> places;

    explicit Presence(std::span<const HeaderView> headers)
    {
        for (size_t i = 0; i < headers.size(); ++i) {
            const Families* families = familiesOf(headers[i].name);
            if (!families)
                continue;
            for (size_t d = 0; d < DialectCount; ++d) {
                const HeaderRule* rule = (*families)[d];
                if (!rule || !rule->identifies)
                    continue;
                Place& place = places[d];
                if (!place.present)
                    place.first = i;
                place.present = true;
                place.last = i;
            }
        }
    }
    bool has(size_t dialect) const { return places[dialect].present; }

    Dialect newest() const
    {
        size_t best = 0;
        for (size_t d = 1; d < DialectCount; ++d) {
            if (!has(d))
                continue;
            const bool inFront = dialectTable()[d].newestFirst;
            const bool bestInFront = dialectTable()[best].newestFirst;
            if (best == 0 || (bestInFront && !inFront)
                || (bestInFront == inFront && places[d].last > places[best].last))
                best = d;
        }
        return static_cast<Dialect>(best);
    }
};

class Decoder {
public:
    explicit Decoder(DeadLetter& into)
        : m_into(into)
    {
    }

    /// Headers come newest first; the first usable value of a field stays, later ones go to the history.
    void take(const HeaderRule& rule, const HeaderView& header)
    {
        const size_t repeat = m_seen[&rule]++;
        if (repeat > 0) {
            takeEarlier(rule, header, repeat);
            return;
        }
        takeNewest(rule, header);
    }

    void finish()
    {
        if (m_cause) {
            m_into.wrapperClass = m_class && *m_class != *m_cause ? m_class : std::nullopt;
            m_into.errorClass = std::move(m_cause);
        } else {
            m_into.errorClass = std::move(m_class);
        }
        if (m_causeMessage)
            m_into.errorMessage = std::move(m_causeMessage);
        // Only the key failed: its headers are the error. Both: the value's are shown, the key's are details.
        m_into.keyFailed = m_keyClass.has_value() || m_keyMessage.has_value();
        if (!m_into.errorClass)
            m_into.errorClass = std::move(m_keyClass);
        if (!m_into.errorMessage)
            m_into.errorMessage = std::move(m_keyMessage);
        if (!m_into.stack)
            m_into.stack = std::move(m_keyStack);
    }

private:
    void problem(const HeaderRule& rule, QString what)
    {
        if (m_into.problems.size() < DeadLetter::MaxProblems)
            m_into.problems.push_back(
                { QByteArray(rule.name.data(), static_cast<qsizetype>(rule.name.size())), std::move(what) });
        else
            ++m_into.moreProblems;
    }

    std::optional<qint64> number(const HeaderRule& rule, BytesView value, qint64 most)
    {
        NumberValue read = readNumber(value, rule.form);
        if (read.number && (*read.number < 0 || *read.number > most)) {
            read.problem = *read.number < 0 ? QStringLiteral("%1 is negative").arg(*read.number)
                                            : QStringLiteral("%1 is too large").arg(*read.number);
            read.number = std::nullopt;
        }
        if (!read.problem.isEmpty())
            problem(rule, read.problem);
        return read.number;
    }

    std::optional<QString> text(const HeaderRule& rule, BytesView value)
    {
        TextValue read = readText(value, DeadLetter::MaxTextBytes);
        if (!read.problem.isEmpty())
            problem(rule, read.problem);
        return std::move(read.text);
    }

    void originField(Origin& origin, const HeaderRule& rule, BytesView value)
    {
        switch (rule.field) {
        case Field::Topic:
            origin.topic = text(rule, value);
            if (origin.topic && (origin.topic->isEmpty() || origin.topic->size() > 249)) {
                problem(rule, QStringLiteral("%1 characters are no topic name").arg(origin.topic->size()));
                origin.topic = std::nullopt;
            }
            break;
        case Field::PartitionNumber:
            if (const auto n = number(rule, value, std::numeric_limits<qint32>::max()))
                origin.partition = Partition{ static_cast<qint32>(*n) };
            break;
        case Field::OffsetNumber:
            if (const auto n = number(rule, value, std::numeric_limits<qint64>::max()))
                origin.offset = Offset{ *n };
            break;
        case Field::Timestamp:
            origin.timestampMs = number(rule, value, std::numeric_limits<qint64>::max());
            break;
        default:
            break;
        }
    }

    void takeNewest(const HeaderRule& rule, const HeaderView& header)
    {
        const BytesView value = header.value;
        const auto maybe = [&](std::optional<QString>& field) {
            if (auto read = text(rule, value))
                field = std::move(read);
        };
        switch (rule.field) {
        case Field::Topic:
        case Field::PartitionNumber:
        case Field::OffsetNumber:
        case Field::Timestamp:
            originField(m_into.origin, rule, value);
            break;
        case Field::Class:
            maybe(m_class);
            break;
        case Field::CauseClass:
            maybe(m_cause);
            break;
        case Field::Message:
            maybe(m_into.errorMessage);
            break;
        case Field::CauseMessage:
            maybe(m_causeMessage);
            break;
        case Field::Stack:
            maybe(m_into.stack);
            break;
        case Field::KeyClass:
            maybe(m_keyClass);
            break;
        case Field::KeyMessage:
            maybe(m_keyMessage);
            break;
        case Field::KeyStack:
            maybe(m_keyStack);
            break;
        case Field::Group:
            maybe(m_into.consumerGroup);
            break;
        case Field::Attempts:
            // Spring counts twice, per retry topic and per delivery: the higher one is how often it was tried.
            if (const auto n = number(rule, value, std::numeric_limits<qint32>::max()))
                m_into.attempts = std::max(m_into.attempts.value_or(0), *n);
            break;
        case Field::FailedAt:
            m_into.failedAtMs = number(rule, value, std::numeric_limits<qint64>::max());
            break;
        case Field::TimestampType:
            static_cast<void>(text(rule, value));
            break;
        case Field::Other: {
            std::optional<QString> shown;
            if (rule.form == Form::BigInteger) {
                if (const auto n = number(rule, value, std::numeric_limits<qint64>::max()))
                    shown = timeText(*n);
            } else {
                shown = text(rule, value);
            }
            if (shown)
                m_into.details.push_back({ QByteArray(rule.name.data(), static_cast<qsizetype>(rule.name.size())),
                    QString::fromLatin1(rule.label), std::move(*shown) });
            break;
        }
        case Field::Ignored:
            break;
        }
    }

    void takeEarlier(const HeaderRule& rule, const HeaderView& header, size_t repeat)
    {
        if (repeat > DeadLetter::MaxEarlier) {
            if (repeat == DeadLetter::MaxEarlier + 1)
                problem(rule, QStringLiteral("repeated more than %1 times").arg(DeadLetter::MaxEarlier));
            return;
        }
        if (m_into.earlier.size() < repeat)
            m_into.earlier.resize(repeat);
        EarlierFailure& failure = m_into.earlier[repeat - 1];
        switch (rule.field) {
        case Field::Topic:
        case Field::PartitionNumber:
        case Field::OffsetNumber:
        case Field::Timestamp:
            originField(failure.origin, rule, header.value);
            break;
        case Field::Class:
            if (!failure.errorClass)
                failure.errorClass = text(rule, header.value);
            break;
        case Field::CauseClass:
            if (auto cause = text(rule, header.value))
                failure.errorClass = std::move(cause);
            break;
        case Field::Message:
            failure.errorMessage = text(rule, header.value);
            break;
        default:
            break;
        }
    }

    DeadLetter& m_into;
    std::unordered_map<const HeaderRule*, size_t> m_seen;
    std::optional<QString> m_class, m_cause, m_causeMessage, m_keyClass, m_keyMessage, m_keyStack;
};

} // namespace

DeadLetter decode(std::span<const HeaderView> headers, BytesView key, BytesView value)
{
    DeadLetter letter;
    const Presence presence(headers);
    letter.dialect = presence.newest();
    if (!letter.recognised())
        return letter;
    const auto chosen = static_cast<size_t>(letter.dialect);
    const DialectRules& rules = dialectTable()[chosen];
    for (size_t d = 1; d < DialectCount; ++d) {
        if (d != chosen && presence.has(d))
            letter.alsoCarries.push_back(static_cast<Dialect>(d));
    }
    Decoder decoder(letter);
    for (size_t n = 0; n < headers.size(); ++n) {
        const HeaderView& header = headers[rules.newestFirst ? n : headers.size() - 1 - n];
        const Families* families = familiesOf(header.name);
        if (!families)
            continue;
        bool ours = false;
        for (size_t d = 1; d < DialectCount; ++d)
            ours = ours || ((*families)[d] && presence.has(d));
        letter.errorHeaders += ours ? 1 : 0;
        if (const HeaderRule* rule = (*families)[chosen])
            decoder.take(*rule, header);
    }
    decoder.finish();
    letter.pointer = letter.dialect == Dialect::ShareGroup && key.isNull() && value.isNull();
    std::ranges::reverse(letter.details); // as they stand in the record
    if (rules.newestFirst)
        std::ranges::reverse(letter.details);
    return letter;
}

std::vector<HeaderView> headerViews(const Record& record)
{
    std::vector<HeaderView> views;
    views.reserve(record.headers.size());
    for (const Header& header : record.headers)
        views.push_back({ { header.name.constData(), static_cast<size_t>(header.name.size()) }, viewOf(header.value) });
    return views;
}

DeadLetter decode(const Record& record)
{
    return decode(headerViews(record), viewOf(record.key), viewOf(record.value));
}

Dialect dialectOf(std::span<const HeaderView> headers)
{
    return Presence(headers).newest();
}

std::vector<bool> errorHeaders(std::span<const HeaderView> headers)
{
    const Presence presence(headers);
    std::vector<bool> flags(headers.size(), false);
    for (size_t i = 0; i < headers.size(); ++i) {
        const Families* families = familiesOf(headers[i].name);
        if (!families)
            continue;
        for (size_t d = 1; d < DialectCount; ++d)
            flags[i] = flags[i] || ((*families)[d] && presence.has(d));
    }
    return flags;
}

StackOutline outlineOf(const QString& stack, qsizetype frames)
{
    StackOutline outline;
    qsizetype total = 0;
    std::vector<QString> ofCause;
    for (qsizetype at = 0; at < stack.size();) {
        qsizetype end = stack.indexOf(QLatin1Char('\n'), at);
        if (end < 0)
            end = stack.size();
        const QStringView line = QStringView(stack).mid(at, end - at).trimmed();
        at = end + 1;
        if (line.startsWith(u"at ")) {
            ++total;
            if (static_cast<qsizetype>(ofCause.size()) < frames)
                ofCause.push_back(line.left(500).toString());
        } else if (line.startsWith(u"Caused by:")) {
            if (outline.causes.size() < 16)
                outline.causes.push_back(line.left(500).toString());
            ofCause.clear(); // the innermost cause is where it went wrong
        }
    }
    outline.frames = std::move(ofCause);
    outline.moreFrames = total - static_cast<qsizetype>(outline.frames.size());
    return outline;
}

} // namespace spillway::deadletter
