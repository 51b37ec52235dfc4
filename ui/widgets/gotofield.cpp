// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/gotofield.h"

#include "ui/models/gotomodel.h"
#include "ui/theme/icon.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/gotodelegate.h"
#include "ui/widgets/plaintext.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int fieldWidth = 340;
constexpr int dropWidth = 640;
constexpr int dropPadding = 6;

} // namespace

GoToField::GoToField(const Theme& theme, QWidget* parent)
    : QLineEdit(parent)
    , m_theme(theme)
    , m_model(new GoToModel(this))
    , m_drop(new QFrame(window()))
    , m_list(new QListView(m_drop))
    , m_nothing(plainLabel(tr("Nothing has this in its name."), m_drop))
{
    setPlaceholderText(tr("Go to page, topic, group or command"));
    setAccessibleName(placeholderText());
    setMinimumWidth(180);
    setMaximumWidth(fieldWidth);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::ClickFocus); // Ctrl+K; Tab goes on to the rail
    setTextMargins(22, 0, 0, 0);

    m_drop->hide();
    m_drop->installEventFilter(this);
    window()->installEventFilter(this);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setMinimumHeight(48);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GoToDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Matches"));
    auto* column = new QVBoxLayout(m_drop);
    column->setContentsMargins(1, dropPadding, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_nothing);
    column->addWidget(m_list, 1);
    column->addSpacing(dropPadding);
    m_foot = makeFoot();
    column->addWidget(m_foot);

    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_model->setPattern(text);
        open();
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { choose(index.row()); });
}

QWidget* GoToField::makeFoot()
{
    auto* foot = new QWidget(m_drop);
    foot->setAutoFillBackground(true);
    foot->setBackgroundRole(QPalette::AlternateBase);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(8);
    const auto addWord = [&](const QString& text) {
        QLabel* word = plainLabel(text, foot);
        word->setFont(m_theme.smallFont());
        word->setForegroundRole(QPalette::PlaceholderText);
        row->addWidget(word);
        return word;
    };
    const auto addKeys = [&](const QStringList& keys, const QString& what) {
        for (const QString& key : keys)
            row->addWidget(new Badge(m_theme, key, Badge::Kind::Fact, foot));
        addWord(what);
        row->addSpacing(8);
    };
    addKeys({ QStringLiteral("↑"), QStringLiteral("↓") }, tr("choose"));
    addKeys({ tr("Enter") }, tr("open"));
    row->addStretch(1);
    m_count = addWord({});
    row->addSpacing(8);
    addKeys({ tr("Esc") }, tr("close"));
    return foot;
}

void GoToField::setItems(const QString& group, std::vector<GoToItem> items)
{
    const GoToItem* current = m_model->item(m_list->currentIndex().row());
    const QString kept = current ? current->group + current->text : QString();
    m_model->setItems(group, std::move(items));
    if (!isOpen())
        return;
    place();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const GoToItem* item = m_model->item(row);
        if (item && item->group + item->text == kept)
            m_list->setCurrentIndex(m_model->index(row));
    }
}

bool GoToField::isOpen() const
{
    return !m_drop->isHidden();
}

void GoToField::open()
{
    m_list->setCurrentIndex(m_model->index(m_model->firstItem()));
    m_drop->show();
    m_drop->raise();
    place();
    m_list->scrollToTop(); // the first heading, too
}

void GoToField::close()
{
    m_drop->hide();
    clear();
    m_model->setPattern({});
    update();
}

void GoToField::place()
{
    int rows = 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows += m_list->sizeHintForIndex(m_model->index(row)).height();
    m_count->setText(tr("%1 of %2").arg(m_model->matches()).arg(m_model->total()));
    m_nothing->setVisible(m_model->rowCount() == 0);
    m_list->setVisible(m_model->rowCount() > 0);
    const QPoint under = mapTo(window(), QPoint(width() / 2, height() + 4));
    const int wide = std::min(dropWidth, window()->width() - 32);
    const int wanted
        = (rows > 0 ? rows : m_nothing->minimumHeight()) + 2 * dropPadding + m_foot->sizeHint().height() + 1;
    const int left = std::clamp(under.x() - wide / 2, 16, std::max(16, window()->width() - wide - 16));
    m_drop->setGeometry(left, under.y(), wide, std::min(wanted, window()->height() - under.y() - 40));
}

void GoToField::choose(int row)
{
    const GoToItem* item = m_model->item(row);
    if (!item || !item->possible)
        return;
    const QString page = item->page;
    const QString id = item->id;
    clearFocus();
    close();
    if (page.isEmpty())
        emit commandChosen(id);
    else
        emit chosen(page, id);
}

void GoToField::move(int step)
{
    int row = m_list->currentIndex().row() + step;
    while (row >= 0 && row < m_model->rowCount() && !m_model->item(row))
        row += step;
    if (!m_model->item(row))
        return;
    m_list->setCurrentIndex(m_model->index(row));
    if (row == m_model->firstItem())
        m_list->scrollToTop(); // its heading, too
}

void GoToField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason) {
        emit aboutToOpen();
        open();
    }
}

void GoToField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        close();
}

void GoToField::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
        move(1);
        return;
    case Qt::Key_Up:
        move(-1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex().row());
        return;
    case Qt::Key_Escape:
        close();
        clearFocus();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

bool GoToField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window() && event->type() == QEvent::Resize && isOpen())
        place();
    if (watched == m_drop && event->type() == QEvent::Paint) {
        QPainter painter(m_drop);
        const Tokens& t = m_theme.tokens();
        painter.fillRect(m_drop->rect(), t.control);
        painter.fillRect(m_drop->rect().adjusted(1, 1, -1, -1), t.surface);
        return true;
    }
    return QLineEdit::eventFilter(watched, event);
}

void GoToField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    painter.drawPixmap(QPoint(8, (height() - 16) / 2),
        tintedPixmap(QStringLiteral("browser"), 16, devicePixelRatioF(), t.muted, t.surface));
    if (!text().isEmpty() || hasFocus())
        return;
    // The key that gets here, as a small cap where there is room for it.
    const int needed = fontMetrics().horizontalAdvance(placeholderText()) + 36;
    painter.setFont(m_theme.labelFont());
    const QString key = QStringLiteral("Ctrl+K");
    const int wide = painter.fontMetrics().horizontalAdvance(key) + 10;
    if (needed + wide + 12 > width())
        return;
    const QRect cap(width() - wide - 6, (height() - 18) / 2, wide, 18);
    stylepaint::box(&painter, QRectF(cap), Theme::badgeRadius, t.raised, t.border);
    painter.setPen(t.muted);
    painter.drawText(cap, Qt::AlignCenter, key);
}

} // namespace spillway::ui
