// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/publishform.h"

#include "core/events/eventtemplates.h"
#include "core/serde/eventjson.h"
#include "core/serde/jsonpretty.h"
#include "core/serde/text.h"
#include "ui/models/celltablemodel.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QDateTime>
#include <QFontMetrics>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int TypingMs = 150;
constexpr size_t MostBytes = 900 * 1024; ///< the contract's topics take records of 1 MiB
constexpr qsizetype TemplateChars = 20'000;

QString templateText(const EventTemplate& type)
{
    const auto json = writeJson(type.data);
    return json ? prettyJson({ json->constData(), size_t(json->size()) }, TemplateChars).text : QString();
}

} // namespace

PublishForm::PublishForm(ServiceDesk& desk, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeForm(), 3);
    column->addWidget(makeOutcomes(), 2);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingMs);
    connect(&m_typing, &QTimer::timeout, this, &PublishForm::check);
    connect(m_type, &QComboBox::currentIndexChanged, this, &PublishForm::takeTemplate);
    connect(m_data, &QPlainTextEdit::textChanged, this, [this] {
        m_typing.start();
        m_publish->setEnabled(false); // until it is checked
    });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_written.erase(m_shownType);
        m_data->setPlainText(templateText(*eventTemplate(m_shownType)));
    });
    connect(m_publish, &QPushButton::clicked, this, &PublishForm::publish);
    connect(&desk, &ServiceDesk::phaseChanged, this, &PublishForm::allow);
    connect(&desk, &ServiceDesk::published, this, &PublishForm::showOutcome);
    takeTemplate();
    list();
}

QWidget* PublishForm::makeForm()
{
    auto* form = new QWidget(this);
    m_type = new QComboBox(form);
    for (const EventTemplate& type : eventTemplates())
        m_type->addItem(type.eventType);
    m_type->setAccessibleName(QStringLiteral("Event type"));
    m_topic = new ElidedLabel({}, Qt::ElideLeft, 80, form);
    m_topic->setFont(m_theme.monoFont());
    m_key = new QLineEdit(form);
    m_key->setFont(m_theme.monoFont());
    m_key->setMaxLength(1000);
    m_key->setAccessibleName(QStringLiteral("Key of the record"));
    m_data = new QPlainTextEdit(form);
    m_data->setFont(m_theme.monoFont());
    m_data->setTabChangesFocus(true);
    m_data->setAccessibleName(QStringLiteral("Event data, JSON"));
    m_data->setMinimumHeight(6 * QFontMetrics(m_theme.monoFont()).lineSpacing());
    m_verdict = new StatusLabel(m_theme, form);
    m_reset = plainButton(m_theme, QStringLiteral("Template"), form);
    m_reset->setToolTip(QStringLiteral("Back to the template of this type"));
    m_publish = plainButton(m_theme, QStringLiteral("Publish"), form);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    const auto row = [&](int at, const QString& name, QWidget* field) {
        auto* label = plainLabel(name, form);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(field);
        grid->addWidget(label, at, 0);
        grid->addWidget(field, at, 1);
    };
    row(0, QStringLiteral("Event"), m_type);
    row(1, QStringLiteral("Topic"), m_topic);
    row(2, QStringLiteral("Key"), m_key);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_verdict, 1);
    foot->addWidget(m_reset);
    foot->addWidget(m_publish);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(8);
    column->addLayout(grid);
    column->addWidget(m_data, 1);
    column->addLayout(foot);
    return form;
}

QWidget* PublishForm::makeOutcomes()
{
    m_outcomePanel = new Panel(m_theme, {}, this);
    m_outcomePanel->setFlush(true);
    using Kind = CellColumn::Kind;
    m_outcomes
        = new CellTableModel({ { QStringLiteral("At"), Kind::Number, 72 }, { QStringLiteral("State"), Kind::State, 84 },
                                 { QStringLiteral("Outcome"), Kind::Text, 180 } },
            this);
    auto* table = new TableView(m_theme, TableView::Density::Dense, m_outcomePanel);
    table->setModel(m_outcomes);
    table->setObjectName(QStringLiteral("publishOutcomes"));
    table->setAccessibleName(QStringLiteral("What became of published events"));
    table->setNumberColumn(0, 72);
    table->setStatusColumn(1, 84);
    table->setTextColumn(2, 180, {});
    table->setStretchColumn(2, 100);
    table->setMinimumHeight(4 * m_theme.denseRowHeight());
    m_outcomePanel->setContent(table);
    return m_outcomePanel;
}

void PublishForm::setType(const QString& eventType)
{
    m_type->setCurrentIndex(m_type->findText(eventType));
}

void PublishForm::takeTemplate()
{
    const EventTemplate* type = eventTemplate(m_type->currentText());
    if (!type)
        return;
    if (!m_shownType.isEmpty())
        m_written[m_shownType] = m_data->toPlainText();
    m_shownType = type->eventType;
    m_topic->setText(visibleText(QString(m_desk.facts().topicPrefix + u'.' + type->suffix)));
    m_key->setPlaceholderText(QStringLiteral("empty: the %1").arg(type->idMember));
    const auto before = m_written.find(m_shownType);
    m_data->setPlainText(before == m_written.end() ? templateText(*type) : before->second);
    m_typing.stop();
    check();
}

void PublishForm::check()
{
    const QByteArray json = m_data->toPlainText().toUtf8();
    m_problem.clear();
    m_value = {};
    if (size_t(json.size()) > MostBytes) {
        m_problem = QStringLiteral("%1, at most %2").arg(format::bytes(double(json.size())), format::bytes(MostBytes));
    } else if (auto value = parseJson({ json.constData(), size_t(json.size()) }, { .maxBytes = MostBytes }); !value) {
        m_problem = visibleText(value.error().message);
    } else if (auto fits = checkEventData(m_shownType, *value); !fits) {
        m_problem = visibleText(fits.error().message);
    } else {
        m_value = std::move(*value);
    }
    m_verdict->setStatus(m_problem.isEmpty() ? Status::Ok : Status::Error,
        m_problem.isEmpty() ? QStringLiteral("Valid %1").arg(m_shownType) : m_problem);
    m_verdict->setToolTip(plainTooltip(m_problem));
    allow();
}

void PublishForm::allow()
{
    const bool running = m_desk.phase() == ServiceDesk::Phase::Running;
    m_publish->setEnabled(running && m_problem.isEmpty() && !m_typing.isActive());
    m_publish->setToolTip(running ? QString() : QStringLiteral("The service is not running: start it first"));
    list();
}

void PublishForm::publish()
{
    if (m_typing.isActive() || !m_problem.isEmpty())
        return;
    const quint64 id = m_desk.publish({ m_shownType, m_value, m_key->text() });
    m_list.push_front({ id, QDateTime::currentMSecsSinceEpoch(), m_shownType, {}, {} });
    if (m_list.size() > MostOutcomes)
        m_list.pop_back();
    list();
}

void PublishForm::showOutcome(const PublishOutcome& outcome)
{
    const auto at = std::ranges::find(m_list, outcome.id, &Outcome::id);
    if (at == m_list.end())
        return;
    if (outcome.delivery)
        at->where = QStringLiteral("partition %1, offset %2 · %3")
                        .arg(QString::number(outcome.delivery->partition.value),
                            format::count(outcome.delivery->offset.value), at->eventType);
    else
        at->error = QStringLiteral("%1 · %2").arg(toText(outcome.delivery.error()), at->eventType);
    list();
}

void PublishForm::list()
{
    if (m_list.empty()) {
        m_outcomePanel->showEmpty(QStringLiteral("Nothing published yet"),
            m_desk.phase() == ServiceDesk::Phase::Running
                ? QStringLiteral("Each event is listed with its partition and offset.")
                : QStringLiteral("The service publishes while it runs."));
        return;
    }
    std::vector<CellRow> rows;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const Outcome& one : m_list) {
        const bool failed = !one.error.isEmpty();
        const bool done = !one.where.isEmpty();
        rows.push_back({ QString::number(one.id),
            { { .text = format::timeOfDay(one.atMs, now), .number = double(one.atMs) },
                { .text = failed ? QStringLiteral("Failed")
                        : done   ? QStringLiteral("Written")
                                 : QStringLiteral("Sent"),
                    .status = failed ? Status::Error
                        : done       ? Status::Ok
                                     : Status::Waiting },
                { .text = failed ? visibleText(one.error)
                        : done   ? one.where
                                 : one.eventType } } });
    }
    m_outcomes->setRows(std::move(rows));
    m_outcomePanel->showContent();
}

} // namespace spillway::ui
