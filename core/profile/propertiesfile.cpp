// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/propertiesfile.h"

#include <QStringList>

namespace spillway {

namespace {

constexpr size_t MostLines = 2000;

Failure unreadable(const QString& why)
{
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration,
        .message = why,
        .hint = QStringLiteral("choose a client.properties, librdkafka or kcat.conf file") });
}

Failure tooMany()
{
    return unreadable(QStringLiteral("The file has more than %1 properties").arg(MostLines));
}

/// Java reads ISO 8859-1; files in UTF-8 are as common and hardly ever valid by accident.
QString decoded(const QByteArray& text)
{
    QByteArray bytes = text;
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    QString utf8 = QString::fromUtf8(bytes);
    return utf8.toUtf8() == bytes ? utf8 : QString::fromLatin1(bytes);
}

bool isBlank(QChar c)
{
    return c == QLatin1Char(' ') || c == QLatin1Char('\t') || c == QLatin1Char('\f');
}

/// A logical line: continuations joined, comments and empty lines skipped; escapes still in it.
struct LogicalLine {
    QString text;
    int line = 0;
};

bool endsWithOddBackslashes(const QString& line)
{
    qsizetype count = 0;
    while (count < line.size() && line[line.size() - 1 - count] == QLatin1Char('\\'))
        ++count;
    return count % 2 == 1;
}

QString withoutLeadingBlanks(const QString& line)
{
    qsizetype begin = 0;
    while (begin < line.size() && isBlank(line[begin]))
        ++begin;
    return line.mid(begin);
}

std::vector<LogicalLine> logicalLines(const QString& text)
{
    QString unified = text;
    unified.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    const QStringList natural = unified.split(QLatin1Char('\n'));
    std::vector<LogicalLine> lines;
    for (qsizetype i = 0; i < natural.size(); ++i) {
        QString line = withoutLeadingBlanks(natural[i]);
        if (line.isEmpty() || line[0] == QLatin1Char('#') || line[0] == QLatin1Char('!'))
            continue;
        const int number = int(i) + 1;
        while (endsWithOddBackslashes(line)) {
            line.chop(1);
            if (++i >= natural.size())
                break;
            line += withoutLeadingBlanks(natural[i]);
        }
        lines.push_back({ line, number });
    }
    return lines;
}

/// nullopt: a \u that is not followed by four hexadecimal digits.
std::optional<QString> unescaped(const QString& text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != QLatin1Char('\\') || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const QChar c = text[++i];
        switch (c.unicode()) {
        case 't':
            out += QLatin1Char('\t');
            break;
        case 'n':
            out += QLatin1Char('\n');
            break;
        case 'r':
            out += QLatin1Char('\r');
            break;
        case 'f':
            out += QLatin1Char('\f');
            break;
        case 'u': {
            bool ok = false;
            const QString digits = text.mid(i + 1, 4);
            const ushort code = digits.toUShort(&ok, 16);
            if (!ok || digits.size() != 4 || digits.startsWith(QLatin1Char('+')))
                return std::nullopt;
            out += QChar(code);
            i += 4;
            break;
        }
        default:
            out += c;
        }
    }
    return out;
}

} // namespace

Result<std::vector<PropertyLine>> parseJavaProperties(const QByteArray& text)
{
    std::vector<PropertyLine> found;
    for (const LogicalLine& logical : logicalLines(decoded(text))) {
        if (found.size() == MostLines)
            return tooMany();
        const QString& line = logical.text;
        qsizetype end = 0;
        while (
            end < line.size() && !isBlank(line[end]) && line[end] != QLatin1Char('=') && line[end] != QLatin1Char(':'))
            end += line[end] == QLatin1Char('\\') ? 2 : 1;
        end = std::min(end, line.size());
        qsizetype begin = end;
        while (begin < line.size() && isBlank(line[begin]))
            ++begin;
        if (begin < line.size() && (line[begin] == QLatin1Char('=') || line[begin] == QLatin1Char(':')))
            ++begin;
        while (begin < line.size() && isBlank(line[begin]))
            ++begin;
        const auto name = unescaped(line.left(end));
        const auto value = unescaped(line.mid(begin));
        if (!name || !value)
            return unreadable(
                QStringLiteral("Line %1 has a \\u that is not followed by four hexadecimal digits").arg(logical.line));
        found.push_back({ *name, *value, logical.line });
    }
    return found;
}

Result<std::vector<PropertyLine>> parseLibrdkafkaProperties(const QByteArray& text)
{
    std::vector<PropertyLine> found;
    const QStringList lines = decoded(text).split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty() || line[0] == QLatin1Char('#'))
            continue;
        if (found.size() == MostLines)
            return tooMany();
        const qsizetype equals = line.indexOf(QLatin1Char('='));
        if (equals <= 0) // its text may be a secret
            return unreadable(QStringLiteral("Line %1 is not name=value").arg(i + 1));
        found.push_back({ line.left(equals).trimmed(), line.mid(equals + 1).trimmed(), int(i) + 1 });
    }
    return found;
}

namespace {

/// Splits JAAS text as java.io.StreamTokenizer does for Kafka: words, quoted strings, '=' and ';'.
class JaasTokens {
public:
    explicit JaasTokens(const QString& text)
        : m_text(text)
    {
    }
    struct Token {
        enum class Kind { Word, Equals, Semicolon, End, Broken } kind = Kind::End;
        QString text;
    };
    Token next()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        if (m_at == m_text.size())
            return {};
        const QChar c = m_text[m_at];
        if (c == QLatin1Char('=') || c == QLatin1Char(';')) {
            ++m_at;
            return { c == QLatin1Char('=') ? Token::Kind::Equals : Token::Kind::Semicolon, {} };
        }
        if (c == QLatin1Char('"') || c == QLatin1Char('\''))
            return quoted(c);
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !m_text[m_at].isSpace() && m_text[m_at] != QLatin1Char('=')
            && m_text[m_at] != QLatin1Char(';') && m_text[m_at] != QLatin1Char('"'))
            ++m_at;
        return { Token::Kind::Word, m_text.mid(begin, m_at - begin) };
    }

private:
    Token quoted(QChar quote)
    {
        QString out;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            QChar c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return { Token::Kind::Word, out };
            }
            if (c == QLatin1Char('\n'))
                break;
            if (c == QLatin1Char('\\') && m_at + 1 < m_text.size())
                c = escaped();
            out += c;
        }
        return { Token::Kind::Broken, {} };
    }
    QChar escaped()
    {
        const ushort c = m_text[++m_at].unicode();
        if (c >= '0' && c <= '7') {
            int code = c - '0';
            const int most = c <= '3' ? 3 : 2;
            for (int digits = 1; digits < most && m_at + 1 < m_text.size(); ++digits) {
                const ushort digit = m_text[m_at + 1].unicode();
                if (digit < '0' || digit > '7')
                    break;
                code = code * 8 + digit - '0';
                ++m_at;
            }
            return QChar(code);
        }
        switch (c) {
        case 'a':
            return QChar(7);
        case 'b':
            return QLatin1Char('\b');
        case 'f':
            return QLatin1Char('\f');
        case 'n':
            return QLatin1Char('\n');
        case 'r':
            return QLatin1Char('\r');
        case 't':
            return QLatin1Char('\t');
        case 'v':
            return QLatin1Char('\v');
        default:
            return QChar(c);
        }
    }

    QString m_text;
    qsizetype m_at = 0;
};

} // namespace

Result<JaasEntry> parseJaas(const QString& text)
{
    using Kind = JaasTokens::Token::Kind;
    const Failure broken = unreadable(
        QStringLiteral("sasl.jaas.config is not \"MODULE required name=\\\"value\\\" … ;\" with one module"));
    JaasTokens tokens(text);
    JaasEntry entry;
    const auto module = tokens.next();
    const auto flag = tokens.next();
    if (module.kind != Kind::Word || flag.kind != Kind::Word)
        return broken;
    entry.module = module.text;
    static const QStringList flags{ QStringLiteral("required"), QStringLiteral("requisite"),
        QStringLiteral("sufficient"), QStringLiteral("optional") };
    if (!flags.contains(flag.text.toLower()))
        return broken;
    for (auto token = tokens.next(); token.kind != Kind::Semicolon; token = tokens.next()) {
        const auto equals = tokens.next();
        const auto value = tokens.next();
        if (token.kind != Kind::Word || equals.kind != Kind::Equals || value.kind != Kind::Word)
            return broken;
        entry.options.emplace_back(token.text, value.text);
    }
    if (tokens.next().kind != Kind::End)
        return broken;
    return entry;
}

} // namespace spillway
