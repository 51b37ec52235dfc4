// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/hexview.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

namespace spillway::ui {

namespace {

constexpr int margin = 12;
constexpr int offsetDigits = 8;
constexpr int groupBytes = 8;

QString twoDigits(char byte)
{
    return QString::number(static_cast<unsigned char>(byte), 16).rightJustified(2, QLatin1Char('0'));
}

bool isPrintable(char byte)
{
    return byte >= 0x20 && byte < 0x7F;
}

} // namespace

HexView::HexView(const Theme& theme, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Value as bytes"));
    setFont(theme.monoFont());
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    measure();
}

void HexView::setBytes(const QByteArray& bytes)
{
    m_bytes = bytes;
    m_markLength = 0;
    measure();
    verticalScrollBar()->setValue(0);
    setAccessibleDescription(tr("%n byte(s)", nullptr, int(bytes.size())));
    viewport()->update();
}

void HexView::mark(qsizetype offset, qsizetype length)
{
    m_markFrom = offset;
    m_markLength = length;
    if (length > 0)
        verticalScrollBar()->setValue(int(qMax(qsizetype(0), offset / m_perRow - 2)));
    viewport()->update();
}

qsizetype HexView::rowCount() const
{
    return (m_bytes.size() + m_perRow - 1) / m_perRow;
}

int HexView::hexX(int column) const
{
    return margin + (offsetDigits + 2 + column * 3 + column / groupBytes) * m_charWidth;
}

int HexView::asciiX(int column) const
{
    return hexX(m_perRow) + (1 + column) * m_charWidth;
}

void HexView::measure()
{
    const QFontMetrics metrics(font());
    m_charWidth = metrics.horizontalAdvance(QLatin1Char('0'));
    m_rowHeight = metrics.lineSpacing() + 2;
    for (m_perRow = 16; m_perRow > 4 && asciiX(m_perRow) + margin > viewport()->width(); m_perRow /= 2) { }
    const int rowsInView = qMax(1, (viewport()->height() - 8) / m_rowHeight);
    verticalScrollBar()->setRange(0, int(qMax(qsizetype(0), rowCount() - rowsInView)));
    verticalScrollBar()->setPageStep(rowsInView);
}

QString HexView::rowText(qsizetype row) const
{
    QString hex;
    QString ascii;
    const qsizetype from = row * m_perRow;
    for (qsizetype i = from; i < qMin(from + m_perRow, m_bytes.size()); ++i) {
        hex += twoDigits(m_bytes[i]) + QLatin1Char(' ');
        ascii += isPrintable(m_bytes[i]) ? QLatin1Char(m_bytes[i]) : QLatin1Char('.');
    }
    return QString::number(from, 16).rightJustified(offsetDigits, QLatin1Char('0')) + QStringLiteral("  ") + hex
        + QLatin1Char(' ') + ascii;
}

void HexView::paintRow(QPainter& painter, qsizetype row, int y) const
{
    const Tokens& t = m_theme.tokens();
    const int baseline = y + painter.fontMetrics().ascent() + 1;
    const qsizetype from = row * m_perRow;
    painter.setPen(t.muted);
    painter.drawText(margin, baseline, QString::number(from, 16).rightJustified(offsetDigits, QLatin1Char('0')));
    for (int column = 0; column < m_perRow && from + column < m_bytes.size(); ++column) {
        const qsizetype at = from + column;
        const char byte = m_bytes[at];
        if (at >= m_markFrom && at < m_markFrom + m_markLength) {
            painter.fillRect(hexX(column) - 1, y, 2 * m_charWidth + 2, m_rowHeight, t.selection);
            painter.fillRect(asciiX(column), y, m_charWidth, m_rowHeight, t.selection);
        }
        painter.setPen(byte == 0 ? t.muted : t.text);
        painter.drawText(hexX(column), baseline, twoDigits(byte));
        painter.setPen(isPrintable(byte) ? t.codeString : t.muted);
        painter.drawText(asciiX(column), baseline, isPrintable(byte) ? QChar(QLatin1Char(byte)) : QChar(0x00B7));
    }
}

void HexView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    qsizetype row = verticalScrollBar()->value();
    for (int y = 4; row < rowCount() && y <= event->rect().bottom(); ++row, y += m_rowHeight)
        paintRow(painter, row, y);
}

void HexView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    const qsizetype first = qsizetype(verticalScrollBar()->value()) * m_perRow;
    measure();
    verticalScrollBar()->setValue(int(first / m_perRow));
}

void HexView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void HexView::scrollContentsBy(int, int)
{
    viewport()->update();
}

} // namespace spillway::ui
