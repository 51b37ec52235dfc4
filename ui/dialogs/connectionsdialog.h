// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/connectiontest.h"
#include "core/profile/importpreview.h"
#include "core/profile/profilestore.h"
#include "core/profile/secretstore.h"
#include "ui/models/clusterchoice.h"

#include <QDialog>

#include <functional>

class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace spillway::ui {

class Banner;
class FilterField;
class ImportPanel;
class Panel;
class ProfileForm;
class ProfileListModel;
class Theme;

/// The connection profiles: list, form, test, import. Opens with show(); nothing in it waits. Who runs tests and who
/// connects is told by signals.
///
/// Secrets: what is typed goes to the keyring, or, when that is refused or not wanted, to `session`, which lives in
/// memory. Nothing stored is ever brought into a widget.
class ConnectionsDialog : public QDialog {
    Q_OBJECT

public:
    /// All outlive the dialog.
    ConnectionsDialog(const Theme& theme, ProfileStore& store, SecretStore& keyring, MemorySecretStore& session,
        QWidget* parent = nullptr);

    /// Brings this profile (or the sandbox) into the form; the first when it is None or gone.
    void select(const ClusterChoice& choice);
    ClusterChoice selected() const;
    ProfileForm& form() { return *m_form; }
    void showImport(const QString& file);

    /// Answers to testRequested.
    void showStep(const spillway::kafka::ConnectionStepResult& result);
    void showReport(const spillway::kafka::ConnectionReport& report);

    void reject() override;

signals:
    void testRequested(const spillway::ConnectionSettings& settings);
    void testCancelled();
    void connectRequested(const spillway::ui::ClusterChoice& choice);
    /// A profile was stored, changed or deleted.
    void profilesChanged();

private:
    QWidget* makeList();
    QWidget* makeFoot();
    void refreshList();
    void showTrouble();
    void leaveFor(std::function<void()> next);
    void currentRowChanged();
    void open(const ClusterChoice& choice);
    void openProfile(const ConnectionProfile& profile);
    void askPlaces();
    void newProfile();
    void duplicate();
    void askDelete();
    void remove(const QString& id);
    void chooseImport();
    void storeImport(const ImportPreview& preview);
    bool save(std::function<void()> then);
    void keepSecrets(const ConnectionProfile& stored, const QStringList& before, std::function<void()> then);
    void saveAndConnect();
    void test();
    void testWith(const QString& profileId, const ConnectionProfile& profile, std::map<QString, Secret> secrets);
    void say(const Error& error);
    void updateFoot();
    QStringList otherNames(const QString& id) const;

    const Theme& m_theme;
    ProfileStore& m_store;
    SecretStore& m_keyring;
    MemorySecretStore& m_session;
    ProfileListModel* m_model = nullptr;
    FilterField* m_filter = nullptr;
    QListView* m_list = nullptr;
    QToolButton* m_duplicate = nullptr;
    QToolButton* m_delete = nullptr;
    Banner* m_trouble = nullptr; ///< of the store, stays
    Banner* m_ask = nullptr; ///< a question or what went wrong just now
    QStackedWidget* m_right = nullptr;
    ProfileForm* m_form = nullptr;
    ImportPanel* m_import = nullptr;
    Panel* m_sandbox = nullptr;
    QWidget* m_foot = nullptr;
    QLabel* m_note = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_connect = nullptr;
    ClusterChoice m_current;
    quint64 m_asked = 0; ///< counts questions to the keyring: a late answer for another profile is dropped
    quint64 m_tests = 0; ///< the same for a test
    bool m_moving = false;
};

} // namespace spillway::ui
