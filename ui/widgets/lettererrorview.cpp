// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/lettererrorview.h"

#include "core/deadletter/dialects.h"
#include "core/serde/text.h"
#include "ui/models/letterfilter.h"
#include "ui/models/lettertablemodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/factvalue.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr qsizetype MessageChars = 320;
constexpr size_t MostFacts = 9;
constexpr int SideWidth = 300;

QString cut(const QString& text, qsizetype chars)
{
    const QString head = visibleText(QStringView(text).left(chars));
    return text.size() > chars ? head + QChar(0x2026) : head;
}

QString problemsText(const DeadLetter& error)
{
    QStringList lines;
    for (const HeaderProblem& problem : error.problems)
        lines << QStringLiteral("%1: %2").arg(visibleText(bytesOf(problem.header)), visibleText(problem.what));
    if (error.moreProblems > 0)
        lines << QStringLiteral("and %1 more").arg(error.moreProblems);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

LetterErrorView::LetterErrorView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_message(plainLabel({}, this))
    , m_shape(new StatusLabel(theme, this))
    , m_class(plainLabel({}, this))
    , m_frames(plainLabel({}, this))
    , m_more(flatButton(theme, {}, this))
    , m_side(new QWidget(this))
    , m_grid(new QGridLayout(m_side))
{
    m_message->setFont(theme.semiboldFont());
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_class->setFont(theme.smallFont());
    m_class->setForegroundRole(QPalette::PlaceholderText);
    m_class->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_frames->setFont(theme.monoFont());
    m_frames->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : { m_message, m_class, m_frames })
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    makeCompact(theme, m_more);

    auto* left = new QVBoxLayout;
    left->setSpacing(3);
    auto* first = new QHBoxLayout;
    first->setSpacing(6);
    first->addWidget(m_shape, 0, Qt::AlignTop);
    first->addWidget(m_message, 1);
    left->addLayout(first);
    left->addWidget(m_class);
    left->addWidget(m_frames);
    left->addWidget(m_more, 0, Qt::AlignLeft);
    left->addStretch(1);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnMinimumWidth(0, 84);
    m_grid->setColumnStretch(1, 1);
    m_side->setFixedWidth(SideWidth);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(16);
    row->addLayout(left, 1);
    row->addWidget(m_side, 0, Qt::AlignTop);
    connect(m_more, &QPushButton::clicked, this, [this] { emit stackRequested(m_stack); });
    clear();
}

QString LetterErrorView::message() const
{
    return m_message->text();
}

void LetterErrorView::clear()
{
    m_facts.clear();
    m_stack.clear();
    m_message->clear();
    m_class->clear();
    m_frames->clear();
    m_more->hide();
    m_shape->setStatus(Status::None, {});
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void LetterErrorView::setLetter(const Letter& letter)
{
    clear();
    const DeadLetter& error = letter.error;
    const QString message = error.errorMessage.value_or(QString());
    m_shape->setStatus(error.recognised() ? Status::Error : Status::Unknown, QStringLiteral(" "));
    m_message->setText(!error.recognised() ? QStringLiteral("No error headers: a foreign record, or this is no "
                                                            "dead-letter topic")
            : message.isEmpty()            ? QStringLiteral("The headers hold no message")
                                           : cut(message.section(QLatin1Char('\n'), 0, 0), MessageChars));
    m_message->setToolTip(plainTooltip(cut(message, 4000)));
    m_class->setText(error.errorClass ? cut(*error.errorClass, 200) : QString());
    m_class->setVisible(error.errorClass.has_value());
    m_stack = error.stack.value_or(QString());
    const StackOutline outline = outlineOf(m_stack);
    QStringList frames;
    for (const QString& frame : outline.frames)
        frames << cut(frame, 200);
    m_frames->setText(frames.join(QLatin1Char('\n')));
    m_frames->setVisible(!frames.isEmpty());
    if (!m_stack.isEmpty()) {
        QStringList parts;
        if (outline.moreFrames > 0)
            parts << QStringLiteral("%1 more frame%2").arg(outline.moreFrames).arg(outline.moreFrames == 1 ? "" : "s");
        if (!outline.causes.empty())
            parts << QStringLiteral("%1 cause%2").arg(outline.causes.size()).arg(outline.causes.size() == 1 ? "" : "s");
        m_more->setText(parts.isEmpty() ? QStringLiteral("Whole stack") : parts.join(QStringLiteral(", ")));
        m_more->show();
    }
    setFacts(letter);
}

void LetterErrorView::setFacts(const Letter& letter)
{
    const DeadLetter& error = letter.error;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (error.failedAtMs)
        addFact(QStringLiteral("Failed at"), format::timestamp(*error.failedAtMs, now), false,
            format::utc(*error.failedAtMs));
    else if (letter.record.timestampMs >= 0)
        addFact(QStringLiteral("Written at"), format::timestamp(letter.record.timestampMs, now), false,
            format::utc(letter.record.timestampMs));
    if (error.consumerGroup || error.attempts) {
        QString who = error.consumerGroup ? cut(*error.consumerGroup, 120) : QStringLiteral("group not named");
        if (error.attempts)
            who += QStringLiteral(", after %1 %2").arg(*error.attempts).arg(*error.attempts == 1 ? "try" : "tries");
        addFact(QStringLiteral("Group"), who);
    }
    if (error.wrapperClass)
        addFact(QStringLiteral("Wrapped in"), cut(shortClass(*error.wrapperClass), 120), false, *error.wrapperClass);
    if (error.keyFailed)
        addFact(QStringLiteral("Key"), QStringLiteral("could not be deserialized"), true);
    if (error.pointer)
        addFact(QStringLiteral("Pointer"), QStringLiteral("no copy of the record, only where it is"), true);
    if (!error.problems.empty()) {
        const size_t count = error.problems.size() + error.moreProblems;
        addFact(QStringLiteral("Malformed"),
            count == 1 ? QStringLiteral("%1: %2").arg(
                visibleText(bytesOf(error.problems.front().header)), visibleText(error.problems.front().what))
                       : QStringLiteral("%1 headers, see here").arg(count),
            true, problemsText(error));
    }
    if (letter.state != LetterState::Open)
        addFact(letterStateWord(letter.state), visibleText(letter.remark));
    if (!error.earlier.empty())
        addFact(QStringLiteral("Failed before"),
            QStringLiteral("%1 time%2").arg(error.earlier.size()).arg(error.earlier.size() == 1 ? "" : "s"), true);
    for (const Detail& detail : error.details) {
        if (m_facts.size() >= MostFacts)
            break;
        addFact(visibleText(detail.label), cut(detail.value, 200));
    }
    for (const Dialect other : error.alsoCarries) {
        if (m_facts.size() >= MostFacts)
            break;
        addFact(QStringLiteral("Also carries"), QStringLiteral("%1 headers").arg(dialectTitle(other)));
    }
}

void LetterErrorView::addFact(const QString& name, const QString& text, bool warned, const QString& tooltip)
{
    m_facts.emplace_back(name, text);
    const int row = int(m_facts.size()) - 1;
    auto* label = plainLabel(name, m_side);
    label->setFont(m_theme.smallFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    m_grid->addWidget(label, row, 0);
    if (warned) {
        auto* value = new StatusLabel(m_theme, m_side);
        value->setStatus(Status::Warning, text);
        value->setToolTip(plainTooltip(tooltip.isEmpty() ? text : tooltip));
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        m_grid->addWidget(value, row, 1);
    } else {
        auto* value = new FactValue(m_theme, m_side);
        FactValue::Content content;
        content.text = text;
        value->setContent(content, tooltip);
        m_grid->addWidget(value, row, 1);
    }
}

} // namespace spillway::ui
