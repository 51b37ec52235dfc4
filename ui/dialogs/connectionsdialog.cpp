// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/connectionsdialog.h"

#include "core/serde/text.h"
#include "ui/dialogs/importpanel.h"
#include "ui/dialogs/profileform.h"
#include "ui/dialogs/testpanel.h"
#include "ui/models/profilelistmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/profiledelegate.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

/// The dialog as it stands: list, form, foot, and what is selected. What its buttons do: connectionsdeeds.cpp.
namespace spillway::ui {

namespace {

constexpr int listWidth = 250;

void frameless(QWidget* part)
{
    part->setAutoFillBackground(true);
}

} // namespace

ConnectionsDialog::ConnectionsDialog(
    const Theme& theme, ProfileStore& store, SecretStore& keyring, MemorySecretStore& session, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_store(store)
    , m_keyring(keyring)
    , m_session(session)
    , m_model(new ProfileListModel(this))
    , m_trouble(new Banner(theme, this))
    , m_ask(new Banner(theme, this))
    , m_right(new QStackedWidget(this))
    , m_form(new ProfileForm(theme, this))
    , m_import(new ImportPanel(theme, this))
    , m_sandbox(new Panel(theme, {}, this))
{
    setWindowTitle(tr("Connections"));
    resize(912, 714);
    setMinimumSize(720, 480);
    m_trouble->setFlush(true);
    m_ask->setFlush(true);
    m_sandbox->showEmpty(tr("Sandbox"),
        tr("A cluster with demo data inside this program: brokers, topics, groups that fall behind and recover, dead "
           "letters. It needs no Kafka and writes nothing to disk."),
        { tr("Open the sandbox"), [this] { emit connectRequested(ClusterChoice::sandbox()); },
            QStringLiteral("play") });
    auto* sandbox = new QWidget(this);
    auto* sandboxRow = new QVBoxLayout(sandbox);
    sandboxRow->setContentsMargins(16, 16, 16, 16);
    sandboxRow->addWidget(m_sandbox);
    m_right->addWidget(m_form);
    m_right->addWidget(m_import);
    m_right->addWidget(sandbox);

    auto* body = new QHBoxLayout;
    body->setSpacing(0);
    body->addWidget(makeList());
    auto* line = new QFrame(this);
    line->setFixedWidth(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    body->addWidget(line);
    body->addWidget(m_right, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_trouble);
    column->addLayout(body, 1);
    column->addWidget(m_ask);
    column->addWidget(makeFoot());

    connect(m_form, &ProfileForm::changed, this, [this] {
        m_form->test().clear(); // it was about other settings
        ++m_tests;
        emit testCancelled();
        updateFoot();
    });
    connect(m_form, &ProfileForm::checkedAgain, this, &ConnectionsDialog::updateFoot);
    connect(&m_form->test(), &TestPanel::testRequested, this, &ConnectionsDialog::test);
    connect(&m_form->test(), &TestPanel::cancelRequested, this, &ConnectionsDialog::testCancelled);
    connect(m_import, &ImportPanel::accepted, this, &ConnectionsDialog::storeImport);
    connect(m_import, &ImportPanel::rejected, this, [this] { open(m_current); });
    refreshList();
    showTrouble();
    select({});
}

QWidget* ConnectionsDialog::makeList()
{
    auto* part = new QWidget(this);
    part->setFixedWidth(listWidth);
    part->setBackgroundRole(QPalette::Base);
    frameless(part);
    m_filter = new FilterField(m_theme, tr("Filter"), part);
    m_list = new QListView(part);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProfileDelegate(m_theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Connections"));
    QPushButton* create = plainButton(m_theme, tr("New"), part, QStringLiteral("plus"));
    QPushButton* import = plainButton(m_theme, tr("Import…"), part);
    makeCompact(m_theme, create);
    makeCompact(m_theme, import);
    create->setObjectName(QStringLiteral("new"));
    import->setObjectName(QStringLiteral("importFile"));
    m_duplicate = iconButton(m_theme, QStringLiteral("copy"), tr("Duplicate the connection"), part);
    m_delete = iconButton(m_theme, QStringLiteral("trash"), tr("Delete the connection"), part);
    for (QToolButton* button : { m_duplicate, m_delete }) {
        button->setProperty("look", {});
        makeCompact(m_theme, button);
    }
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(8, 8, 8, 8);
    filterRow->addWidget(m_filter);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 8, 8, 8);
    buttons->setSpacing(6);
    buttons->addWidget(create);
    buttons->addWidget(import);
    buttons->addStretch(1);
    buttons->addWidget(m_duplicate);
    buttons->addWidget(m_delete);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(filterRow);
    column->addWidget(m_list, 1);
    column->addLayout(buttons);
    connect(m_filter, &FilterField::filterChanged, this, [this](const QString& text) {
        m_moving = true; // the filter changes what is listed, not what is being edited
        m_model->setFilter(text);
        m_moving = false;
    });
    connect(
        m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ConnectionsDialog::currentRowChanged);
    connect(create, &QPushButton::clicked, this, [this] { leaveFor([this] { newProfile(); }); });
    connect(import, &QPushButton::clicked, this, [this] { leaveFor([this] { chooseImport(); }); });
    connect(m_duplicate, &QToolButton::clicked, this, [this] { leaveFor([this] { duplicate(); }); });
    connect(m_delete, &QToolButton::clicked, this, &ConnectionsDialog::askDelete);
    return part;
}

QWidget* ConnectionsDialog::makeFoot()
{
    m_foot = new QWidget(this);
    m_foot->setBackgroundRole(QPalette::AlternateBase);
    frameless(m_foot);
    m_note = plainLabel(tr("Passwords are kept in the desktop keyring, never in a file."), m_foot);
    m_note->setFont(m_theme.smallFont());
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    QPushButton* cancel = plainButton(m_theme, tr("Cancel"), m_foot);
    m_save = plainButton(m_theme, tr("Save"), m_foot);
    m_connect = primaryButton(m_theme, tr("Save and connect"), m_foot);
    m_save->setObjectName(QStringLiteral("save"));
    m_connect->setObjectName(QStringLiteral("connect"));
    auto* row = new QHBoxLayout(m_foot);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(8);
    row->addWidget(m_note, 1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    row->addWidget(m_connect);
    connect(cancel, &QPushButton::clicked, this, &ConnectionsDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] { save({}); });
    connect(m_connect, &QPushButton::clicked, this, &ConnectionsDialog::saveAndConnect);
    return m_foot;
}

void ConnectionsDialog::refreshList()
{
    m_moving = true;
    m_model->setProfiles(m_store.profiles());
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->row(row).id == m_current.toText())
            m_list->setCurrentIndex(m_model->index(row, 0));
    m_moving = false;
}

void ConnectionsDialog::showTrouble()
{
    if (const auto& trouble = m_store.trouble())
        m_trouble->showMessage(Status::Warning, tr("The stored connections need attention."),
            visibleText(trouble->message) + (trouble->hint.isEmpty() ? QString() : QStringLiteral(". ") + trouble->hint)
                + QLatin1Char('.'));
    else
        m_trouble->hide();
}

void ConnectionsDialog::say(const Error& error)
{
    // long texts wrap in the banner's second part only
    const QString text = visibleText(error.message)
        + (error.hint.isEmpty() ? QString() : QStringLiteral("; ") + visibleText(error.hint));
    m_ask->showMessage(
        Status::Error, tr("That did not work."), text, { { tr("Close"), [this] { m_ask->hide(); }, {} } });
}

ClusterChoice ConnectionsDialog::selected() const
{
    return m_current;
}

void ConnectionsDialog::select(const ClusterChoice& choice)
{
    ClusterChoice wanted = choice;
    if (wanted.kind == ClusterChoice::Kind::Profile && !m_store.byId(wanted.key))
        wanted = {};
    if (wanted.kind != ClusterChoice::Kind::Profile && wanted.kind != ClusterChoice::Kind::Sandbox)
        wanted = m_store.profiles().empty() ? ClusterChoice::sandbox()
                                            : ClusterChoice::profile(m_store.profiles().front().id);
    open(wanted);
}

void ConnectionsDialog::currentRowChanged()
{
    const ClusterChoice wanted = ClusterChoice::fromText(m_list->currentIndex().data(IdRole).toString());
    if (m_moving || wanted.kind == ClusterChoice::Kind::None || wanted == m_current)
        return;
    leaveFor([this, wanted] { open(wanted); });
}

/// Does `next` now, or once the user has said what is to become of the unsaved changes.
void ConnectionsDialog::leaveFor(std::function<void()> next)
{
    const bool editing = m_right->currentWidget() == m_form && m_form->isDirty();
    if (!editing) {
        m_ask->hide();
        next();
        return;
    }
    const QString name = m_form->profile().name;
    std::vector<PanelAction> actions{ { tr("Save"),
                                          [this, next] {
                                              m_ask->hide();
                                              save(next);
                                          },
                                          {} },
        { tr("Discard"),
            [this, next] {
                m_ask->hide();
                m_form->setProfile(m_form->loaded(), otherNames(m_form->loaded().id));
                next();
            },
            {} },
        { tr("Keep editing"),
            [this] {
                m_ask->hide();
                refreshList();
            },
            {} } };
    if (!m_form->isValid())
        actions.erase(actions.begin());
    m_ask->showMessage(Status::Warning,
        tr("%1 has changes that are not saved.").arg(name.isEmpty() ? tr("The new connection") : visibleText(name)), {},
        actions);
}

void ConnectionsDialog::open(const ClusterChoice& choice)
{
    const auto profile
        = choice.kind == ClusterChoice::Kind::Profile ? m_store.byId(choice.key) : std::optional<ConnectionProfile>();
    if (profile) {
        openProfile(*profile);
        return;
    }
    m_current = ClusterChoice::sandbox();
    m_form->setProfile({}, {}); // nothing of another profile, nor its test, stays behind
    m_right->setCurrentIndex(2);
    refreshList();
    updateFoot();
}

void ConnectionsDialog::openProfile(const ConnectionProfile& profile)
{
    emit testCancelled();
    ++m_tests;
    m_current = profile.id.isEmpty() ? ClusterChoice{} : ClusterChoice::profile(profile.id);
    m_form->setProfile(profile, otherNames(profile.id));
    m_form->setTab(0);
    m_right->setCurrentWidget(m_form);
    if (profile.id.isEmpty()) {
        m_moving = true;
        m_list->setCurrentIndex({});
        m_moving = false;
    } else {
        refreshList();
    }
    askPlaces();
    updateFoot();
}

QStringList ConnectionsDialog::otherNames(const QString& id) const
{
    QStringList names;
    for (const ConnectionProfile& profile : m_store.profiles())
        if (profile.id != id)
            names << profile.name;
    return names;
}

void ConnectionsDialog::updateFoot()
{
    const bool editing = m_right->currentWidget() == m_form;
    m_foot->setVisible(m_right->currentWidget() != m_import);
    m_save->setVisible(editing);
    m_save->setEnabled(m_form->isValid() && (m_form->isDirty() || m_form->loaded().id.isEmpty()));
    m_connect->setVisible(editing);
    m_connect->setEnabled(m_form->isValid());
    m_connect->setText(m_form->isDirty() || m_form->loaded().id.isEmpty() ? tr("Save and connect") : tr("Connect"));
    const bool stored = editing && !m_form->loaded().id.isEmpty();
    m_duplicate->setEnabled(stored);
    m_delete->setEnabled(stored);
}

void ConnectionsDialog::reject()
{
    leaveFor([this] {
        emit testCancelled();
        QDialog::reject();
    });
}

} // namespace spillway::ui
