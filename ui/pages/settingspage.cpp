// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/settingspage.h"

#include "ui/settings/settingsstore.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>

namespace spillway::ui {

namespace {

constexpr int FormWidth = 720;
constexpr int LabelWidth = 176;
constexpr int NumberWidth = 180;

} // namespace

SettingsPage::SettingsPage(SettingsStore& store, Facts facts, const Theme& theme, QWidget* parent)
    : Page(parent)
    , m_store(store)
    , m_facts(std::move(facts))
    , m_theme(theme)
{
    m_form = new QWidget(this);
    m_form->setMaximumWidth(FormWidth);
    auto* column = new QVBoxLayout(m_form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::panelGap);
    auto* heading = plainLabel(title(), m_form);
    heading->setFont(theme.pageFont());
    column->addWidget(heading);
    m_notes = new Banner(theme, m_form);
    column->addWidget(m_notes);
    addForm(column);
    addFiles(column);
    column->addLayout(makeFoot());
    column->addStretch(1);

    auto* body = new QWidget(this);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(Theme::pageMargin, Theme::pageTopMargin, Theme::pageMargin, Theme::pageMargin);
    row->addWidget(m_form, 1);
    row->addStretch(0);
    row->setAlignment(m_form, Qt::AlignTop);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);
    setFocusProxy(scroll); // arrows scroll; no field is taken hold of unasked

    connect(&store, &SettingsStore::changed, this, &SettingsPage::showSettings);
    connect(&store, &SettingsStore::written, this, &SettingsPage::showSaved);
    showSettings();
}

QGridLayout* SettingsPage::addPanel(QBoxLayout* column, const QString& title)
{
    auto* panel = new Panel(m_theme, title, m_form);
    auto* content = new QWidget(panel);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(12, 10, 12, 12);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, LabelWidth);
    grid->setColumnStretch(1, 1);
    panel->setContent(content);
    column->addWidget(panel);
    return grid;
}

void SettingsPage::addRow(QGridLayout* grid, const QString& label, QWidget* control, const QString& note)
{
    const int row = grid->rowCount();
    grid->setRowMinimumHeight(row, m_theme.controlHeight());
    auto* name = plainLabel(label, grid->parentWidget());
    name->setBuddy(control);
    grid->addWidget(name, row, 0);
    grid->addWidget(control, row, 1, qobject_cast<QLineEdit*>(control) ? Qt::Alignment() : Qt::AlignLeft);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(label);
    if (note.isEmpty())
        return;
    auto* said = plainLabel(note, grid->parentWidget());
    said->setFont(m_theme.smallFont());
    said->setForegroundRole(QPalette::PlaceholderText);
    said->setWordWrap(true);
    said->setContentsMargins(0, 0, 0, 4);
    grid->addWidget(said, row + 1, 1);
    control->setAccessibleDescription(note);
}

QSpinBox* SettingsPage::addNumber(QGridLayout* grid, const QString& label, const QString& prefix, const QString& suffix,
    int least, int most, int step, const QString& note)
{
    auto* box = new QSpinBox(grid->parentWidget());
    box->setRange(least, most);
    box->setSingleStep(step);
    box->setPrefix(prefix);
    box->setSuffix(suffix);
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false); // 1, 10, 100 on the way to 1,000 are nobody's wish
    box->setFixedWidth(NumberWidth);
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(this);
    addRow(grid, label, box, note);
    connect(box, &QSpinBox::valueChanged, this, &SettingsPage::take);
    return box;
}

QCheckBox* SettingsPage::addCheck(QGridLayout* grid, const QString& label, const QString& text, const QString& note)
{
    auto* box = new QCheckBox(text, grid->parentWidget());
    box->setAccessibleName(text);
    addRow(grid, label, box, note);
    connect(box, &QCheckBox::toggled, this, &SettingsPage::take);
    return box;
}

void SettingsPage::addForm(QBoxLayout* column)
{
    QGridLayout* look = addPanel(column, tr("Look"));
    m_mode = new SegmentedControl(m_theme, { tr("As the desktop"), tr("Light"), tr("Dark") }, look->parentWidget());
    addRow(look, tr("Theme"), m_mode);
    m_times = new SegmentedControl(m_theme, { tr("Local"), tr("UTC") }, look->parentWidget());
    addRow(look, tr("Times"), m_times, tr("In tables, records and charts. Exact times in tooltips are always UTC."));
    connect(m_mode, &SegmentedControl::currentChanged, this, &SettingsPage::take);
    connect(m_times, &SegmentedControl::currentChanged, this, &SettingsPage::take);

    QGridLayout* cluster = addPanel(column, tr("Cluster and live feed"));
    m_refresh = addNumber(cluster, tr("Ask the cluster"), tr("every "), tr(" s"), SettingsStore::RefreshSeconds.least,
        SettingsStore::RefreshSeconds.most, 1,
        tr("At most this often. A large cluster is asked less often by itself: asking takes at most a sixth of the "
           "time."));
    m_rows = addNumber(cluster, tr("Feed keeps"), {}, tr(" records"), SettingsStore::FeedRows.least,
        SettingsStore::FeedRows.most, 10'000);
    m_memory = addNumber(cluster, tr("and at most"), {}, tr(" MiB"), SettingsStore::FeedMebibytes.least,
        SettingsStore::FeedMebibytes.most, 16,
        tr("Whichever is reached first. What leaves is counted under the list."));

    QGridLayout* start = addPanel(column, tr("Start"));
    m_startPage = new QComboBox(start->parentWidget());
    m_startPage->addItem(tr("The page of last time"), QString());
    for (const auto& [name, pageTitle] : m_facts.pages)
        m_startPage->addItem(pageTitle, name);
    m_startPage->setFixedWidth(NumberWidth);
    m_startPage->setFocusPolicy(Qt::StrongFocus);
    m_startPage->installEventFilter(this);
    addRow(start, tr("Open"), m_startPage);
    connect(m_startPage, &QComboBox::currentIndexChanged, this, &SettingsPage::take);
    m_session = addCheck(start, tr("Session"), tr("Go on where I left"),
        tr("Window, columns, splitters, selection, topics and filter of the feed; each cluster by itself."));

    QGridLayout* changes = addPanel(column, tr("Notifications and replay"));
    m_notifications = addCheck(
        changes, tr("Desktop"), tr("Say when something long has ended"), tr("Only while the window is not in front."));
    m_confirm = addNumber(changes, tr("Type the topic's name"), tr("above "), tr(" records"),
        SettingsStore::ConfirmAbove.least, SettingsStore::ConfirmAbove.most, 100,
        tr("Before so many dead letters are replayed at once. On a production cluster always."));
}

void SettingsPage::addFiles(QBoxLayout* column)
{
    QGridLayout* grid = addPanel(column, tr("Files kept"));
    for (const auto& [what, path] : m_facts.files) {
        auto* field = new QLineEdit(path, grid->parentWidget()); // the whole path can be reached and selected
        field->setReadOnly(true);
        field->setFont(m_theme.monoFont());
        field->setCursorPosition(0);
        addRow(grid, what, field);
        auto* copy = iconButton(m_theme, QStringLiteral("copy"), tr("Copy the path: %1").arg(what), field);
        connect(copy, &QToolButton::clicked, this, [path = path] { QGuiApplication::clipboard()->setText(path); });
        grid->addWidget(copy, grid->rowCount() - 1, 2);
    }
}

QBoxLayout* SettingsPage::makeFoot()
{
    auto* row = new QHBoxLayout;
    m_reset = plainButton(m_theme, {}, m_form);
    connect(m_reset, &QPushButton::clicked, this, &SettingsPage::resetOrUndo);
    row->addWidget(m_reset);
    m_saved = plainLabel({}, m_form);
    m_saved->setFont(m_theme.smallFont());
    m_saved->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_saved, 1);
    return row;
}

void SettingsPage::showSettings()
{
    const Settings& now = m_store.settings();
    m_showing = true;
    m_mode->setCurrentIndex(static_cast<int>(now.theme));
    m_times->setCurrentIndex(static_cast<int>(now.times));
    m_refresh->setValue(now.refreshSeconds);
    m_rows->setValue(now.feedRows);
    m_memory->setValue(now.feedMebibytes);
    m_startPage->setCurrentIndex(std::max(0, m_startPage->findData(now.startPage)));
    m_session->setChecked(now.restoreSession);
    m_notifications->setChecked(now.notifications);
    m_confirm->setValue(now.confirmAbove);
    m_showing = false;
    m_reset->setText(m_beforeReset ? tr("Undo the reset") : tr("Reset to defaults"));
    m_reset->setEnabled(m_beforeReset || now != Settings() || !m_store.notes().isEmpty());
    showNotes();
}

void SettingsPage::showNotes()
{
    const QStringList notes = m_store.notes() + m_facts.notes;
    if (notes.isEmpty())
        m_notes->hide();
    else
        m_notes->showMessage(
            Status::Warning, tr("Not everything that was kept could be used."), notes.join(QLatin1Char('\n')));
}

void SettingsPage::showSaved()
{
    m_saved->setText(m_store.writeError().isEmpty()
            ? tr("Saved")
            : tr("Holds for now, but is not kept: %1").arg(m_store.writeError()));
}

void SettingsPage::take()
{
    if (m_showing)
        return;
    Settings wanted = m_store.settings();
    wanted.theme = static_cast<Theme::Mode>(m_mode->currentIndex());
    wanted.times = static_cast<Settings::Times>(m_times->currentIndex());
    wanted.refreshSeconds = m_refresh->value();
    wanted.feedRows = m_rows->value();
    wanted.feedMebibytes = m_memory->value();
    wanted.startPage = m_startPage->currentData().toString();
    wanted.restoreSession = m_session->isChecked();
    wanted.notifications = m_notifications->isChecked();
    wanted.confirmAbove = m_confirm->value();
    m_beforeReset.reset();
    m_saved->clear();
    m_store.set(wanted);
}

void SettingsPage::resetOrUndo()
{
    if (const auto before = std::exchange(m_beforeReset, std::nullopt)) {
        m_store.set(*before);
        return;
    }
    m_beforeReset = m_store.settings();
    m_store.reset();
}

bool SettingsPage::eventFilter(QObject* watched, QEvent* event)
{
    // Who scrolls the page does not mean to change what the pointer happens to pass over.
    if (event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return Page::eventFilter(watched, event);
}

} // namespace spillway::ui
