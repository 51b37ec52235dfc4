// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/testpanel.h"

#include "core/serde/text.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

namespace spillway::ui {

namespace {

constexpr int titleHeight = 34;

QString stepWord(TestPanel::Step step)
{
    switch (step) {
    case TestPanel::Resolve:
        return TestPanel::tr("Resolve");
    case TestPanel::Connect:
        return TestPanel::tr("Connect");
    case TestPanel::Tls:
        return TestPanel::tr("TLS");
    case TestPanel::Authenticate:
        return TestPanel::tr("Authenticate");
    case TestPanel::Metadata:
        return TestPanel::tr("Metadata");
    case TestPanel::Authorise:
    case TestPanel::StepCount:
        break;
    }
    return TestPanel::tr("Authorise");
}

/// Where a step of the test is shown; what is wrong with the settings themselves is seen before the first.
TestPanel::Step rowOf(kafka::ConnectionStep step)
{
    using kafka::ConnectionStep;
    switch (step) {
    case ConnectionStep::Configuration:
    case ConnectionStep::Resolve:
        return TestPanel::Resolve;
    case ConnectionStep::Connect:
        return TestPanel::Connect;
    case ConnectionStep::Tls:
        return TestPanel::Tls;
    case ConnectionStep::Authenticate:
        return TestPanel::Authenticate;
    case ConnectionStep::Metadata:
    case ConnectionStep::Brokers:
        return TestPanel::Metadata;
    case ConnectionStep::Authorise:
        break;
    }
    return TestPanel::Authorise;
}

/// "0.4 ms", "12 ms"
QString millisecondsText(std::chrono::microseconds time)
{
    constexpr std::chrono::milliseconds fine(10);
    return TestPanel::tr("%1 ms").arg(
        QLocale().toString(double(time.count()) / 1000, 'f', time < fine && time.count() % 1000 != 0 ? 1 : 0));
}

void tint(QLabel* label, QPalette::ColorRole role)
{
    label->setForegroundRole(role);
}

} // namespace

TestPanel::TestPanel(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_summary(plainLabel({}, this))
    , m_copy(flatButton(theme, tr("Copy report"), this))
    , m_test(plainButton(theme, tr("Test"), this, QStringLiteral("test")))
{
    setAccessibleName(tr("Connection test"));
    QLabel* title = plainLabel(tr("Test"), this);
    title->setFont(theme.semiboldFont());
    m_summary->setFont(theme.smallFont());
    m_summary->setAccessibleName(tr("Result of the test"));
    makeCompact(theme, m_copy);
    makeCompact(theme, m_test);
    m_test->setObjectName(QStringLiteral("test"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 0, 8, 0);
    head->setSpacing(8);
    head->addWidget(title);
    head->addWidget(m_summary, 1);
    head->addWidget(m_copy);
    head->addWidget(m_test);
    auto* headRow = new QWidget(this);
    headRow->setFixedHeight(titleHeight);
    headRow->setLayout(head);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(headRow);
    for (int i = 0; i < StepCount; ++i) {
        Row& row = m_rows[std::size_t(i)];
        auto* line = new QWidget(this);
        auto* grid = new QGridLayout(line);
        grid->setContentsMargins(12, 5, 12, 5);
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(2);
        grid->setColumnMinimumWidth(0, 104);
        grid->setColumnStretch(1, 1);
        row.name = new StatusLabel(theme, line);
        row.detail = plainLabel({}, line);
        row.hint = plainLabel({}, line);
        row.took = plainLabel({}, line);
        for (QLabel* label : { row.detail, row.hint }) {
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            label->setMinimumWidth(1);
        }
        tint(row.hint, QPalette::PlaceholderText);
        tint(row.took, QPalette::PlaceholderText);
        grid->addWidget(row.name, 0, 0, Qt::AlignTop);
        grid->addWidget(row.detail, 0, 1);
        grid->addWidget(row.took, 0, 2, Qt::AlignTop | Qt::AlignRight);
        grid->addWidget(row.hint, 1, 1);
        column->addWidget(line);
        if (i == Tls) {
            m_useName = plainButton(theme, {}, line);
            makeCompact(theme, m_useName);
            m_useName->setObjectName(QStringLiteral("useName"));
            m_useName->hide();
            grid->addWidget(m_useName, 2, 1, Qt::AlignLeft);
        }
    }
    connect(m_useName, &QPushButton::clicked, this, [this] { emit nameTaken(m_host, m_name); });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(report()); });
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (m_running) {
            m_running = false;
            setSummary(Status::None, tr("cancelled"));
            updateButtons();
            emit cancelRequested();
        } else {
            emit testRequested();
        }
    });
    connect(&theme, &Theme::changed, this, [this] { setSummary(m_summaryStatus, m_summary->text()); });
    clear();
}

void TestPanel::clear()
{
    m_running = false;
    m_tested = false;
    m_results.clear();
    m_settings.clear();
    m_useName->hide();
    for (int i = 0; i < StepCount; ++i) {
        Row& row = m_rows[std::size_t(i)];
        row.status = Status::Unknown;
        row.time = {};
        row.details.clear();
        row.hints.clear();
        show(Step(i));
    }
    setSummary(Status::None, tr("not tested"));
    updateButtons();
}

void TestPanel::begin(const ConnectionSettings& settings)
{
    clear();
    m_settings = redacted(settings);
    m_running = true;
    m_rows[Resolve].status = Status::Waiting;
    for (int i = 0; i < StepCount; ++i)
        show(Step(i));
    setSummary(Status::None, tr("running"));
    updateButtons();
}

void TestPanel::refuse(const QString& reason)
{
    clear();
    setSummary(Status::Warning, reason);
}

void TestPanel::setRefusal(const QString& reason)
{
    m_refusal = reason;
    updateButtons();
}

void TestPanel::updateButtons()
{
    m_test->setText(m_running ? tr("Stop") : m_tested ? tr("Test again") : tr("Test"));
    m_test->setEnabled(m_running || m_refusal.isEmpty());
    m_test->setToolTip(plainTooltip(m_running ? QString() : m_refusal));
    m_copy->setEnabled(!m_results.empty());
}

void TestPanel::showStep(const kafka::ConnectionStepResult& result)
{
    if (!m_running)
        return;
    m_results.push_back(result);
    if (result.step == kafka::ConnectionStep::Configuration && result.ok)
        return; // what the settings are is seen above, and in the report
    const Step step = rowOf(result.step);
    if (step == Tls && !result.certificateNames.isEmpty() && m_useName->isHidden()) {
        m_host = result.host;
        m_name = result.certificateNames.front();
        constexpr qsizetype mostShown = 60;
        m_useName->setText(tr("Use %1, as in the certificate").arg(visibleText(m_name.left(mostShown))));
        m_useName->show();
    }
    Row& row = m_rows[step];
    const bool first = row.details.isEmpty();
    row.time += result.took;
    const QString detail = visibleText(result.detail);
    row.details << detail;
    if (!result.ok && !result.hint.isEmpty())
        row.hints << visibleText(result.hint);
    // Several addresses or rights: what works and what does not stand below each other; one failure marks the step.
    if (result.ok)
        row.status = first || row.status == Status::Waiting ? Status::Ok
            : row.status == Status::Error                   ? Status::Warning
                                                            : row.status;
    else
        row.status = row.status == Status::Ok || row.status == Status::Warning ? Status::Warning : Status::Error;
    for (int before = 0; before < step; ++before) {
        Row& passed = m_rows[std::size_t(before)];
        if (passed.details.isEmpty() && result.step != kafka::ConnectionStep::Configuration) {
            passed.status = Status::None;
            show(Step(before));
        }
    }
    show(step);
    updateButtons();
}

void TestPanel::showReport(const kafka::ConnectionReport& report)
{
    if (!m_running)
        return;
    m_running = false;
    m_tested = true;
    std::chrono::microseconds total{ 0 };
    const kafka::ConnectionStepResult* failed = nullptr;
    for (const auto& result : report.steps) {
        total += result.took;
        if (!result.ok)
            failed = &result;
    }
    for (int i = 0; i < StepCount; ++i) {
        Row& row = m_rows[std::size_t(i)];
        if (row.status == Status::Waiting)
            row.status = Status::Unknown;
        show(Step(i));
    }
    const QString after = tr("after %1").arg(millisecondsText(total));
    if (report.reached() && !failed) {
        setSummary(Status::Ok, tr("works, %1").arg(after));
    } else if (report.reached()) {
        setSummary(Status::Warning, tr("connected, but not everything works; %1").arg(after));
    } else if (failed && failed->step == kafka::ConnectionStep::Configuration) {
        setSummary(Status::Error, tr("the settings cannot be used"));
    } else if (failed) {
        const Step step = rowOf(failed->step);
        setSummary(Status::Error,
            tr("failed at step %1 of %2, %3, %4").arg(step + 1).arg(int(StepCount)).arg(stepWord(step), after));
    } else {
        setSummary(Status::Error, tr("no answer, %1").arg(after));
    }
    updateButtons();
}

void TestPanel::show(Step step)
{
    Row& row = m_rows[step];
    const bool bad = row.status == Status::Error || row.status == Status::Warning;
    row.name->setStatus(row.status == Status::Unknown ? Status::Waiting : row.status, stepWord(step));
    row.name->setWordColored(false);
    row.name->setFont(bad ? m_theme.semiboldFont() : m_theme.textFont());
    QString text = row.details.join(QLatin1Char('\n'));
    if (row.status == Status::Waiting)
        text = tr("…");
    else if (row.details.isEmpty())
        text = row.status == Status::None ? tr("not used")
            : m_running                   ? tr("not reached yet")
            : m_tested                    ? tr("not reached")
                                          : tr("not tested");
    row.detail->setText(text);
    row.detail->setFont(row.status == Status::Error ? m_theme.semiboldFont() : m_theme.textFont());
    tint(row.detail, row.details.isEmpty() ? QPalette::PlaceholderText : QPalette::WindowText);
    row.hint->setText(row.hints.join(QLatin1Char('\n')));
    row.hint->setVisible(!row.hints.isEmpty());
    row.took->setText(row.details.isEmpty() ? QString() : millisecondsText(row.time));
    row.name->setAccessibleName(QStringLiteral("%1: %2").arg(stepWord(step), text));
}

QString TestPanel::stepText(Step step) const
{
    return m_rows[step].detail->text();
}

QString TestPanel::summary() const
{
    return m_summary->text();
}

void TestPanel::setSummary(Status status, const QString& text)
{
    m_summaryStatus = status;
    m_summary->setText(text);
    QPalette colours = m_summary->palette();
    colours.setColor(
        QPalette::WindowText, status == Status::None ? m_theme.tokens().muted : m_theme.tokens().*statusToken(status));
    m_summary->setPalette(colours);
}

QString TestPanel::report() const
{
    QStringList lines{ tr("Connection test of %1 %2: %3")
                           .arg(QCoreApplication::applicationName(), QCoreApplication::applicationVersion(), summary()),
        m_settings.trimmed() };
    for (const auto& result : m_results) {
        lines << QStringLiteral("%1 %2 (%3): %4")
                     .arg(result.ok ? QStringLiteral("ok    ") : QStringLiteral("FAILED"),
                         result.step == kafka::ConnectionStep::Configuration ? tr("Settings")
                                                                             : stepWord(rowOf(result.step)))
                     .arg(millisecondsText(result.took), visibleText(result.detail));
        if (!result.hint.isEmpty())
            lines << QStringLiteral("       ") + visibleText(result.hint);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void TestPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    stylepaint::box(&painter, QRectF(rect()), Theme::panelRadius, t.surface, t.border);
    painter.fillRect(QRect(1, titleHeight, width() - 2, 1), t.border);
    for (std::size_t i = 1; i < m_rows.size(); ++i)
        painter.fillRect(QRect(1, m_rows[i].name->parentWidget()->y(), width() - 2, 1), t.hairline);
}

} // namespace spillway::ui
