// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/displaytab.h"

#include "ui/dialogs/formrow.h"
#include "ui/theme/profilemark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QRegularExpression>

namespace spillway::ui {

namespace {

constexpr qsizetype longestNotes = 64 * 1024;

} // namespace

DisplayTab::DisplayTab(const Theme& theme, QWidget* parent)
    : ProfileTab(theme, parent)
    , m_colour(new QComboBox)
    , m_sample(new Badge(theme, tr("PRODUCTION"), Badge::Kind::Production))
    , m_confirm(new QCheckBox(tr("Changes ask for the topic's or the connection's name to be typed")))
    , m_patterns(new QPlainTextEdit)
    , m_notes(new QPlainTextEdit)
{
    for (const auto colour : { ProfileColour::None, ProfileColour::Red, ProfileColour::Amber, ProfileColour::Green,
             ProfileColour::Blue, ProfileColour::Violet, ProfileColour::Grey })
        m_colour->addItem(markName(colour), static_cast<int>(colour));
    m_colour->setAccessibleName(tr("Colour of the mark"));
    auto* colour = new QWidget;
    auto* colourRow = new QHBoxLayout(colour);
    colourRow->setContentsMargins(0, 0, 0, 0);
    colourRow->setSpacing(12);
    colourRow->addWidget(m_colour);
    colourRow->addWidget(m_sample);
    colourRow->addStretch(1);
    for (QPlainTextEdit* edit : { m_patterns, m_notes }) {
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(88);
    }
    m_patterns->setObjectName(QStringLiteral("patterns"));
    m_patterns->setFont(theme.monoFont());
    m_patterns->setPlaceholderText(QStringLiteral("^quarantine\\."));
    m_patterns->setAccessibleName(tr("Names of dead-letter topics"));
    m_notes->setAccessibleName(tr("Notes"));

    QGridLayout* grid = makeGrid();
    const auto row = [&](QWidget* input, const QString& name) {
        auto* made = new FormRow(theme, input);
        made->addTo(grid, name);
        return made;
    };
    row(colour, tr("Production mark"));
    row(m_confirm, tr("Confirmation"));
    m_patternsRow = row(m_patterns, tr("Dead-letter topics"));
    m_patterns->setToolTip(tr("Regular expressions, one a line, beside the names that are known anyway"));
    m_notesRow = row(m_notes, tr("Notes"));
    connect(m_colour, &QComboBox::currentIndexChanged, this, [this] {
        m_sample->setMark(markTokens(ProfileColour(m_colour->currentData().toInt())));
        emit changed();
    });
    connect(m_confirm, &QCheckBox::toggled, this, &ProfileTab::changed);
    connect(m_patterns, &QPlainTextEdit::textChanged, this, &ProfileTab::changed);
    connect(m_notes, &QPlainTextEdit::textChanged, this, &ProfileTab::changed);
}

void DisplayTab::confirmTwice()
{
    m_confirm->setChecked(true);
}

QStringList DisplayTab::patterns() const
{
    QStringList lines;
    for (const QString& line : m_patterns->toPlainText().split(QLatin1Char('\n')))
        if (!line.trimmed().isEmpty())
            lines << line.trimmed();
    return lines;
}

void DisplayTab::load(const ConnectionProfile& profile)
{
    const QSignalBlocker quiet(this);
    int at = m_colour->findData(static_cast<int>(profile.colour));
    if (at < 0) {
        m_colour->addItem(markName(profile.colour), static_cast<int>(profile.colour));
        at = m_colour->count() - 1;
    }
    m_colour->setCurrentIndex(at);
    m_sample->setMark(markTokens(profile.colour));
    m_confirm->setChecked(profile.confirmTwice);
    m_patterns->setPlainText(profile.deadLetterPatterns.join(QLatin1Char('\n')));
    m_notes->setPlainText(profile.notes);
}

void DisplayTab::store(ConnectionProfile& profile) const
{
    profile.colour = ProfileColour(m_colour->currentData().toInt());
    profile.confirmTwice = m_confirm->isChecked();
    profile.deadLetterPatterns = patterns();
    profile.notes = m_notes->toPlainText();
}

bool DisplayTab::check()
{
    QString problem;
    for (const QString& pattern : patterns()) {
        const QRegularExpression expression(pattern);
        if (!expression.isValid())
            problem = tr("%1 is not a regular expression: %2").arg(pattern.left(60), expression.errorString());
    }
    m_patternsRow->setProblem(problem);
    m_notesRow->setProblem(
        m_notes->document()->characterCount() > longestNotes ? tr("Longer than 64 KiB.") : QString());
    return problem.isEmpty() && m_notesRow->problem().isEmpty();
}

} // namespace spillway::ui
