// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/recordview.h"

#include "core/serde/recordjson.h"
#include "core/serde/schemapayload.h"
#include "core/serde/schemaregistry.h"
#include "ui/models/headersmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/recordfacts.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

constexpr int valueShare = 58; // percent, until the user moves the handle

spillway::BytesView valueOf(const spillway::Record& record)
{
    return record.value ? spillway::BytesView(record.value->constData(), size_t(record.value->size()))
                        : spillway::BytesView();
}

// Topic names are letters, digits, '.', '_' and '-' where a broker checked them; a file name takes nothing else.
QString fileNameOf(const spillway::Record& record, spillway::PayloadKind kind)
{
    QString topic = record.topic.left(120);
    for (QChar& c : topic) {
        const bool plain = c.unicode() < 0x80 && (c.isLetterOrNumber() || QStringLiteral("._-").contains(c));
        c = plain ? c : QLatin1Char('_');
    }
    const char* ending = kind == spillway::PayloadKind::Json ? "json"
        : kind == spillway::PayloadKind::Binary              ? "bin"
                                                             : "txt";
    return QStringLiteral("%1-%2-%3.%4")
        .arg(topic)
        .arg(record.partition.value)
        .arg(record.offset.value)
        .arg(QLatin1String(ending));
}

} // namespace

RecordView::RecordView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_value(new ValuePane(theme, this))
    , m_side(new QWidget(this))
    , m_facts(new RecordFacts(theme, m_side))
    , m_headers(new HeadersModel(this))
    , m_headersTable(new TableView(theme, TableView::Density::Dense, m_side))
{
    m_headersTable->setModel(m_headers);
    const TextDelegate::Look mono{ Qt::ElideRight, true };
    m_headersTable->setTextColumn(HeadersModel::NameColumn, 100, mono);
    m_headersTable->setTextColumn(HeadersModel::ValueColumn, 160, mono);
    m_headersTable->setNumberColumn(HeadersModel::BytesColumn, 54);
    m_headersTable->setStretchColumn(HeadersModel::ValueColumn, 40);
    m_headersTable->setAccessibleName(tr("Headers"));

    m_noHeaders = plainLabel(tr("No headers"), m_side);
    m_noHeaders->setFont(theme.smallFont());
    m_noHeaders->setForegroundRole(QPalette::PlaceholderText);
    m_noHeaders->setContentsMargins(12, 4, 12, 4);

    m_side->setAutoFillBackground(true);
    m_side->setBackgroundRole(QPalette::Base);
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(0);
    side->addWidget(m_facts);
    side->addWidget(m_headersTable, 1);
    side->addWidget(m_noHeaders);
    side->addStretch();

    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_value);
    m_splitter->addWidget(m_side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    auto* find = new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_value, &ValuePane::startFind);
    connect(m_value, &ValuePane::reported, this, &RecordView::reported);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_sizesChosen = true; });
    addCopyActions();
    setAccessibleName(tr("Record"));
    m_side->hide();
}

void RecordView::addCopyActions()
{
    QMenu* menu = m_value->menu();
    menu->addSeparator();
    menu->addAction(tr("Copy key"), this, [this] {
        if (m_record && m_record->key)
            emit reported(copyBytes(*m_record->key));
    });
    menu->addAction(tr("Copy record as JSON"), this, [this] {
        if (!m_record)
            return;
        std::string line;
        spillway::RecordJsonWriter().append(line, *m_record);
        QApplication::clipboard()->setText(QString::fromStdString(line));
        emit reported(tr("Copied the record as JSON"));
    });
}

void RecordView::setRecord(std::optional<spillway::Record> record)
{
    m_record = std::move(record);
    m_outdated = true;
    if (isVisible())
        refresh();
}

void RecordView::setSchemaRegistry(std::shared_ptr<spillway::SchemaRegistry> registry)
{
    if (m_registry)
        m_registry->disconnect(this);
    m_registry = std::move(registry);
    if (m_registry) {
        connect(m_registry.get(), &spillway::SchemaRegistry::answered, this, [this](qint32 id) {
            if (m_record && m_record->value && spillway::detectPayload(valueOf(*m_record)).schemaId == id)
                setRecord(std::move(m_record));
        });
    }
    setRecord(std::move(m_record));
}

spillway::Detection RecordView::detection() const
{
    const spillway::BytesView bytes = valueOf(*m_record);
    return m_registry ? spillway::detectPayload(bytes, *m_registry) : spillway::detectPayload(bytes);
}

void RecordView::refresh()
{
    m_outdated = false;
    m_side->setVisible(m_record.has_value());
    share();
    if (!m_record) {
        m_value->clear();
        m_headers->setHeaders({});
        return;
    }
    const spillway::Detection found = detection();
    m_value->setValue(m_record->value, found, fileNameOf(*m_record, found.kind));
    m_facts->show(*m_record, found);
    m_headers->setHeaders(m_record->headers);
    m_headersTable->setVisible(!m_record->headers.empty());
    m_noHeaders->setVisible(m_record->headers.empty());
}

// A splitter knows pixels only, and only from the day it has a size.
void RecordView::share()
{
    if (m_sizesChosen)
        return;
    const int whole = m_splitter->orientation() == Qt::Horizontal ? width() : height();
    m_splitter->setSizes({ whole * valueShare / 100, whole - whole * valueShare / 100 });
}

void RecordView::setOrientation(Qt::Orientation orientation)
{
    if (orientation == m_splitter->orientation())
        return;
    m_splitter->setOrientation(orientation);
    m_sizesChosen = false;
    share();
}

QByteArray RecordView::saveState() const
{
    return m_splitter->saveState();
}

bool RecordView::restoreState(const QByteArray& state)
{
    m_sizesChosen = m_splitter->restoreState(state);
    return m_sizesChosen;
}

void RecordView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    share();
}

void RecordView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        refresh();
}

void RecordView::keyPressEvent(QKeyEvent* event)
{
    const int tab = event->key() - Qt::Key_1;
    const auto held = event->modifiers() & ~Qt::KeypadModifier;
    if (tab < 0 || tab > int(ValuePane::Tab::Hex) || held != Qt::NoModifier) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_value->setTab(static_cast<ValuePane::Tab>(tab));
}

} // namespace spillway::ui
