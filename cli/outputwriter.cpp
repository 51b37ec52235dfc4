// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/outputwriter.h"

#include "core/serde/jsonescape.h"
#include "core/serde/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace spillway::cli {

namespace {

std::string escapedForTerminals(const std::string& json)
{
    std::string out(json.size() * MaxEscapedBytes, '\0');
    const char* end = writeEscaped(out.data(), json, EscapeWhat::DangerousOnly);
    out.resize(size_t(end - out.data()));
    return out;
}

std::string dump(const Json& json, int indent)
{
    return escapedForTerminals(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

const Json& valueAt(const Json& row, const char* key)
{
    static const Json null;
    const auto it = row.find(key);
    return it == row.end() ? null : *it;
}

} // namespace

std::string toLine(const Json& json)
{
    return dump(json, -1);
}

QString cellText(const Json& value)
{
    if (value.is_null())
        return QStringLiteral("-");
    if (value.is_boolean())
        return value.get<bool>() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.is_string())
        return visibleText(value.get_ref<const std::string&>());
    if (value.is_array()) {
        QStringList parts;
        for (const Json& part : value)
            parts.append(cellText(part));
        return parts.join(QLatin1Char(','));
    }
    return visibleText(toLine(value));
}

OutputWriter::OutputWriter(int descriptor, OutputFormat format)
    : m_descriptor(descriptor)
    , m_format(format)
{
}

void OutputWriter::rows(const std::vector<Column>& columns, const Json& rows)
{
    if (m_format == OutputFormat::JsonDocument) {
        raw(dump(rows, 2) + '\n');
        return;
    }
    if (m_format == OutputFormat::Ndjson) {
        std::string lines;
        for (const Json& row : rows) {
            lines += toLine(row);
            lines += '\n';
        }
        raw(lines);
        return;
    }
    std::vector<QStringList> table(1);
    std::vector<bool> numeric(columns.size(), true);
    for (const Column& column : columns)
        table.front().append(QString::fromUtf8(column.title));
    for (const Json& row : rows) {
        QStringList cells;
        for (size_t i = 0; i < columns.size(); ++i) {
            const Json& value = valueAt(row, columns[i].key);
            cells.append(cellText(value));
            numeric[i] = numeric[i] && (value.is_number() || value.is_null());
        }
        table.push_back(std::move(cells));
    }
    std::vector<qsizetype> widths(columns.size(), 0);
    for (const QStringList& cells : table) {
        for (size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], cells[qsizetype(i)].size());
    }
    QString text;
    for (const QStringList& cells : table) {
        QString line;
        for (size_t i = 0; i < widths.size(); ++i) {
            const QString& cell = cells[qsizetype(i)];
            line += numeric[i] ? cell.rightJustified(widths[i]) : cell.leftJustified(widths[i]);
            line += QStringLiteral("  ");
        }
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        text += line + QLatin1Char('\n');
    }
    raw(text.toStdString());
}

void OutputWriter::object(const std::vector<Column>& fields, const Json& object)
{
    if (m_format != OutputFormat::Table) {
        raw(dump(object, m_format == OutputFormat::JsonDocument ? 2 : -1) + '\n');
        return;
    }
    qsizetype width = 0;
    for (const Column& field : fields)
        width = std::max(width, QString::fromUtf8(field.title).size());
    QString text;
    for (const Column& field : fields)
        text += QString::fromUtf8(field.title).leftJustified(width) + QStringLiteral("  ")
            + cellText(valueAt(object, field.key)) + QLatin1Char('\n');
    raw(text.toStdString());
}

void OutputWriter::text(const QString& line)
{
    if (m_format == OutputFormat::Table)
        raw(QString(line + QLatin1Char('\n')).toStdString());
}

void OutputWriter::raw(std::string_view bytes)
{
    while (!bytes.empty() && !m_closed && m_status) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(size_t(written));
        } else if (errno == EPIPE) {
            m_closed = true;
        } else if (errno == EAGAIN) { // a terminal or pipe somebody else made non-blocking
            pollfd wanted{ m_descriptor, POLLOUT, 0 };
            ::poll(&wanted, 1, 1000);
        } else if (errno != EINTR) {
            m_status = Failure(Error{ ErrorCode::Failed,
                QStringLiteral("Writing the output failed: %1").arg(qt_error_string(errno)), {}, false, false });
        }
    }
}

} // namespace spillway::cli
