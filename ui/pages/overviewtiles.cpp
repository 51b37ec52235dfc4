// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overviewtiles.h"

#include "core/serde/text.h"
#include "ui/models/letterboard.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tile.h"

#include <QGridLayout>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int SparklinePoints = 60;

QList<double> numbers(const std::vector<float>& values)
{
    return { values.begin(), values.end() };
}

QString counted(qint64 number, const QString& one, const QString& many)
{
    return QStringLiteral("%1 %2").arg(format::count(number), number == 1 ? one : many);
}

} // namespace

OverviewTiles::OverviewTiles(ClusterMonitor& monitor, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_monitor(monitor)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
    , m_brokers(new Tile(theme, QStringLiteral("Brokers"), this))
    , m_partitions(new Tile(theme, QStringLiteral("Partitions"), this))
    , m_in(new Tile(theme, QStringLiteral("Records in"), this))
    , m_lag(new Tile(theme, QStringLiteral("Lag, all groups"), this))
    , m_trouble(new Tile(theme, QStringLiteral("Groups in trouble"), this))
    , m_records(new Tile(theme, QStringLiteral("Records kept"), this))
    , m_tiles{ m_brokers, m_partitions, m_in, m_lag, m_trouble, m_records }
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::panelGap);
    const auto opens = [this](Tile* tile, const QString& page) {
        connect(tile, &Tile::clicked, this, [this, page] { emit pageRequested(page, {}); });
    };
    opens(m_brokers, QStringLiteral("topics"));
    opens(m_partitions, QStringLiteral("topics"));
    opens(m_in, QStringLiteral("feed"));
    opens(m_lag, QStringLiteral("groups"));
    opens(m_trouble, QStringLiteral("groups"));
    opens(m_records, QStringLiteral("topics"));
    arrange(int(m_tiles.size()));
}

void OverviewTiles::setLetterBoard(const LetterBoard& board)
{
    m_board = &board;
    m_letters = new Tile(m_theme, QStringLiteral("Dead letters open"), this);
    connect(m_letters, &Tile::clicked, this, [this] { emit pageRequested(QStringLiteral("deadletters"), {}); });
    m_grid->removeWidget(m_records);
    m_records->hide();
    m_tiles.back() = m_letters;
    arrange(m_narrow ? 3 : int(m_tiles.size()));
}

void OverviewTiles::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    arrange(narrow ? 3 : int(m_tiles.size()));
}

void OverviewTiles::arrange(int columns)
{
    for (int i = 0; i < int(m_tiles.size()); ++i) {
        m_grid->addWidget(m_tiles[std::size_t(i)], i / columns, i % columns);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
}

void OverviewTiles::update(qint64 now, qint64 rangeMs, const QString& staleSince)
{
    const SnapshotPtr snapshot = m_monitor.snapshot();
    if (!snapshot) {
        const bool lost = m_monitor.connection().kind == ConnectionState::Kind::Lost;
        for (Tile* tile : m_tiles) {
            tile->setFigure(format::notApplicable());
            tile->setReason(lost ? QStringLiteral("not connected") : QStringLiteral("connecting"));
            tile->setStatus(lost ? Status::Unknown : Status::Waiting);
        }
        return;
    }
    showBrokers(*snapshot);
    showPartitions(*snapshot);
    showRates(*snapshot, now, rangeMs);
    showLag(*snapshot);
    showTrouble(*snapshot);
    m_board ? showLetters(now) : showRecords(*snapshot);
    const bool stale = !staleSince.isEmpty();
    for (Tile* tile : m_tiles) {
        tile->setStale(stale);
        if (stale)
            tile->setReason(QStringLiteral("as of %1").arg(staleSince));
    }
    if (m_monitor.connection().kind == ConnectionState::Kind::Lost) {
        m_brokers->setFigure(QStringLiteral("0"), QStringLiteral("of %1").arg(m_seenBrokers.size()));
        m_brokers->setReason(QStringLiteral("%1 not reachable").arg(m_seenBrokers.size()));
    }
}

void OverviewTiles::showBrokers(const ClusterSnapshot& snapshot)
{
    for (const Broker& broker : snapshot.metadata.brokers)
        m_seenBrokers.insert(broker.id.value);
    QList<qint32> missing = m_seenBrokers.values();
    for (const Broker& broker : snapshot.metadata.brokers)
        missing.removeAll(broker.id.value);
    std::ranges::sort(missing);
    m_brokers->setFigure(
        format::count(qint64(snapshot.metadata.brokers.size())), QStringLiteral("of %1").arg(m_seenBrokers.size()));
    m_brokers->setStatus(missing.isEmpty() ? Status::Ok : Status::Error);
    m_brokers->setReason(missing.isEmpty()
            ? QStringLiteral("all reachable, asked in %1").arg(format::duration(std::max<qint64>(1, snapshot.cycleMs)))
            : missing.size() == 1 ? QStringLiteral("broker %1 is gone").arg(missing.first())
                                  : QStringLiteral("%1 brokers are gone").arg(missing.size()));
}

void OverviewTiles::showPartitions(const ClusterSnapshot& snapshot)
{
    m_partitions->setFigure(format::count(snapshot.partitions),
        QStringLiteral("in ")
            + counted(qint64(snapshot.topics.size()), QStringLiteral("topic"), QStringLiteral("topics")));
    m_partitions->setStatus(snapshot.leaderless > 0 ? Status::Error
            : snapshot.underReplicated > 0          ? Status::Warning
                                                    : Status::Ok);
    m_partitions->setReason(snapshot.leaderless + snapshot.underReplicated == 0
            ? QStringLiteral("all have a leader and all replicas")
            : QStringLiteral("%1 under-replicated, %2 offline")
                  .arg(format::count(snapshot.underReplicated), format::count(snapshot.leaderless)));
}

void OverviewTiles::showRates(const ClusterSnapshot& snapshot, qint64 now, qint64 rangeMs)
{
    m_in->setFigure(format::rate(snapshot.inPerSecond), snapshot.inPerSecond ? QStringLiteral("/s") : QString());
    m_in->setStatus(Status::None);
    m_in->setSparkline(numbers(m_monitor.history().recordsInTrend(now, SparklinePoints)));
    m_in->setReason(
        QStringLiteral("out %1 · peak %2")
            .arg(format::rate(snapshot.outPerSecond), format::rate(m_monitor.history().peakIn(now - rangeMs, now))),
        QStringLiteral(
            "Records per second written to all topics but Kafka's own, and progress of the commits of all groups"));
}

void OverviewTiles::showLag(const ClusterSnapshot& snapshot)
{
    if (!snapshot.groupsRead) {
        m_lag->setFigure(format::notRead());
        m_lag->setStatus(Status::Unknown);
        m_lag->setReason(QStringLiteral("groups could not be read"));
        return;
    }
    const auto most = std::ranges::max_element(
        snapshot.groups, {}, [](const GroupFigures& group) { return group.lag.value_or(Lag{}); });
    const bool any = most != snapshot.groups.end() && snapshot.totalLag.value > 0;
    m_lag->setFigure(format::count(snapshot.totalLag.value),
        snapshot.totalLag.value == 1 ? QStringLiteral("record") : QStringLiteral("records"));
    m_lag->setStatus(any && inTrouble(most->status) ? Status::Error : Status::Ok);
    m_lag->setReason(any
            ? QStringLiteral("%1 %2").arg(
                format::percent(double(most->lag->value) / double(snapshot.totalLag.value)), visibleText(most->info.id))
            : snapshot.groups.empty() ? QStringLiteral("no groups")
                                      : QStringLiteral("everything has been read"));
}

void OverviewTiles::showTrouble(const ClusterSnapshot& snapshot)
{
    if (!snapshot.groupsRead) {
        m_trouble->setFigure(format::notRead());
        m_trouble->setStatus(Status::Unknown);
        m_trouble->setReason(QStringLiteral("groups could not be read"));
        return;
    }
    const auto count = [&snapshot](auto... status) {
        return std::ranges::count_if(
            snapshot.groups, [=](const GroupFigures& group) { return ((group.status == status) || ...); });
    };
    const auto standing = count(GroupStatus::Stopped, GroupStatus::Stalled);
    const auto behind = count(GroupStatus::FallingBehind, GroupStatus::Rewound);
    m_trouble->setFigure(format::count(snapshot.groupsInTrouble),
        QStringLiteral("of %1").arg(format::count(qint64(snapshot.groups.size()))));
    m_trouble->setStatus(standing > 0 ? Status::Error : behind > 0 ? Status::Warning : Status::Ok);
    const auto unknown = count(GroupStatus::Unknown);
    m_trouble->setReason(standing + behind > 0
            ? QStringLiteral("%1 standing, %2 behind").arg(format::count(standing), format::count(behind))
            : unknown > 0
            ? QStringLiteral("%1 unknown").arg(format::count(unknown))
            : QStringLiteral("%1 of %2 answered").arg(snapshot.groupsAnswered).arg(snapshot.groups.size()));
}

void OverviewTiles::showLetters(qint64 now)
{
    if (m_board->phase() != LetterBoard::Phase::Known) {
        const bool failed = m_board->phase() == LetterBoard::Phase::Failed;
        m_letters->setFigure(format::notRead());
        m_letters->setStatus(failed ? Status::Unknown : Status::None);
        m_letters->setReason(failed ? visibleText(m_board->error().message) : QStringLiteral("looking for topics"));
        return;
    }
    qint64 oldest = now;
    for (const deadletter::DeadLetterTopic& topic : m_board->topics())
        oldest = std::min(oldest, topic.oldestMs.value_or(now));
    const qint64 open = m_board->openInAll();
    const double inflow = m_board->inflowOfAll();
    m_letters->setFigure(format::count(open));
    m_letters->setStatus(inflow > 0 ? Status::Warning : open > 0 ? Status::Note : Status::Ok);
    m_letters->setReason(open == 0
            ? QStringLiteral("none in %1")
                  .arg(counted(qint64(m_board->topics().size()), QStringLiteral("topic"), QStringLiteral("topics")))
            : QStringLiteral("%1 /min · oldest %2")
                  .arg(format::rate(inflow), format::duration(std::max<qint64>(0, now - oldest))));
}

void OverviewTiles::showRecords(const ClusterSnapshot& snapshot)
{
    const TopicInfo* largest = nullptr;
    qint64 most = 0;
    qint64 known = 0;
    int unknown = 0;
    for (std::size_t i = 0; i < snapshot.topics.size(); ++i) {
        if (snapshot.metadata.topics[i].internal())
            continue;
        const qint64 records = snapshot.topics[i].records.value_or(0);
        unknown += !snapshot.topics[i].records;
        known += records;
        if (records > most) {
            most = records;
            largest = &snapshot.metadata.topics[i];
        }
    }
    m_records->setFigure(format::count(known), snapshot.recordsKept ? QString() : QStringLiteral("+ ?"));
    m_records->setStatus(unknown > 0 ? Status::Warning : Status::None);
    m_records->setReason(unknown > 0 ? QStringLiteral("%1 could not be read")
                                           .arg(counted(unknown, QStringLiteral("topic"), QStringLiteral("topics")))
            : largest
            ? QStringLiteral("%1 %2").arg(format::percent(double(most) / double(known)), visibleText(largest->name))
            : QStringLiteral("no records"),
        QStringLiteral("From the start to the end of every partition but those of Kafka's own topics; compacted topics "
                       "hold fewer"));
}

} // namespace spillway::ui
