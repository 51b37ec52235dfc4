// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/replayrow.h"

#include "core/serde/text.h"
#include "ui/models/replayfindings.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

using namespace deadletter;

namespace {

constexpr int TickMs = 200;
constexpr int RowHeight = 40;

} // namespace

ReplayRow::ReplayRow(const Theme& theme, LetterDesk& desk, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_desk(desk)
    , m_running(new QWidget(this))
    , m_name(plainLabel({}, m_running))
    , m_bar(new QProgressBar(m_running))
    , m_figures(plainLabel({}, m_running))
    , m_stop(plainButton(theme, QStringLiteral("Stop"), m_running))
    , m_banner(new Banner(theme, this))
{
    m_name->setFont(theme.semiboldFont());
    m_figures->setFont(theme.smallFont());
    m_figures->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setTextVisible(false);
    makeCompact(theme, m_stop);
    m_running->setFixedHeight(RowHeight);
    auto* row = new QHBoxLayout(m_running);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(12);
    row->addWidget(m_name);
    row->addWidget(m_bar, 1);
    row->addWidget(m_figures);
    row->addWidget(m_stop);
    m_banner->setFlush(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_running);
    column->addWidget(m_banner);
    m_running->hide();
    m_tick.setInterval(TickMs);
    connect(&m_tick, &QTimer::timeout, this, &ReplayRow::showProgress);
    connect(m_stop, &QPushButton::clicked, this, &ReplayRow::stop);
    connect(&desk, &LetterDesk::replayed, this,
        [this](quint64 id, const Answer<ReplayReport>& answer) { finish(id, answer.result); });
}

void ReplayRow::start(const ReplayPlan& plan)
{
    if (isRunning())
        return;
    QStringList targets;
    for (const ReplayTarget& target : plan.targets) {
        if (target.records > 0)
            targets << visibleText(target.topic);
    }
    m_report.reset();
    m_topic = plan.request.topic;
    m_target = targets.size() == 1 ? targets.front() : QStringLiteral("%1 topics").arg(targets.size());
    m_count = plan.count(PlannedRecord::Action::Replay);
    m_banner->hide();
    m_name->setText(QStringLiteral("Replay to %1").arg(m_target));
    m_stop->setEnabled(true);
    m_running->show();
    m_since.start();
    m_question = m_desk.replay(plan, kafka::Confirmation::Given);
    m_tick.start();
    showProgress();
    emit runningChanged();
}

void ReplayRow::stop()
{
    m_desk.cancel(m_question);
    m_stop->setEnabled(false);
    m_figures->setText(QStringLiteral("Stopping after the records under way"));
}

void ReplayRow::showProgress()
{
    const Progress* progress = m_desk.progress(m_question);
    if (!progress)
        return;
    const qint64 done = progress->done;
    const qint64 whole = std::max<qint64>(1, progress->expected > 0 ? progress->expected.load() : m_count);
    m_bar->setRange(0, 1000);
    m_bar->setValue(int(std::min<qint64>(done, whole) * 1000 / whole));
    const double seconds = double(m_since.elapsed()) / 1000;
    const double rate = seconds > 0.5 ? double(done) / seconds : 0;
    QString figures = QStringLiteral("%1 of %2").arg(format::count(done), format::count(whole));
    if (rate > 0)
        figures += QStringLiteral(" · %1 /s · %2 left")
                       .arg(format::rate(rate), format::duration(qint64(double(whole - done) / rate * 1000)));
    if (progress->failed > 0)
        figures += QStringLiteral(" · %1 failed").arg(format::count(progress->failed.load()));
    if (m_stop->isEnabled())
        m_figures->setText(figures);
    emit jobChanged(QStringLiteral("Replay to %1 %2 %").arg(m_target, QString::number(done * 100 / whole)));
}

void ReplayRow::finish(quint64 id, const Result<ReplayReport>& report)
{
    if (id != m_question || id == 0)
        return;
    m_question = 0;
    m_tick.stop();
    m_running->hide();
    emit jobChanged({});
    QString sentence;
    if (!report) {
        sentence = visibleText(toText(report.error()));
        showNote(QStringLiteral("Nothing was replayed."), sentence, true);
    } else {
        m_report = *report;
        sentence = reportSentence(*report);
        const bool whole = report->failed + report->uncertain == 0 && !report->cancelled;
        QString reason;
        for (const ReplayOutcome& one : report->outcomes) {
            if (one.kind == ReplayOutcome::Kind::Failed || one.kind == ReplayOutcome::Kind::Uncertain) {
                reason = QStringLiteral(" First: %1 %2: %3")
                             .arg(one.from.partition.value)
                             .arg(one.from.offset.value)
                             .arg(visibleText(one.reason));
                break;
            }
        }
        const QString text = reportText(*report, m_topic);
        m_banner->showMessage(whole ? Status::Note : Status::Warning, sentence + QLatin1Char('.'), reason,
            { { QStringLiteral("Outcomes"), [this, text] { emit reportRequested(text); }, {} },
                { QStringLiteral("Copy report"), [text] { QApplication::clipboard()->setText(text); },
                    QStringLiteral("copy") },
                { QStringLiteral("Close"), [this] { dismiss(); }, {} } });
    }
    emit runningChanged();
    emit ended(m_topic, sentence);
}

void ReplayRow::showNote(const QString& what, const QString& rest, bool failed)
{
    m_banner->showMessage(
        failed ? Status::Error : Status::Note, what, rest, { { QStringLiteral("Close"), [this] { dismiss(); }, {} } });
}

void ReplayRow::dismiss()
{
    m_banner->hide();
}

bool ReplayRow::hasMessage() const
{
    return !m_banner->isHidden();
}

} // namespace spillway::ui
