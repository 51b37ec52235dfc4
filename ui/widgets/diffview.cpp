// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/diffview.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace spillway::ui {

namespace {

constexpr int GutterWidth = 26;
constexpr int MostUnderlined = 100;

class DiffGutter : public QWidget {
public:
    explicit DiffGutter(DiffView* view)
        : QWidget(view)
        , m_view(view)
    {
    }

protected:
    void paintEvent(QPaintEvent* event) override { m_view->paintGutter(event); }

private:
    DiffView* m_view;
};

Token groundOf(DiffRow::Kind kind)
{
    return kind == DiffRow::Kind::Changed ? &Tokens::warnSoft : &Tokens::infoSoft;
}

} // namespace

DiffView::DiffView(const Theme& theme, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(theme)
    , m_gutter(new DiffGutter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFont(theme.monoFont());
    document()->setDocumentMargin(4);
    setViewportMargins(GutterWidth, 0, 0, 0);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(&theme, &Theme::changed, this, [this] {
        m_highlighter.restart();
        underline(m_words);
        viewport()->update();
        m_gutter->update();
    });
}

void DiffView::setSide(DiffSide side, const QStringList& words)
{
    setExtraSelections({});
    m_lines = std::move(side.lines);
    m_highlighter.setSpans(std::move(side.payload.spans));
    setPlainText(side.payload.text);
    m_words = words;
    underline(words);
    verticalScrollBar()->setValue(0);
    m_gutter->update();
}

void DiffView::underline(const QStringList& words)
{
    QList<QTextEdit::ExtraSelection> marks;
    for (const QString& word : words) {
        const QString quoted = QLatin1Char('"') + word + QLatin1Char('"');
        const QTextCursor found = document()->find(quoted, 0, QTextDocument::FindCaseSensitively);
        if (found.isNull() || marks.size() >= MostUnderlined)
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = found;
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(m_theme.tokens().error);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void DiffView::scrollTogether(DiffView* one, DiffView* other)
{
    for (const auto& [from, to] : { std::pair(one, other), std::pair(other, one) }) {
        connect(from->verticalScrollBar(), &QScrollBar::valueChanged, to->verticalScrollBar(), &QScrollBar::setValue);
        connect(
            from->horizontalScrollBar(), &QScrollBar::valueChanged, to->horizontalScrollBar(), &QScrollBar::setValue);
    }
}

DiffRow::Kind DiffView::kind(int line) const
{
    return line >= 0 && size_t(line) < m_lines.size() ? m_lines[size_t(line)] : DiffRow::Kind::Same;
}

QString DiffView::sign(int line) const
{
    switch (kind(line)) {
    case DiffRow::Kind::Changed:
        return QStringLiteral("≠");
    case DiffRow::Kind::OnlyLeft:
        return QStringLiteral("−");
    case DiffRow::Kind::OnlyRight:
        return QStringLiteral("+");
    case DiffRow::Kind::Same:
        break;
    }
    return {};
}

template <class Paint> void DiffView::visibleLines(Paint paint) const
{
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= viewport()->height()) {
        const qreal height = blockBoundingRect(block).height();
        paint(block, top, height);
        top += height;
        block = block.next();
    }
}

void DiffView::paintGutter(QPaintEvent*)
{
    QPainter painter(m_gutter);
    painter.setFont(font());
    visibleLines([&](const QTextBlock& block, qreal top, qreal height) {
        const DiffRow::Kind what = kind(block.blockNumber());
        if (what == DiffRow::Kind::Same)
            return;
        const QRectF line(0, top, m_gutter->width(), height);
        painter.fillRect(line, m_theme.tokens().*groundOf(what));
        painter.setPen(what == DiffRow::Kind::Changed ? m_theme.tokens().warn : m_theme.tokens().info);
        painter.drawText(line, Qt::AlignCenter, sign(block.blockNumber()));
    });
}

void DiffView::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter(viewport());
        visibleLines([&](const QTextBlock& block, qreal top, qreal height) {
            m_highlighter.format(block);
            if (const auto what = kind(block.blockNumber()); what != DiffRow::Kind::Same)
                painter.fillRect(QRectF(0, top, viewport()->width(), height), m_theme.tokens().*groundOf(what));
        });
    }
    QPlainTextEdit::paintEvent(event);
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect inner = contentsRect();
    m_gutter->setGeometry(inner.left(), inner.top(), GutterWidth, inner.height());
}

} // namespace spillway::ui
