// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/replaydialog.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <map>
#include <set>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr int DialogWidth = 616;
constexpr int NameColumn = 100;
constexpr int TypingMs = 350;
constexpr int WaitMs = 200;

QString records(qint64 count)
{
    return QStringLiteral("%1 %2").arg(
        format::count(count), count == 1 ? QStringLiteral("record") : QStringLiteral("records"));
}

void empty(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        if (item->layout())
            empty(item->layout());
        delete item;
    }
}

} // namespace

QString ReplaySetting::nameToType(const ReplayPlan& plan) const
{
    return typeNameAbove ? ui::nameToType(plan, production, typeNameAbove()) : ui::nameToType(plan, production);
}

ReplayDialog::ReplayDialog(const Theme& theme, LetterDesk& desk, ReplayRequest request, ReplaySetting setting,
    Purpose purpose, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_desk(desk)
    , m_request(std::move(request))
    , m_setting(std::move(setting))
    , m_purpose(purpose)
    , m_title(plainLabel({}, this))
    , m_under(plainLabel({}, this))
    , m_lines(new QGridLayout)
    , m_findings(new QVBoxLayout)
    , m_nameRow(new QWidget(this))
    , m_name(new QLineEdit(m_nameRow))
{
    setWindowTitle(
        purpose == Purpose::DryRun ? QStringLiteral("Dry run of dead letters") : QStringLiteral("Replay dead letters"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(DialogWidth);
    m_title->setFont(theme.pageFont());
    m_title->setWordWrap(true);
    m_under->setForegroundRole(QPalette::PlaceholderText);
    m_under->setWordWrap(true);
    m_lines->setColumnMinimumWidth(0, NameColumn);
    m_lines->setColumnStretch(1, 1);
    m_lines->setVerticalSpacing(6);
    auto* frame = new QFrame(this);
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setAutoFillBackground(true);
    frame->setBackgroundRole(QPalette::Base);
    auto* inFrame = new QVBoxLayout(frame);
    inFrame->setContentsMargins(12, 4, 12, 4);
    inFrame->addLayout(m_findings);
    m_findings->setSpacing(0);

    auto* nameLayout = new QHBoxLayout(m_nameRow);
    nameLayout->setContentsMargins(0, 0, 0, 0);
    nameLayout->addWidget(plainLabel(QStringLiteral("Type the topic to confirm"), m_nameRow));
    nameLayout->addWidget(m_name, 1);
    m_name->setFont(theme.monoFont());
    m_name->setAccessibleName(QStringLiteral("Name of the topic, to confirm"));
    m_nameRow->hide();

    auto* body = new QVBoxLayout;
    body->setContentsMargins(24, 20, 24, 16);
    body->setSpacing(12);
    body->addWidget(m_title);
    body->addWidget(m_under);
    body->addLayout(m_lines);
    body->addWidget(frame);
    body->addWidget(makeOptions());
    body->addWidget(m_nameRow);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(body);
    column->addWidget(makeFoot());

    m_wait.setInterval(WaitMs);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_wait, &QTimer::timeout, this, &ReplayDialog::showWaiting);
    connect(&m_typing, &QTimer::timeout, this, &ReplayDialog::askAgain);
    connect(m_name, &QLineEdit::textChanged, this, &ReplayDialog::allow);
    connect(&desk, &LetterDesk::planned, this,
        [this](quint64 id, const Answer<ReplayPlan>& answer) { setPlan(id, answer.result); });
    askAgain();
}

ReplayDialog::~ReplayDialog()
{
    m_desk.cancel(m_question);
}

QString ReplayDialog::question() const
{
    return m_title->text();
}

QWidget* ReplayDialog::makeOptions()
{
    auto* options = new QWidget(this);
    auto* grid = new QGridLayout(options);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    m_to = new QLineEdit(options);
    m_to->setPlaceholderText(QStringLiteral("the original topic of each"));
    m_to->setFont(m_theme.monoFont());
    m_to->setAccessibleName(QStringLiteral("Topic to replay to"));
    m_keepHeaders = new QCheckBox(QStringLiteral("Keep the error headers"), options);
    m_rate = new QSpinBox(options);
    m_rate->setRange(0, 100'000);
    m_rate->setSpecialValueText(QStringLiteral("as fast as it goes"));
    m_rate->setSuffix(QStringLiteral(" /s at most"));
    m_rate->setAccessibleName(QStringLiteral("Records per second at most"));
    m_limit = new QSpinBox(options);
    m_limit->setRange(0, int(ReplayPlan::MaxRecords));
    m_limit->setSpecialValueText(QStringLiteral("no limit"));
    m_limit->setPrefix(QStringLiteral("the first "));
    m_limit->setAccessibleName(QStringLiteral("Limit of records"));
    auto* label = plainLabel(QStringLiteral("Replay to"), options);
    label->setMinimumWidth(NameColumn);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_to, 0, 1, 1, 3);
    grid->addWidget(m_keepHeaders, 1, 1);
    grid->addWidget(m_rate, 1, 2);
    grid->addWidget(m_limit, 1, 3);
    grid->setColumnStretch(1, 1);
    connect(m_to, &QLineEdit::textChanged, this, &ReplayDialog::optionsChanged);
    connect(m_keepHeaders, &QCheckBox::toggled, this, &ReplayDialog::optionsChanged);
    connect(m_rate, &QSpinBox::valueChanged, this, &ReplayDialog::optionsChanged);
    connect(m_limit, &QSpinBox::valueChanged, this, &ReplayDialog::optionsChanged);
    return options;
}

QWidget* ReplayDialog::makeFoot()
{
    auto* foot = new QWidget(this);
    foot->setAutoFillBackground(true);
    foot->setBackgroundRole(QPalette::AlternateBase);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(24, 12, 24, 12);
    row->setSpacing(8);
    if (m_setting.production)
        row->addWidget(new Badge(m_theme, QStringLiteral("PRODUCTION"), Badge::Kind::Production, foot));
    m_why = plainLabel({}, foot);
    m_why->setFont(m_theme.smallFont());
    m_why->setForegroundRole(QPalette::PlaceholderText);
    m_why->setWordWrap(true);
    row->addWidget(m_why, 1);
    auto* box = new QDialogButtonBox(foot); // the desktop's order
    m_cancel
        = plainButton(m_theme, m_purpose == Purpose::DryRun ? QStringLiteral("Close") : QStringLiteral("Cancel"), box);
    m_replay = primaryButton(m_theme, QStringLiteral("Replay"), box);
    box->addButton(m_cancel, QDialogButtonBox::RejectRole);
    box->addButton(m_replay, QDialogButtonBox::AcceptRole);
    m_cancel->setDefault(true);
    m_replay->setVisible(m_purpose == Purpose::Replay);
    row->addWidget(box);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_replay, &QPushButton::clicked, this, [this] {
        if (!m_plan || !m_replay->isEnabled())
            return;
        const ReplayPlan plan = *m_plan;
        m_replay->setEnabled(false);
        emit confirmed(plan);
        accept();
    });
    return foot;
}

void ReplayDialog::optionsChanged()
{
    const QString to = m_to->text().trimmed();
    m_request.to = to.isEmpty() ? std::nullopt : std::optional(to);
    m_request.keepHeaders = m_keepHeaders->isChecked();
    m_request.perSecond = m_rate->value();
    m_request.limit = m_limit->value() > 0 ? std::optional<qint64>(m_limit->value()) : std::nullopt;
    m_plan.reset(); // what was planned is no longer what is asked for
    m_desk.cancel(std::exchange(m_question, 0));
    allow();
    m_typing.start();
}

void ReplayDialog::askAgain()
{
    m_typing.stop();
    m_plan.reset();
    m_desk.cancel(std::exchange(m_question, 0));
    m_question = m_desk.plan(m_request);
    m_wait.start();
    if (m_title->text().isEmpty())
        m_title->setText(
            QStringLiteral("Replay of %1 on %2")
                .arg(m_request.picks.empty() ? visibleText(m_request.topic) : records(qint64(m_request.picks.size())),
                    visibleText(m_setting.cluster)));
    showWaiting();
    allow();
}

void ReplayDialog::showWaiting()
{
    const Progress* progress = m_desk.progress(m_question);
    if (!progress)
        return;
    const qint64 expected = progress->expected;
    m_under->setText(expected > 0 ? QStringLiteral("Dry run: %1 of %2 letters read")
                                        .arg(format::count(progress->done.load()), format::count(expected))
                                  : QStringLiteral("Dry run: reading the letters"));
}

void ReplayDialog::setPlan(quint64 id, const Result<ReplayPlan>& plan)
{
    if (id != m_question || id == 0)
        return; // of other options
    m_question = 0;
    m_wait.stop();
    if (!plan) {
        m_under->setText(QStringLiteral("The dry run failed"));
        showFindings({ { .status = Status::Error, .what = visibleText(toText(plan.error())) } });
    } else {
        m_plan = *plan;
        showPlan();
    }
    allow();
    fit();
    QTimer::singleShot(0, this, &ReplayDialog::fit); // when rows within rows have been laid out
}

void ReplayDialog::showPlan()
{
    const qint64 count = m_plan->count(PlannedRecord::Action::Replay);
    QString question = m_plan->question();
    // the cluster is part of the deed
    if (question.endsWith(QLatin1Char('?')))
        question = QStringLiteral("%1 on %2?").arg(question.chopped(1), visibleText(m_setting.cluster));
    m_title->setText(question);
    empty(m_lines);
    int line = 0;
    for (const auto& [name, text] : m_plan->details()) {
        auto* label = plainLabel(name, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        auto* value = plainLabel(text, this);
        value->setWordWrap(true);
        m_lines->addWidget(label, line, 0);
        m_lines->addWidget(value, line++, 1);
        // a layout shows what it is given later, and counts it only then
        label->show();
        value->show();
    }
    m_under->setText(count > 0 ? QStringLiteral("What is written stays written: nothing takes it back.")
                               : QStringLiteral("Nothing would be written."));
    showFindings(findingsOf(*m_plan));
    m_replay->setText(QStringLiteral("Replay %1").arg(records(count)));
    const QString name = m_purpose == Purpose::Replay && count > 0 ? m_setting.nameToType(*m_plan) : QString();
    m_nameRow->setVisible(!name.isEmpty());
    m_name->setPlaceholderText(visibleText(name));
}

void ReplayDialog::showFindings(const std::vector<ReplayFinding>& findings)
{
    empty(m_findings);
    for (const ReplayFinding& finding : findings) {
        auto* row = new QWidget(this);
        auto* layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 4, 0, 4);
        auto* shape = new StatusLabel(m_theme, row);
        shape->setStatus(finding.status, QStringLiteral(" "));
        auto* text = plainLabel(finding.what, row);
        text->setWordWrap(true);
        layout->addWidget(shape, 0, Qt::AlignTop);
        layout->addWidget(text, 1);
        static const std::map<ReplayFinding::Step, QString> words{
            { ReplayFinding::Step::LeaveOut, QStringLiteral("Leave out") },
            { ReplayFinding::Step::Again, QStringLiteral("Replay again") },
            { ReplayFinding::Step::SendTombstones, QStringLiteral("Send them") },
        };
        if (const auto word = words.find(finding.step); word != words.end()) {
            auto* step = flatButton(m_theme, word->second, row);
            makeCompact(m_theme, step);
            layout->addWidget(step, 0, Qt::AlignTop);
            connect(step, &QPushButton::clicked, this, [this, finding] { take(finding); });
        }
        m_findings->addWidget(row);
        row->show();
    }
}

void ReplayDialog::fit()
{
    // Wrapped lines say how high they are only for a width.
    layout()->activate();
    resize(DialogWidth, layout()->totalHeightForWidth(DialogWidth));
}

void ReplayDialog::take(const ReplayFinding& finding)
{
    switch (finding.step) {
    case ReplayFinding::Step::LeaveOut: {
        // What stays is named one by one, also when everything was asked for.
        const std::set<Coordinates> out(finding.letters.begin(), finding.letters.end());
        std::vector<Coordinates> picks;
        for (const PlannedRecord& record : m_plan ? m_plan->records : std::vector<PlannedRecord>()) {
            if (!out.contains(record.from))
                picks.push_back(record.from);
        }
        if (picks.empty()) {
            reject();
            return;
        }
        m_request.picks = std::move(picks);
        break;
    }
    case ReplayFinding::Step::Again:
        m_request.again = true;
        break;
    case ReplayFinding::Step::SendTombstones:
        m_request.sendTombstones = true;
        break;
    case ReplayFinding::Step::None:
        return;
    }
    askAgain();
}

void ReplayDialog::allow()
{
    QString why;
    const qint64 count = m_plan ? m_plan->count(PlannedRecord::Action::Replay) : 0;
    bool allowed = m_plan.has_value() && count > 0;
    if (m_purpose == Purpose::DryRun) {
        why = QStringLiteral("A dry run reads; it changes nothing.");
    } else if (m_setting.readOnly) {
        allowed = false;
        why = QStringLiteral("This connection is read-only: nothing is written through it.");
    } else if (allowed) {
        const QString name = m_setting.nameToType(*m_plan);
        if (!name.isEmpty() && m_name->text() != name) {
            allowed = false;
            why = QStringLiteral("Type %1 to go on.").arg(visibleText(name));
        } else {
            why = QStringLiteral("Written to the audit journal as %1").arg(visibleText(m_setting.actor));
        }
    }
    m_why->setText(why);
    m_replay->setEnabled(allowed);
}

} // namespace spillway::ui
