// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/restswitch.h"

#include "core/serde/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>

namespace spillway::ui {

namespace {

constexpr int UsualPort = 8000; ///< of `spillwayctl serve`
constexpr int LeastPort = 1024; ///< those below are not a user's

} // namespace

RestSwitch::RestSwitch(ServiceDesk& desk, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_box(new QCheckBox(tr("REST on port"), this))
    , m_port(new QSpinBox(this))
    , m_url(plainLabel({}, this))
    , m_state(new StatusLabel(theme, this))
{
    const QString what = tr("While the service runs, programs on this machine can ask it and publish events over HTTP: "
                            "/kafka/…, /metrics and /openapi.json at 127.0.0.1. Other machines cannot.");
    m_box->setObjectName(QStringLiteral("restSwitch"));
    m_box->setToolTip(plainTooltip(what));
    m_port->setRange(LeastPort, 65'535);
    m_port->setValue(UsualPort);
    m_port->setAccessibleName(tr("Port of REST"));
    m_port->setKeyboardTracking(false); // not at each digit
    m_port->setFixedWidth(84);
    m_port->setFocusPolicy(Qt::StrongFocus);
    m_port->installEventFilter(this);
    m_port->setGroupSeparatorShown(false);
    m_url->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_url->setAccessibleName(tr("Address of REST"));
    m_url->setFocusPolicy(Qt::NoFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget* widget : { static_cast<QWidget*>(m_box), static_cast<QWidget*>(m_port), static_cast<QWidget*>(m_url),
             static_cast<QWidget*>(m_state) })
        row->addWidget(widget);
    connect(m_box, &QCheckBox::toggled, this, &RestSwitch::apply);
    connect(m_port, &QSpinBox::valueChanged, this, &RestSwitch::apply);
    connect(&desk, &ServiceDesk::phaseChanged, this, &RestSwitch::showState);
    connect(&desk, &ServiceDesk::snapshotChanged, this, &RestSwitch::showState);
    showState();
}

bool RestSwitch::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Wheel)
        return QWidget::eventFilter(watched, event);
    event->ignore(); // the page scrolls, the port stays
    return true;
}

void RestSwitch::apply()
{
    m_desk.setRest(m_box->isChecked() ? std::optional(quint16(m_port->value())) : std::nullopt);
    showState();
}

void RestSwitch::showState()
{
    setEnabled(!m_desk.facts().refusal);
    const ServiceSnapshotPtr& seen = m_desk.snapshot();
    const bool running = m_desk.phase() == ServiceDesk::Phase::Running;
    const bool on = running && m_box->isChecked() && seen;
    const QString url = on ? seen->rest.url : QString();
    const bool here = !url.isEmpty() && url.endsWith(QLatin1Char(':') + QString::number(m_port->value()));
    m_url->setVisible(here);
    m_url->setText(url);
    m_state->setVisible(m_box->isChecked() && !here);
    m_state->setToolTip({});
    if (on && seen->rest.error) {
        const Error& error = *seen->rest.error;
        m_state->setStatus(Status::Error, visibleText(error.message));
        m_state->setToolTip(plainTooltip(visibleText(QString(error.message + QStringLiteral(": ") + error.hint))));
    } else {
        m_state->setStatus(Status::Waiting, running ? tr("Opening…") : tr("Once the service runs"));
    }
}

} // namespace spillway::ui
