// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/text.h"
#include "ui/dialogs/connectionsdialog.h"
#include "ui/dialogs/importpanel.h"
#include "ui/dialogs/profileform.h"
#include "ui/dialogs/testpanel.h"
#include "ui/widgets/banner.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>

#include <memory>

/// What the buttons of the Connections dialog do: new, duplicate, delete, import, save, test, connect.
namespace spillway::ui {

namespace {

SecretField::Place placeOf(SecretState state, bool held)
{
    if (held)
        return SecretField::Place::Held;
    return state == SecretState::Done ? SecretField::Place::Keyring : SecretField::Place::Session;
}

} // namespace

/// Asks for each secret of the profile where it is; the secret itself is dropped at once.
void ConnectionsDialog::askPlaces()
{
    const quint64 question = ++m_asked;
    const ConnectionProfile profile = m_form->loaded();
    const auto held = m_session.of(profile.id);
    for (const auto& entry : m_form->secrets())
        entry.field->setPlace(SecretField::Place::None);
    for (const QString& name : profile.secretNames) {
        SecretField* field = m_form->secret(name);
        if (!field)
            continue;
        if (held.contains(name)) {
            field->setPlace(SecretField::Place::Held);
            continue;
        }
        field->setPlace(SecretField::Place::Asking);
        m_keyring.read(
            profile.id, name, [self = QPointer<ConnectionsDialog>(this), question, name](const SecretAnswer& answer) {
                if (!self || question != self->m_asked)
                    return;
                if (SecretField* asked = self->m_form->secret(name); asked && !asked->hasInput())
                    asked->setPlace(placeOf(answer.state, false), answer.detail);
            });
    }
}

void ConnectionsDialog::newProfile()
{
    ConnectionProfile profile;
    profile.name = m_store.freeName(tr("New connection"));
    openProfile(profile);
}

void ConnectionsDialog::duplicate()
{
    const ConnectionProfile& from = m_form->loaded();
    const auto made = m_store.duplicate(from.id, m_store.freeName(from.name));
    if (!made) {
        say(made.error());
        return;
    }
    openProfile(*made);
    emit profilesChanged();
    if (!made->secretNames.isEmpty())
        m_ask->showMessage(Status::Note, tr("Its passwords were not copied."), tr("Enter them here, or be asked."),
            { { tr("Close"), [this] { m_ask->hide(); }, {} } });
}

void ConnectionsDialog::askDelete()
{
    const ConnectionProfile profile = m_form->loaded();
    if (profile.id.isEmpty())
        return;
    m_ask->showMessage(Status::Warning, tr("Delete %1?").arg(visibleText(profile.name)),
        profile.secretNames.isEmpty() ? tr("Nothing happens to the cluster.")
                                      : tr("Its passwords leave the keyring, too. Nothing happens to the cluster."),
        { { tr("Keep it"), [this] { m_ask->hide(); }, {} },
            { tr("Delete"), [this, id = profile.id] { remove(id); }, QStringLiteral("trash") } });
}

void ConnectionsDialog::remove(const QString& id)
{
    m_ask->hide();
    const auto profile = m_store.byId(id);
    if (const auto removed = m_store.remove(id); !removed) {
        say(removed.error());
        return;
    }
    if (profile)
        for (const QString& name : profile->secretNames) {
            m_keyring.remove(id, name, [](const SecretAnswer&) {});
            m_session.remove(id, name, [](const SecretAnswer&) {});
        }
    select({});
    emit profilesChanged();
}

void ConnectionsDialog::chooseImport()
{
    auto* dialog = new QFileDialog(this, tr("Import a connection"), QString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("Client configurations (*.properties *.conf *.config)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, this, &ConnectionsDialog::showImport);
    dialog->open();
}

void ConnectionsDialog::showImport(const QString& file)
{
    m_ask->hide();
    auto preview = previewImport(file);
    if (!preview) {
        say(preview.error());
        return;
    }
    const QString name = m_store.freeName(preview->profile.name);
    m_import->showPreview(std::move(*preview), file, name);
    m_right->setCurrentWidget(m_import);
    updateFoot();
}

void ConnectionsDialog::storeImport(const ImportPreview& preview)
{
    const auto made = m_store.create(preview.profile);
    if (!made) {
        open(m_current);
        say(made.error());
        return;
    }
    for (const auto& [name, secret] : preview.secrets)
        m_keyring.write(made->id, name, secret,
            [self = QPointer<ConnectionsDialog>(this), session = &m_session, id = made->id, name = name,
                secret = secret](const SecretAnswer& answer) {
                if (answer.state != SecretState::Done)
                    session->put(id, name, secret);
                if (!self)
                    return;
                if (answer.state != SecretState::Done)
                    self->m_note->setText(answer.detail);
                if (self->m_form->loaded().id == id)
                    self->askPlaces();
            });
    openProfile(*made);
    emit profilesChanged();
}

/// True when it was stored; `then` comes once the keyring has answered, too.
bool ConnectionsDialog::save(std::function<void()> then)
{
    if (!m_form->isValid())
        return false;
    const ConnectionProfile wanted = m_form->profile();
    const QStringList before = m_form->loaded().secretNames;
    const auto stored = wanted.id.isEmpty() ? m_store.create(wanted) : m_store.update(wanted);
    if (!stored) {
        say(stored.error());
        return false;
    }
    m_ask->hide();
    m_current = ClusterChoice::profile(stored->id);
    keepSecrets(*stored, before, std::move(then));
    m_form->setSaved(*stored);
    refreshList();
    showTrouble();
    updateFoot();
    emit profilesChanged();
    return true;
}

void ConnectionsDialog::keepSecrets(
    const ConnectionProfile& stored, const QStringList& before, std::function<void()> then)
{
    struct Waiting {
        int open = 1; // this function itself
        std::function<void()> then;
        void done()
        {
            if (--open == 0 && then)
                then();
        }
    };
    auto waiting = std::make_shared<Waiting>();
    waiting->then = std::move(then);
    for (const QString& name : before) {
        if (stored.secretNames.contains(name))
            continue;
        m_keyring.remove(stored.id, name, [](const SecretAnswer&) {});
        m_session.remove(stored.id, name, [](const SecretAnswer&) {});
    }
    ++m_asked; // answers to earlier questions are out of date
    for (const auto& entry : m_form->secrets()) {
        SecretField* field = entry.field;
        if (!field->hasInput()) {
            if (!field->wantsKeyring() && field->place() != SecretField::Place::Held) {
                m_keyring.remove(stored.id, entry.name, [](const SecretAnswer&) {});
                field->setPlace(SecretField::Place::Session);
            } else if (field->isForgotten()) {
                field->setPlace(SecretField::Place::None);
            }
            continue;
        }
        const Secret secret = field->input();
        if (!field->wantsKeyring()) {
            m_session.put(stored.id, entry.name, secret);
            m_keyring.remove(stored.id, entry.name, [](const SecretAnswer&) {});
            field->setPlace(SecretField::Place::Held);
            continue;
        }
        ++waiting->open;
        field->setPlace(SecretField::Place::Asking);
        m_keyring.write(stored.id, entry.name, secret,
            [self = QPointer<ConnectionsDialog>(this), session = &m_session, waiting, id = stored.id, name = entry.name,
                secret](const SecretAnswer& answer) {
                const bool kept = answer.state == SecretState::Done;
                if (kept)
                    session->remove(id, name, [](const SecretAnswer&) {});
                else
                    session->put(id, name, secret);
                if (!self)
                    return;
                if (!kept)
                    self->m_note->setText(answer.detail);
                if (self->m_form->loaded().id == id)
                    if (SecretField* written = self->m_form->secret(name))
                        written->setPlace(placeOf(answer.state, !kept), answer.detail);
                waiting->done();
            });
    }
    // later: what comes then may bring another profile into the form
    QMetaObject::invokeMethod(
        this, [waiting] { waiting->done(); }, Qt::QueuedConnection);
}

void ConnectionsDialog::saveAndConnect()
{
    const auto go = [this] { emit connectRequested(m_current); };
    if (!m_form->isDirty() && !m_form->loaded().id.isEmpty())
        go();
    else
        save(go);
}

/// With the form as it is, saved or not.
void ConnectionsDialog::test()
{
    const ConnectionProfile profile = m_form->profile();
    std::map<QString, Secret> secrets;
    QStringList wanted = profile.secretNames;
    const auto held = m_session.of(profile.id);
    for (const auto& entry : m_form->secrets())
        if (entry.field->hasInput())
            secrets[entry.name] = entry.field->input();
    for (const auto& [name, secret] : held)
        secrets.try_emplace(name, secret);
    wanted.removeIf([&](const QString& name) { return secrets.contains(name); });
    if (wanted.isEmpty() || profile.id.isEmpty()) {
        testWith(profile.id, profile, std::move(secrets));
        return;
    }
    readSecrets(m_keyring, profile.id, wanted,
        [self = QPointer<ConnectionsDialog>(this), profile, secrets, question = ++m_tests](
            std::map<QString, Secret> found, const SecretAnswer&) mutable {
            if (!self || question != self->m_tests)
                return;
            found.merge(secrets);
            self->testWith(profile.id, profile, std::move(found));
        });
}

void ConnectionsDialog::testWith(
    const QString& profileId, const ConnectionProfile& profile, std::map<QString, Secret> secrets)
{
    if (m_form->loaded().id != profileId)
        return;
    if (m_form->secret(QStringLiteral("sasl.password")) && !secrets.contains(QStringLiteral("sasl.password"))) {
        m_form->test().refuse(tr("enter the password first"));
        return;
    }
    const ConnectionSettings settings = settingsOf(profile, secrets);
    m_form->test().begin(settings);
    emit testRequested(settings);
}

void ConnectionsDialog::showStep(const spillway::kafka::ConnectionStepResult& result)
{
    m_form->test().showStep(result);
}

void ConnectionsDialog::showReport(const spillway::kafka::ConnectionReport& report)
{
    m_form->test().showReport(report);
}

} // namespace spillway::ui
