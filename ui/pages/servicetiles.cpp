// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servicetiles.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tile.h"

#include <QGridLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr size_t MostPoints = 60;
constexpr qint64 StepMs = 1000;

QString counted(quint64 number, const QString& one, const QString& many)
{
    return QStringLiteral("%1 %2").arg(format::count(qint64(number)), number == 1 ? one : many);
}

} // namespace

ServiceTiles::ServiceTiles(const ServiceDesk& desk, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_grid(new QGridLayout(this))
    , m_service(new Tile(theme, QStringLiteral("Service"), this))
    , m_kafka(new Tile(theme, QStringLiteral("Kafka"), this))
    , m_circuit(new Tile(theme, QStringLiteral("Circuit breaker"), this))
    , m_out(new Tile(theme, QStringLiteral("Events out"), this))
    , m_in(new Tile(theme, QStringLiteral("Records in"), this))
    , m_letters(new Tile(theme, QStringLiteral("Dead-lettered"), this))
    , m_tiles{ m_service, m_kafka, m_circuit, m_out, m_in, m_letters }
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::panelGap);
    for (Tile* tile : m_tiles)
        tile->setFocusPolicy(Qt::NoFocus); // they open nothing: all they explain is on this page
    arrange(int(m_tiles.size()));
}

void ServiceTiles::arrange(int columns)
{
    for (int i = 0; i < int(m_tiles.size()); ++i) {
        m_grid->addWidget(m_tiles[std::size_t(i)], i / columns, i % columns);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void ServiceTiles::setNarrow(bool narrow)
{
    if (std::exchange(m_narrow, narrow) != narrow)
        arrange(narrow ? 3 : int(m_tiles.size()));
}

void ServiceTiles::record(const ServiceSnapshot& seen)
{
    if (!seen.health.serviceRunning) {
        m_points.clear();
        return;
    }
    if (!m_points.empty() && seen.takenAtUtcMs - m_points.back().ms < StepMs)
        return;
    m_points.push_back(
        { seen.takenAtUtcMs, double(seen.stats.client.messagesProduced), double(seen.stats.client.messagesConsumed) });
    if (m_points.size() > MostPoints)
        m_points.pop_front();
}

void ServiceTiles::update()
{
    const ServiceSnapshotPtr& seen = m_desk.snapshot();
    if (m_desk.phase() != ServiceDesk::Phase::Running || !seen || !seen->health.serviceRunning)
        return showOff();
    showService(*seen);
    showRates(*seen);
}

void ServiceTiles::showOff()
{
    using Phase = ServiceDesk::Phase;
    const Phase phase = m_desk.phase();
    for (Tile* tile : m_tiles) {
        tile->setFigure(format::notApplicable());
        tile->setReason({});
        tile->setStatus(Status::None);
        tile->setSparkline({});
    }
    const bool failed = phase == Phase::Failed;
    m_service->setFigure(phase == Phase::Starting ? QStringLiteral("Starting")
            : phase == Phase::Stopping            ? QStringLiteral("Stopping")
            : failed                              ? QStringLiteral("Failed")
            : phase == Phase::Running             ? QStringLiteral("Running")
                                                  : QStringLiteral("Stopped"));
    m_service->setStatus(failed ? Status::Error
            : m_desk.isOn()     ? Status::Waiting
                                : Status::None,
        failed ? QStringLiteral("Error") : QString());
    m_service->setReason(failed        ? visibleText(m_desk.error()->message)
            : phase == Phase::Starting ? QStringLiteral("connecting, creating topics")
            : phase == Phase::Stopping ? QStringLiteral("sending and committing what is in hand")
            : phase == Phase::Running  ? QStringLiteral("first look")
                                       : QStringLiteral("starts only when you say so"));
}

void ServiceTiles::showService(const ServiceSnapshot& seen)
{
    const ServiceHealth& health = seen.health;
    m_service->setFigure(health.healthy() ? QStringLiteral("Healthy") : QStringLiteral("In trouble"));
    m_service->setStatus(health.healthy() ? Status::Ok : Status::Error, QStringLiteral(" "));
    m_service->setReason(QStringLiteral("up %1").arg(format::duration(qint64(health.uptimeSeconds * 1000))),
        health.healthy() ? QString() : visibleText(health.lastError));

    m_kafka->setFigure(health.kafkaAvailable ? format::count(health.client.brokers) : QStringLiteral("None"),
        !health.kafkaAvailable           ? QString()
            : health.client.brokers == 1 ? QStringLiteral("broker")
                                         : QStringLiteral("brokers"));
    m_kafka->setStatus(health.kafkaAvailable ? Status::Ok : Status::Error,
        health.kafkaAvailable ? QStringLiteral("Available") : QStringLiteral("No answer"));
    m_kafka->setReason(health.kafkaAvailable ? QStringLiteral("answered in %1 ms").arg(health.client.took.count())
                                             : visibleText(health.client.lastError));

    const CircuitBreaker::Picture& circuit = health.circuit;
    using State = CircuitBreaker::State;
    m_circuit->setFigure(circuit.state == State::Closed ? QStringLiteral("Closed")
            : circuit.state == State::Open              ? QStringLiteral("Open")
                                                        : QStringLiteral("Half open"));
    m_circuit->setStatus(circuit.state == State::Closed ? Status::Ok
            : circuit.state == State::Open              ? Status::Error
                                                        : Status::Warning,
        circuit.state == State::Closed ? QStringLiteral("OK") : QStringLiteral("Refuses"));
    const QString history = circuit.opened == 0
        ? QStringLiteral("never opened")
        : QStringLiteral("opened %1, %2 refused")
              .arg(circuit.opened == 1 ? QStringLiteral("once") : format::count(qint64(circuit.opened)) + u'×',
                  format::count(qint64(circuit.refused)));
    m_circuit->setReason(circuit.state == State::Open && circuit.untilNextAttempt
            ? QStringLiteral("next attempt in %1").arg(format::duration(circuit.untilNextAttempt->count()))
            : history,
        visibleText(circuit.reason));

    quint64 letters = 0;
    size_t stalled = 0;
    for (const ConsumerStats& consumer : health.client.consumers) {
        letters += consumer.deadLettered;
        stalled += consumer.stalled.size();
    }
    m_letters->setFigure(format::count(qint64(letters)));
    m_letters->setStatus(stalled > 0 ? Status::Error
            : letters > 0            ? Status::Warning
                                     : Status::Ok,
        stalled > 0       ? QStringLiteral("Stalled")
            : letters > 0 ? QStringLiteral("Some")
                          : QStringLiteral("None"));
    m_letters->setReason(stalled > 0
            ? counted(stalled, QStringLiteral("partition waits"), QStringLiteral("partitions wait"))
            : QStringLiteral("since this service started"));
}

void ServiceTiles::showRates(const ServiceSnapshot& seen)
{
    QList<double> out;
    QList<double> in;
    for (size_t i = 1; i < m_points.size(); ++i) {
        const double seconds = double(m_points[i].ms - m_points[i - 1].ms) / 1000;
        out.append(std::max(0.0, (m_points[i].out - m_points[i - 1].out) / seconds));
        in.append(std::max(0.0, (m_points[i].in - m_points[i - 1].in) / seconds));
    }
    // the newest five: a single step of a second jumps too much to be read
    const auto rateOf = [this](double Point::*what) -> std::optional<double> {
        if (m_points.size() < 2)
            return {};
        const Point& last = m_points.back();
        const Point& first = m_points[m_points.size() > 5 ? m_points.size() - 6 : 0];
        return std::max(0.0, (last.*what - first.*what) / (double(last.ms - first.ms) / 1000));
    };
    const KafkaClientStats& stats = seen.stats.client;
    const auto show
        = [](Tile* tile, std::optional<double> rate, const QList<double>& line, quint64 total, quint64 failed) {
              tile->setFigure(format::rate(rate), rate ? QStringLiteral("/s") : QString());
              tile->setSparkline(line);
              tile->setStatus(failed > 0 ? Status::Warning : Status::None,
                  failed > 0 ? counted(failed, QStringLiteral("error"), QStringLiteral("errors")) : QString());
              tile->setReason(QStringLiteral("%1 in all").arg(format::count(qint64(total))));
          };
    show(m_out, rateOf(&Point::out), out, stats.messagesProduced, stats.productionErrors);
    show(m_in, rateOf(&Point::in), in, stats.messagesConsumed, stats.consumptionErrors);
}

} // namespace spillway::ui
