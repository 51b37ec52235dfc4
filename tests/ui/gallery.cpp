// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/gallery.h"

#include "ui/models/roles.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

using namespace spillway::ui;

namespace {

QHBoxLayout* row(QVBoxLayout* column, std::initializer_list<QWidget*> widgets)
{
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    for (QWidget* widget : widgets)
        line->addWidget(widget);
    line->addStretch(1);
    column->addLayout(line);
    return line;
}

QList<double> wave(double slope)
{
    QList<double> values;
    for (int i = 0; i < 30; ++i)
        values.append(10 + slope * i + 2 * std::sin(i * 1.7) + std::cos(i * 0.6));
    return values;
}

QStandardItem* cell(const QString& text, Qt::Alignment alignment = Qt::AlignLeft)
{
    auto* item = new QStandardItem(text);
    item->setTextAlignment(alignment | Qt::AlignVCenter);
    return item;
}

QStandardItemModel* groupModel(QObject* parent)
{
    struct Row {
        Status status;
        const char* group;
        const char* lag;
        const char* timeLag;
        const char* in;
        const char* out;
        double slope;
    };
    static const Row rows[] = {
        { Status::Stopped, "evolution-projector", "18,204", "21 min 08 s", "14.2", "0", 0.9 },
        { Status::Stalled, "webhook-delivery", "1,152", "3 min 40 s", "5.2", "0", 0.5 },
        { Status::Behind, "metrics-rollup", "61,918", "6 min 12 s", "612", "594", 0.6 },
        { Status::Rewound, "orders-search-indexer", "412,870", "2 h 04 min", "212", "3,950", -0.6 },
        { Status::CatchingUp, "connect-elastic-sink", "310", "1.6 s", "190", "191", 0 },
        { Status::Ok, "orders-fulfilment", "118", "0.6 s", "212", "212", 0 },
        { Status::Ok, "fraud-scoring", "27", "0.2 s", "< 0.1", "212", 0 },
        { Status::Unknown, "console-consumer-58213", "no commit", "unknown", "18.4", "–", 0 },
    };
    auto* model = new QStandardItemModel(parent);
    const QStringList titles{ QStringLiteral("Status"), QStringLiteral("Group"), QStringLiteral("Lag"),
        QStringLiteral("15 min"), QStringLiteral("Time lag"), QStringLiteral("In /s"), QStringLiteral("Out /s") };
    model->setHorizontalHeaderLabels(titles);
    for (int column = 2; column < titles.size(); ++column) {
        if (column != 3)
            model->setHeaderData(column, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    }
    for (const Row& r : rows) {
        const bool noCommit = r.status == Status::Unknown;
        auto* status = cell(noCommit ? QStringLiteral("No commit") : QString());
        status->setData(static_cast<int>(r.status), StatusRole);
        status->setData(QString::fromLatin1(r.group), IdRole);
        auto* group = cell(QString::fromUtf8(r.group));
        if (r.status == Status::Ok)
            group->setData(QStringLiteral("new protocol"), BadgeRole);
        auto* lag = cell(QString::fromUtf8(r.lag));
        lag->setData(noCommit, MutedRole);
        auto* line = cell(QStringLiteral("–"));
        if (!noCommit)
            line->setData(QVariant::fromValue(wave(r.slope)), SparklineRole);
        auto* time = cell(QString::fromUtf8(r.timeLag));
        time->setData(noCommit, MutedRole);
        auto* out = cell(QString::fromUtf8(r.out));
        out->setData(noCommit, MutedRole);
        model->appendRow({ status, group, lag, line, time, cell(QString::fromUtf8(r.in)), out });
    }
    return model;
}

TableView* groupTable(const Theme& theme, QWidget* parent)
{
    auto* table = new TableView(theme, TableView::Density::Regular, parent);
    table->setModel(groupModel(table));
    table->setStatusColumn(0, 130);
    table->setTextColumn(1, 200, { Qt::ElideLeft });
    table->setNumberColumn(2, 90);
    table->setSparklineColumn(3);
    table->setNumberColumn(4, 100);
    table->setNumberColumn(5, 70);
    table->setNumberColumn(6, 70);
    table->setStretchColumn(1);
    table->setSortingEnabled(true);
    table->horizontalHeader()->setSortIndicator(0, Qt::DescendingOrder);
    table->setCurrentIndex(table->model()->index(2, 1));
    return table;
}

TableView* recordTable(const Theme& theme, QWidget* parent)
{
    auto* model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({ QStringLiteral("Time"), QStringLiteral("Topic"), QStringLiteral("P"),
        QStringLiteral("Offset"), QStringLiteral("Key"), QStringLiteral("Value") });
    for (const int column : { 2, 3 })
        model->setHeaderData(column, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    for (int i = 0; i < 9; ++i) {
        auto* topic = cell(i % 3 ? QStringLiteral("debate-events") : QStringLiteral("decision-events"));
        topic->setData(i % 3 ? 0 : 1, SeriesRole);
        auto* key = cell(QStringLiteral("debate-%1").arg(7000 + 13 * i));
        auto* value = cell(QStringLiteral("{\"event_id\":\"0d8c6a1e-53b0-4c2f-9f0e-2f7c1f6b0a11\",\"version\":1}"));
        if (i == 2) {
            value->setText(QStringLiteral("00 00 00 00 2a 0f 66 31"));
            value->setData(static_cast<int>(Status::Warning), StatusRole);
            value->setData(QStringLiteral("schema 42 not found"), PrefixRole);
        } else if (i == 4) {
            value->setText(QStringLiteral("tombstone"));
            value->setData(QStringLiteral("null"), OutlinedRole);
        } else if (i == 5) {
            key->setText({});
            key->setData(QStringLiteral("empty"), OutlinedRole);
        }
        QList<QStandardItem*> cells{ cell(QStringLiteral("11:02:46.%1").arg(918 - 7 * i)), topic,
            cell(QString::number(i % 6)), cell(QStringLiteral("200,7%1").arg(34 - i)), key, value };
        for (QStandardItem* item : cells) {
            item->setData(i == 3 || i == 7, HighlightRole);
            item->setData(item == value && i == 3, EmphasisRole);
        }
        model->appendRow(cells);
    }
    auto* table = new TableView(theme, TableView::Density::Dense, parent);
    table->setModel(model);
    table->setTextColumn(0, 110);
    table->setTextColumn(1, 150, { Qt::ElideLeft });
    table->setNumberColumn(2, 40);
    table->setNumberColumn(3, 80);
    table->setTextColumn(4, 110, { Qt::ElideRight, true });
    table->setTextColumn(5, 200, { Qt::ElideRight, true });
    table->setStretchColumn(5);
    return table;
}

QWidget* controls(const Theme& theme)
{
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    QPushButton* disabled = plainButton(theme, QStringLiteral("Disabled"), body);
    disabled->setEnabled(false);
    QPushButton* checked = plainButton(theme, QStringLiteral("Checked"), body);
    checked->setCheckable(true);
    checked->setChecked(true);
    row(column,
        { plainButton(theme, QStringLiteral("Default"), body),
            plainButton(theme, QStringLiteral("With icon"), body, QStringLiteral("refresh")),
            primaryButton(theme, QStringLiteral("Primary"), body, QStringLiteral("pause")),
            destructiveButton(theme, QStringLiteral("Discard…"), body, QStringLiteral("trash")), disabled, checked,
            flatButton(theme, QStringLiteral("Flat"), body, QStringLiteral("copy")) });
    auto* combo = new QComboBox(body);
    combo->addItems({ QStringLiteral("Newest 500"), QStringLiteral("Oldest 500") });
    auto* box = new QCheckBox(QStringLiteral("Check"), body);
    box->setChecked(true);
    auto* off = new QCheckBox(QStringLiteral("Off"), body);
    auto* radio = new QRadioButton(QStringLiteral("Radio"), body);
    radio->setChecked(true);
    row(column,
        { combo,
            new SegmentedControl(theme,
                { QStringLiteral("15 min"), QStringLiteral("1 h"), QStringLiteral("6 h"), QStringLiteral("24 h") },
                body),
            box, off, radio, iconButton(theme, QStringLiteral("cols"), QStringLiteral("Columns"), body) });
    auto* empty = new FilterField(theme, QStringLiteral("Filter topics"), body);
    auto* expression = new FilterField(theme, QStringLiteral("Filter"), body);
    expression->setMono(true);
    expression->setText(QStringLiteral("record.partition == 3"));
    expression->setCountText(QStringLiteral("12,406 of 31,882 shown"));
    expression->setMinimumWidth(380);
    auto* wrong = new FilterField(theme, QStringLiteral("Filter"), body);
    wrong->setText(QStringLiteral("record.valu"));
    wrong->setError(QStringLiteral("column 8: no field"));
    row(column, { empty, expression, wrong });
    auto* lock = new Badge(theme, QStringLiteral("Read-only"), Badge::Kind::Fact, body);
    lock->setIconName(QStringLiteral("lock"));
    auto* unlock = new Badge(theme, QStringLiteral("Changes allowed"), Badge::Kind::Warn, body);
    unlock->setIconName(QStringLiteral("unlock"));
    row(column,
        { new Badge(theme, QStringLiteral("PRODUCTION"), Badge::Kind::Production, body), lock, unlock,
            new Badge(theme, QStringLiteral("6 partitions"), Badge::Kind::Fact, body),
            new Badge(theme, QStringLiteral("new"), Badge::Kind::Info, body),
            new Badge(theme, QStringLiteral("lost"), Badge::Kind::Error, body) });
    auto* tabs = new QTabBar(body);
    for (const char* tab : { "Records", "Partitions", "Configuration", "Consumer groups 2" })
        tabs->addTab(QString::fromLatin1(tab));
    tabs->setDrawBase(true);
    tabs->setExpanding(false);
    auto* bar = new QProgressBar(body);
    bar->setTextVisible(false);
    bar->setValue(64);
    bar->setFixedWidth(180);
    row(column, { tabs, bar });
    return body;
}

} // namespace

QWidget* makeGallery(const Theme& theme)
{
    auto* gallery = new QWidget;
    auto* column = new QVBoxLayout(gallery);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    auto* heading = plainLabel(QStringLiteral("Components 0123456789"), gallery);
    heading->setFont(theme.pageFont());
    column->addWidget(heading);

    auto* statuses = new QHBoxLayout;
    for (int i = static_cast<int>(Status::Ok); i <= static_cast<int>(Status::Unknown); ++i) {
        auto* label = new StatusLabel(theme, gallery);
        label->setStatus(static_cast<Status>(i));
        statuses->addWidget(label);
    }
    column->addLayout(statuses);

    auto* upper = new QHBoxLayout;
    upper->setSpacing(24);
    upper->addWidget(controls(theme));
    auto* banners = new QVBoxLayout;
    auto* error = new Banner(theme, gallery);
    error->showMessage(Status::Error, QStringLiteral("Connection lost at 10:58:12."),
        QStringLiteral("Trying again in 4 s."), { { QStringLiteral("Try now"), {}, QStringLiteral("refresh") } }, true);
    auto* warning = new Banner(theme, gallery);
    warning->showMessage(Status::Warning, {},
        QStringLiteral("3 of 24 groups did not answer within 2 s: coordinator not available."),
        { { QStringLiteral("Which"), {}, {} } });
    auto* note = new Banner(theme, gallery);
    note->showMessage(Status::Note, {}, QStringLiteral("500 new records. The list stays where you are reading."),
        { { QStringLiteral("Show newest"), {}, {} } });
    for (Banner* banner : { error, warning, note })
        banners->addWidget(banner);
    upper->addLayout(banners, 1);
    column->addLayout(upper);

    auto* states = new QHBoxLayout;
    states->setSpacing(16);
    auto* loading = new Panel(theme, QStringLiteral("Consumer groups"), gallery);
    loading->showLoading(QStringLiteral("Reading 24 groups"), QStringLiteral("14 of 24 answered, 0.3 s"), 0.58);
    auto* nothing = new Panel(theme, QStringLiteral("Dead letters"), gallery);
    nothing->showEmpty(QStringLiteral("No dead letters"),
        QStringLiteral("5 topics were read to their end at 11:02:40."), { QStringLiteral("Name patterns…"), {}, {} });
    auto* failed = new Panel(theme, QStringLiteral("Records"), gallery);
    failed->showError(QStringLiteral("Topic does not exist"),
        QStringLiteral("payments.order was deleted or never made."), {},
        { QStringLiteral("Look again"), {}, QStringLiteral("refresh") });
    for (Panel* panel : { loading, nothing, failed })
        states->addWidget(panel);
    column->addLayout(states, 1);

    auto* records = new Panel(theme, QStringLiteral("Records"), gallery);
    records->setTitleLarge(true);
    records->addAfterTitle(new Badge(theme, QStringLiteral("6 partitions"), Badge::Kind::Fact, gallery));
    records->setStale(QStringLiteral("10:58:09"));
    records->setContent(recordTable(theme, records));
    column->addWidget(records, 2);
    return gallery;
}

QWidget* makeSamplePage(const Theme& theme, QWidget* parent)
{
    auto* page = new QWidget(parent);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    column->setSpacing(Theme::panelGap);
    auto* top = new QHBoxLayout;
    auto* heading = plainLabel(QStringLiteral("Overview"), page);
    heading->setFont(theme.pageFont());
    top->addWidget(heading);
    top->addStretch(1);
    auto* ranges = new SegmentedControl(theme,
        { QStringLiteral("15 min"), QStringLiteral("1 h"), QStringLiteral("6 h"), QStringLiteral("24 h"),
            QStringLiteral("14 d") },
        page);
    ranges->setCurrentIndex(1);
    top->addWidget(ranges);
    column->addLayout(top);

    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(Theme::panelGap);
    const auto tile = [&](const char* label, const char* figure, const char* unit, const char* reason, Status status) {
        auto* made = new Tile(theme, QString::fromUtf8(label), page);
        made->setFigure(QString::fromUtf8(figure), QString::fromUtf8(unit));
        made->setReason(QString::fromUtf8(reason));
        made->setStatus(status);
        tiles->addWidget(made);
        return made;
    };
    tile("Brokers", "3", "of 3", "all reachable, 2.1 ms median", Status::Ok);
    tile("Partitions", "188", "in 46 topics", "2 under-replicated, 0 offline", Status::Warning);
    tile("Records in", "4,812", "/s", "1.42 MiB/s · peak 5,104", Status::None)->setSparkline(wave(0));
    tile("Lag, all groups", "494,644", "records", "worst 2 h 04 min · 24 groups", Status::Error);
    tile("Groups in trouble", "4", "of 24", "as of 10:58:09", Status::Error)->setStale(true);
    column->addLayout(tiles);

    auto* groups = new Panel(theme, QStringLiteral("Consumer groups, worst first"), page);
    groups->setNote(QStringLiteral("24 groups · 4 in trouble"));
    QPushButton* open = plainButton(theme, QStringLiteral("Open"), groups);
    makeCompact(theme, open);
    groups->addTitleWidget(open);
    groups->setContent(groupTable(theme, groups));
    auto* records = new Panel(theme, QStringLiteral("Records"), page);
    records->setContent(recordTable(theme, records));
    auto* split = new QSplitter(Qt::Horizontal, page);
    split->setHandleWidth(Theme::panelGap);
    split->setProperty("gap", true);
    split->addWidget(groups);
    split->addWidget(records);
    column->addWidget(split, 1);
    return page;
}
