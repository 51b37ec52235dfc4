// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/letterpair.h"

#include "core/serde/detect.h"
#include "ui/models/headerpairmodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/headerpairdelegate.h"
#include "ui/widgets/hexview.h"
#include "ui/widgets/panelstate.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr int TopHeight = 34;
constexpr int HeadHeight = 28;
constexpr qsizetype MostNamedWords = 16;

BytesView viewOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? BytesView(bytes->constData(), size_t(bytes->size())) : BytesView();
}

PayloadText wordsOnly(const QString& words)
{
    PayloadText payload;
    payload.text = words;
    return payload;
}

PayloadText textOf(const std::optional<QByteArray>& bytes)
{
    const Detection detection = detectPayload(viewOf(bytes));
    switch (detection.kind) {
    case PayloadKind::Null:
        return wordsOnly(QStringLiteral("null: no value, a tombstone"));
    case PayloadKind::Empty:
        return wordsOnly(QStringLiteral("empty: a value of 0 bytes"));
    case PayloadKind::Json:
        return prettyPayload(bytesOf(*bytes), LetterPair::MaxChars);
    case PayloadKind::Text:
    case PayloadKind::Binary:
        return rawPayload(bytesOf(*bytes), LetterPair::MaxChars);
    }
    return {};
}

QString placeOf(const Record& record)
{
    return QStringLiteral("%1 · P %2 · %3")
        .arg(visibleText(record.topic))
        .arg(record.partition.value)
        .arg(format::count(record.offset.value));
}

QString sizeOf(const std::optional<QByteArray>& bytes)
{
    return bytes ? format::bytes(double(bytes->size())) : QStringLiteral("null");
}

/// What to do when there is no original.
QString stepFor(Original::Kind kind)
{
    switch (kind) {
    case Original::Kind::Expired:
    case Original::Kind::CompactedAway:
        return QStringLiteral("A replay needs no original: it writes the letter's own key and value.");
    case Original::Kind::BeyondEnd:
        return QStringLiteral("Compare with what the topic has now before you replay into it.");
    case Original::Kind::NoSuchTopic:
        return QStringLiteral("Replay the letter to another topic, or create the topic again.");
    case Original::Kind::NotAllowed:
        return QStringLiteral("Ask for READ on the topic, or open the cluster as a user who has it.");
    case Original::Kind::NotNamed:
        return QStringLiteral("Name a topic when you replay it.");
    default:
        return {};
    }
}

QString titleFor(Original::Kind kind)
{
    switch (kind) {
    case Original::Kind::Expired:
        return QStringLiteral("Original expired");
    case Original::Kind::BeyondEnd:
        return QStringLiteral("No such offset any more");
    case Original::Kind::CompactedAway:
        return QStringLiteral("Original gone");
    case Original::Kind::NoSuchTopic:
        return QStringLiteral("Topic or partition gone");
    case Original::Kind::NotAllowed:
        return QStringLiteral("Original not allowed");
    case Original::Kind::NotNamed:
        return QStringLiteral("Original not named");
    default:
        return QStringLiteral("Original not reached");
    }
}

} // namespace

LetterPair::LetterPair(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_left(new DiffView(theme, this))
    , m_right(new DiffView(theme, this))
    , m_leftBytes(new HexView(theme, this))
    , m_rightBytes(new HexView(theme, this))
    , m_state(new PanelState(theme, this))
    , m_headers(new HeaderPairModel(this))
    , m_table(new TableView(theme, TableView::Density::Dense, this))
{
    m_left->setAccessibleName(QStringLiteral("Value of the original"));
    m_right->setAccessibleName(QStringLiteral("Value of the dead letter"));
    DiffView::scrollTogether(m_left, m_right);
    m_table->setModel(m_headers);
    m_table->setItemDelegate(new HeaderPairDelegate(theme, m_table));
    m_table->horizontalHeader()->hide();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(QStringLiteral("Headers of the original and of the dead letter"));

    auto* values = new QWidget(this);
    auto* sides = new QHBoxLayout(values);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(1);
    m_leftStack = new QStackedLayout;
    m_rightStack = new QStackedLayout;
    for (QWidget* widget :
        { static_cast<QWidget*>(m_left), static_cast<QWidget*>(m_leftBytes), static_cast<QWidget*>(m_state) })
        m_leftStack->addWidget(widget);
    m_rightStack->addWidget(m_right);
    m_rightStack->addWidget(m_rightBytes);
    sides->addLayout(m_leftStack, 1);
    sides->addLayout(m_rightStack, 1);

    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(values);
    split->addWidget(m_table);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    values->setMinimumHeight(60);
    m_table->setMinimumHeight(44);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTop());
    column->addWidget(makeHeads());
    column->addWidget(split, 1);
    setFocusProxy(m_right);
    connect(m_form, &SegmentedControl::currentChanged, this, &LetterPair::show);
    clear();
}

QWidget* LetterPair::makeTop()
{
    auto* top = new QWidget(this);
    top->setFixedHeight(std::max(TopHeight, m_theme.compactControlHeight() + 8));
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(12);
    auto* title = plainLabel(QStringLiteral("Beside its original"), top);
    title->setFont(m_theme.semiboldFont());
    m_key = new StatusLabel(m_theme, top);
    m_value = new StatusLabel(m_theme, top);
    m_headersSaid = new StatusLabel(m_theme, top);
    m_form = new SegmentedControl(m_theme, { QStringLiteral("Fields"), QStringLiteral("Bytes") }, top);
    m_form->setCompact();
    row->addWidget(title);
    row->addWidget(m_key);
    row->addWidget(m_value);
    row->addWidget(m_headersSaid);
    row->addStretch(1);
    row->addWidget(m_form);
    return top;
}

QWidget* LetterPair::makeHeads()
{
    auto* heads = new QWidget(this);
    heads->setAutoFillBackground(true);
    heads->setBackgroundRole(QPalette::AlternateBase);
    heads->setFixedHeight(std::max(HeadHeight, m_theme.denseRowHeight() + 6));
    auto* row = new QHBoxLayout(heads);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    const auto side = [&](const QString& name, QLabel*& place, QLabel*& size) {
        auto* part = new QHBoxLayout;
        auto* label = plainLabel(name, heads);
        label->setFont(m_theme.semiboldFont());
        place = new ElidedLabel({}, Qt::ElideLeft, 0, heads); // its end tells them apart
        size = plainLabel({}, heads);
        for (QLabel* muted : { place, size }) {
            muted->setFont(m_theme.smallFont());
            muted->setForegroundRole(QPalette::PlaceholderText);
        }
        place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        part->addWidget(label);
        part->addWidget(place, 1);
        part->addWidget(size);
        row->addLayout(part, 1);
    };
    side(QStringLiteral("Original"), m_leftHead, m_leftSize);
    row->addSpacing(12);
    side(QStringLiteral("Dead letter"), m_rightHead, m_rightSize);
    return heads;
}

void LetterPair::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int half = (width() - 2 - m_table->verticalScrollBar()->sizeHint().width()) / 2;
    const int name = half * 45 / 100;
    using Model = HeaderPairModel;
    m_table->setColumnWidth(Model::LeftNameColumn, name);
    m_table->setColumnWidth(Model::LeftValueColumn, half - name);
    m_table->setColumnWidth(Model::RightNameColumn, name);
    m_table->setColumnWidth(Model::RightValueColumn, half - name);
    m_headersSaid->setVisible(width() > 760);
}

void LetterPair::clear()
{
    m_letter.reset();
    m_original.reset();
    m_headers->clear();
    for (DiffView* view : { m_left, m_right })
        view->setSide({});
    for (QLabel* label : { m_leftHead, m_rightHead, m_leftSize, m_rightSize })
        label->clear();
    for (StatusLabel* label : { m_key, m_value, m_headersSaid })
        label->setStatus(Status::None, {});
    m_leftStack->setCurrentWidget(m_left);
    m_rightStack->setCurrentWidget(m_right);
}

void LetterPair::setLetter(const Letter& letter)
{
    m_letter = letter;
    m_original.reset();
    show();
}

void LetterPair::setOriginal(const Original& original)
{
    if (!m_letter)
        return;
    m_original = original;
    show();
}

QString LetterPair::keyWords() const
{
    if (!m_letter || !m_original || !m_original->found())
        return {};
    return m_original->record->key == m_letter->record.key ? QStringLiteral("key identical")
                                                           : QStringLiteral("key differs");
}

QString LetterPair::valueWords() const
{
    if (!m_letter || !m_original || !m_original->found())
        return {};
    if (m_letter->error.pointer)
        return QStringLiteral("the letter only points to it");
    if (m_original->record->value == m_letter->record.value)
        return QStringLiteral("value identical");
    const auto isShort = [](const auto& bytes) { return bytes && bytes->size() < MaxChars / 4; };
    if (isShort(m_original->record->value) && isShort(m_letter->record.value)
        && textOf(m_original->record->value).text == textOf(m_letter->record.value).text)
        return QStringLiteral("value differs in white space only");
    return QStringLiteral("value differs");
}

void LetterPair::show()
{
    if (!m_letter)
        return;
    m_headers->setRecords(m_original && m_original->found() ? m_original->record : std::nullopt, m_letter->record);
    showWords();
    m_form->currentIndex() == 0 ? showTexts() : showBytes();
    if (!m_original || !m_original->found())
        showInPlace();
}

void LetterPair::showWords()
{
    const bool found = m_original && m_original->found();
    m_rightHead->setText(placeOf(m_letter->record));
    m_rightSize->setText(sizeOf(m_letter->record.value));
    const Origin& origin = m_letter->error.origin;
    m_leftHead->setText(found ? placeOf(*m_original->record)
            : origin.topic    ? visibleText(*origin.topic)
                              : QStringLiteral("not named"));
    m_leftSize->setText(found ? sizeOf(m_original->record->value) : QString());
    const auto say = [](StatusLabel* label, const QString& words, bool good) {
        label->setStatus(words.isEmpty() ? Status::None : good ? Status::Ok : Status::Warning, words);
    };
    const QString key = keyWords();
    const QString value = valueWords();
    say(m_key, key, key.endsWith(QStringLiteral("identical")));
    say(m_value, value, value.endsWith(QStringLiteral("identical")));
    QStringList parts;
    if (const int errors = m_headers->addedErrorHeaders(); found && errors > 0)
        parts << QStringLiteral("%1 error header%2 added").arg(errors).arg(errors == 1 ? "" : "s");
    if (const int others = m_headers->addedOthers(); found && others > 0)
        parts << QStringLiteral("%1 other%2 added").arg(others).arg(others == 1 ? "" : "s");
    if (m_headers->changed() > 0)
        parts << QStringLiteral("%1 changed").arg(m_headers->changed());
    if (m_headers->removed() > 0)
        parts << QStringLiteral("%1 missing").arg(m_headers->removed());
    if (found && parts.isEmpty())
        parts << QStringLiteral("headers identical");
    m_headersSaid->setStatus(!found                           ? Status::None
            : m_headers->changed() + m_headers->removed() > 0 ? Status::Warning
                                                              : Status::New,
        parts.join(QStringLiteral(", ")));
}

QStringList LetterPair::namedWords() const
{
    static const QRegularExpression quoted(
        QStringLiteral("[\"'`\\x{201C}\\[]([^\"'`\\x{201D}\\[\\]\\s]{2,60})[\"'`\\x{201D}\\]]"));
    QStringList words;
    auto match = quoted.globalMatch(m_letter->error.errorMessage.value_or(QString()).left(2000));
    while (match.hasNext() && words.size() < MostNamedWords)
        words << match.next().captured(1);
    return words;
}

void LetterPair::showTexts()
{
    const PayloadText right = textOf(m_letter->record.value);
    const bool found = m_original && m_original->found();
    const PayloadText left = found ? textOf(m_original->record->value) : PayloadText{};
    const QStringList rightLines = right.text.split(QLatin1Char('\n'));
    const auto rows = diffLines(found ? left.text.split(QLatin1Char('\n')) : rightLines, rightLines);
    if (found)
        m_left->setSide(leftSide(left, rows), namedWords());
    m_right->setSide(rightSide(right, rows), namedWords());
    m_leftStack->setCurrentWidget(m_left);
    m_rightStack->setCurrentWidget(m_right);
    const auto cut = [](QLabel* label, const PayloadText& payload) {
        if (payload.leftOutBytes > 0)
            label->setText(QStringLiteral("%1, the last %2 not shown")
                               .arg(label->text(), format::bytes(double(payload.leftOutBytes))));
    };
    cut(m_leftSize, left);
    cut(m_rightSize, right);
}

void LetterPair::showBytes()
{
    const QByteArray right = m_letter->record.value.value_or(QByteArray());
    m_rightBytes->setBytes(right);
    m_rightStack->setCurrentWidget(m_rightBytes);
    if (!m_original || !m_original->found())
        return;
    const QByteArray left = m_original->record->value.value_or(QByteArray());
    m_leftBytes->setBytes(left);
    m_leftStack->setCurrentWidget(m_leftBytes);
    if (left == right)
        return;
    // from the first byte that differs to the last one
    const auto first = std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first - left.begin();
    qsizetype tail = 0;
    const qsizetype shorter = std::min(left.size(), right.size()) - first;
    while (tail < shorter && left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
        ++tail;
    m_leftBytes->mark(first, left.size() - tail - first);
    m_rightBytes->mark(first, right.size() - tail - first);
}

void LetterPair::showInPlace()
{
    m_leftStack->setCurrentWidget(m_state);
    m_explanation.clear();
    if (!m_original) {
        m_state->show(Status::None, QStringLiteral("Fetching the original"), {}, {}, -1, {});
        return;
    }
    const Original::Kind kind = m_original->kind;
    const bool trouble = kind == Original::Kind::Unreachable || kind == Original::Kind::NotAllowed;
    m_explanation = visibleText(m_original->explanation);
    const QString toDo = kind == Original::Kind::Unreachable && m_original->error ? visibleText(m_original->error->hint)
                                                                                  : stepFor(kind);
    m_state->show(trouble ? Status::Error : Status::None, titleFor(kind), m_explanation, toDo, -1,
        kind == Original::Kind::Unreachable
            ? PanelAction{ QStringLiteral("Try again"), [this] { emit retryRequested(); }, QStringLiteral("refresh") }
            : PanelAction{});
}

} // namespace spillway::ui
