// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/codeview.h"

#include "ui/theme/theme.h"

#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int gutterPadding = 14;
constexpr int leastDigits = 2;

class Gutter : public QWidget {
public:
    explicit Gutter(CodeView* view)
        : QWidget(view)
        , m_view(view)
    {
    }
    QSize sizeHint() const override { return { m_view->gutterWidth(), 0 }; }

protected:
    void paintEvent(QPaintEvent* event) override { m_view->paintGutter(event); }

private:
    CodeView* m_view;
};

} // namespace

CodeView::CodeView(const Theme& theme, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(theme)
    , m_gutter(new Gutter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFont(theme.monoFont());
    setTabStopDistance(4 * QFontMetricsF(font()).horizontalAdvance(QLatin1Char(' ')));
    setAccessibleName(tr("Value"));
    document()->setDocumentMargin(4);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(&theme, &Theme::changed, this, [this] {
        m_highlighter.restart();
        markMatches();
        viewport()->update();
    });
}

void CodeView::setPayload(PayloadText payload)
{
    m_matches.clear();
    m_shownMatch = -1;
    setExtraSelections({});
    m_continued = std::move(payload.continuedLines);
    m_highlighter.setSpans(std::move(payload.spans));
    setPlainText(payload.text);
    placeGutter();
    verticalScrollBar()->setValue(0);
}

int CodeView::find(const QString& text)
{
    m_matches.clear();
    m_shownMatch = -1;
    m_matchLength = int(text.size());
    if (!text.isEmpty()) {
        const QString shown = toPlainText();
        qsizetype at = shown.indexOf(text, 0, Qt::CaseInsensitive);
        while (at >= 0 && m_matches.size() < size_t(maxMatches)) {
            m_matches.push_back(int(at));
            at = shown.indexOf(text, at + text.size(), Qt::CaseInsensitive);
        }
    }
    markMatches();
    return int(m_matches.size());
}

void CodeView::showMatch(int number)
{
    if (m_matches.empty())
        return;
    const int count = int(m_matches.size());
    m_shownMatch = (number % count + count) % count;
    QTextCursor cursor(document());
    cursor.setPosition(m_matches[size_t(m_shownMatch)]);
    setTextCursor(cursor);
    centerCursor();
    markMatches();
}

void CodeView::markMatches()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (size_t i = 0; i < m_matches.size(); ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(m_matches[i]);
        mark.cursor.setPosition(m_matches[i] + m_matchLength, QTextCursor::KeepAnchor);
        const bool current = int(i) == m_shownMatch;
        mark.format.setBackground(current ? m_theme.tokens().selection : m_theme.tokens().warnSoft);
        if (current)
            mark.format.setFontUnderline(true);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

int CodeView::lineNumber(int block) const
{
    const auto above = std::upper_bound(m_continued.begin(), m_continued.end(), block) - m_continued.begin();
    return block + 1 - int(above);
}

bool CodeView::isContinued(int block) const
{
    return std::binary_search(m_continued.begin(), m_continued.end(), block);
}

int CodeView::gutterWidth() const
{
    const int last = lineNumber(blockCount() - 1);
    const int digits = std::max(leastDigits, int(QString::number(last).size()));
    return gutterPadding + digits * fontMetrics().horizontalAdvance(QLatin1Char('0')) + gutterPadding / 2;
}

void CodeView::placeGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect inner = contentsRect();
    m_gutter->setGeometry(inner.left(), inner.top(), gutterWidth(), inner.height());
}

void CodeView::paintGutter(QPaintEvent* event)
{
    QPainter painter(m_gutter);
    painter.setFont(font());
    painter.setPen(m_theme.tokens().muted);
    const int width = m_gutter->width() - gutterPadding / 2;
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        if (!isContinued(block.blockNumber())) {
            const QRectF line(0, top, width, fontMetrics().lineSpacing());
            painter.drawText(
                line, int(Qt::AlignRight | Qt::AlignTop), QString::number(lineNumber(block.blockNumber())));
        }
        top += blockBoundingRect(block).height();
        block = block.next();
    }
}

void CodeView::paintEvent(QPaintEvent* event)
{
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= viewport()->height()) {
        m_highlighter.format(block);
        top += blockBoundingRect(block).height();
        block = block.next();
    }
    QPlainTextEdit::paintEvent(event);
}

void CodeView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_gutter)
        placeGutter();
}

QMimeData* CodeView::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    QString text;
    QTextBlock block = document()->findBlock(cursor.selectionStart());
    while (block.isValid() && block.position() <= cursor.selectionEnd()) {
        const int from = std::max(0, cursor.selectionStart() - block.position());
        const int to = std::min(block.length() - 1, cursor.selectionEnd() - block.position());
        if (block.position() > cursor.selectionStart() && !isContinued(block.blockNumber()))
            text.append(QLatin1Char('\n'));
        text.append(QStringView(block.text()).mid(from, to - from));
        block = block.next();
    }
    auto* copied = new QMimeData;
    copied->setText(text);
    return copied;
}

} // namespace spillway::ui
