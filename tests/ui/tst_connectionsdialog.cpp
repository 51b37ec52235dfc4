// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/connectionsdialog.h"
#include "ui/dialogs/importpanel.h"
#include "ui/dialogs/profileform.h"
#include "ui/dialogs/secretprompt.h"
#include "ui/dialogs/testpanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::ui;
using kafka::ConnectionReport;
using kafka::ConnectionStep;
using kafka::ConnectionStepResult;

namespace {

constexpr const char* Word = "correct-horse-battery";
const QString PasswordName = QStringLiteral("sasl.password");

/// Everything a widget below `root` shows, says or would say.
QStringList textsOf(QWidget* root)
{
    QStringList texts;
    QList<QWidget*> widgets = root->findChildren<QWidget*>();
    widgets << root;
    for (const QWidget* widget : widgets) {
        texts << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription()
              << widget->windowTitle() << widget->statusTip();
        if (const auto* label = qobject_cast<const QLabel*>(widget))
            texts << label->text();
        if (const auto* edit = qobject_cast<const QLineEdit*>(widget))
            texts << edit->text() << edit->displayText() << edit->placeholderText();
        if (const auto* edit = qobject_cast<const QPlainTextEdit*>(widget))
            texts << edit->toPlainText();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            texts << button->text();
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model())
            for (int row = 0; row < view->model()->rowCount(); ++row)
                for (int column = 0; column < view->model()->columnCount(); ++column)
                    for (const int role : { int(Qt::DisplayRole), int(Qt::EditRole), int(Qt::AccessibleTextRole) })
                        texts << view->model()->index(row, column).data(role).toString();
    }
    return texts;
}

bool says(QWidget* root, const QString& text)
{
    for (const QString& shown : textsOf(root))
        if (shown.contains(text))
            return true;
    return false;
}

ConnectionProfile secured(const QString& name)
{
    ConnectionProfile profile;
    profile.name = name;
    profile.bootstrapServers = QStringLiteral("kafka-1.example:9093,kafka-2.example:9093");
    profile.properties = { { QStringLiteral("security.protocol"), QStringLiteral("SASL_SSL") },
        { QStringLiteral("sasl.mechanism"), QStringLiteral("SCRAM-SHA-512") },
        { QStringLiteral("sasl.username"), QStringLiteral("spillway") } };
    profile.secretNames = { PasswordName };
    return profile;
}

ConnectionStepResult step(ConnectionStep which, bool ok, const QString& detail, const QString& hint = {})
{
    return { which, ok, std::chrono::milliseconds(4), detail, hint, ErrorCode::Unreachable };
}

} // namespace

class TestConnectionsDialog : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_dir->filePath(QStringLiteral("profiles.json")));
        m_keyring = std::make_unique<MemorySecretStore>();
        m_session = std::make_unique<MemorySecretStore>();
    }

    void withoutProfilesTheSandboxIsOffered()
    {
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        QCOMPARE(dialog.selected(), ClusterChoice::sandbox());
        QSignalSpy connecting(&dialog, &ConnectionsDialog::connectRequested);
        button(dialog, QStringLiteral("Open the sandbox"))->click();
        QCOMPARE(connecting.count(), 1);
        QCOMPARE(connecting.first().first().value<ClusterChoice>(), ClusterChoice::sandbox());
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("save"))->isVisible());
    }

    void onlyFieldsTheProtocolUsesAreShown()
    {
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        dialog.findChild<QPushButton*>(QStringLiteral("new"))->click();
        auto* protocol = dialog.findChild<QComboBox*>(QStringLiteral("protocol"));
        const auto visible
            = [&](const char* name) { return dialog.findChild<QWidget*>(QString::fromLatin1(name))->isVisible(); };
        QVERIFY(visible("name") && visible("servers"));
        QVERIFY(!visible("user") && !visible("password") && !visible("ca"));
        protocol->setCurrentText(QStringLiteral("SASL_PLAINTEXT"));
        QVERIFY(visible("user") && visible("password") && visible("mechanism") && !visible("ca"));
        protocol->setCurrentText(QStringLiteral("SSL"));
        QVERIFY(!visible("user") && visible("ca") && visible("certificate") && !visible("key"));
        dialog.findChild<QLineEdit*>(QStringLiteral("certificate"))->setText(QStringLiteral("/etc/hostname"));
        QVERIFY(visible("key"));
    }

    void whatIsWrongIsSaidBesideItsField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no name") << "name"
                                 << ""
                                 << "needs a name";
        QTest::newRow("name taken") << "name"
                                    << "DEBATE-staging"
                                    << "Another connection";
        QTest::newRow("no servers") << "servers"
                                    << ""
                                    << "The list";
        QTest::newRow("bad port") << "servers"
                                  << "host:99999"
                                  << "The list";
        QTest::newRow("no user") << "user"
                                 << ""
                                 << "needs a user";
        QTest::newRow("no such file") << "ca"
                                      << "/nowhere/ca.pem"
                                      << "no such file";
        QTest::newRow("relative") << "ca"
                                  << "ca.pem"
                                  << "whole path";
        QTest::newRow("key missing") << "certificate"
                                     << "/etc/hostname"
                                     << "private key";
        QTest::newRow("registry") << "registryUrl"
                                  << "ftp://x"
                                  << "http://";
        QTest::newRow("registry credentials") << "registryUrl"
                                              << "https://u:p@x"
                                              << "kept in a file";
    }
    void whatIsWrongIsSaidBesideItsField()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, reason);
        QVERIFY(m_store->create(secured(QStringLiteral("debate-staging"))));
        const auto other = m_store->create(secured(QStringLiteral("other")));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        dialog.select(ClusterChoice::profile(other->id));
        auto* save = dialog.findChild<QPushButton*>(QStringLiteral("save"));
        auto* edit = dialog.findChild<QLineEdit*>(field);
        QVERIFY(edit);
        const QString before = edit->text();
        edit->setText(text);
        QTRY_VERIFY2(says(&dialog, reason), qPrintable(textsOf(&dialog).join(QLatin1Char('|'))));
        QVERIFY(!save->isEnabled());
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("test"))->isEnabled());
        edit->setText(before);
        QTRY_VERIFY(!says(&dialog, reason));
        QVERIFY(!dialog.form().isDirty());
    }

    void aSavedPasswordIsInTheKeyringAndNowhereElse()
    {
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        fill(dialog);
        dialog.findChild<QPushButton*>(QStringLiteral("save"))->click();
        QCOMPARE(m_store->profiles().size(), std::size_t(1));
        const ConnectionProfile stored = m_store->profiles().front();
        QCOMPARE(stored.secretNames, QStringList{ PasswordName });
        QTRY_COMPARE(dialog.form().secret(PasswordName)->placeText(), QStringLiteral("in the keyring"));
        QCOMPARE(m_keyring->of(stored.id).at(PasswordName), Secret(Word));
        QVERIFY(m_session->of(stored.id).empty());
        QVERIFY(!says(&dialog, QString::fromLatin1(Word)));
        QVERIFY(!dialog.form().isDirty());
        QVERIFY(!everyFile().contains(Word));
        // and again, from the store: the widgets never see it
        ConnectionsDialog later(m_theme, *m_store, *m_keyring, *m_session);
        later.show();
        QTRY_COMPARE(later.form().secret(PasswordName)->placeText(), QStringLiteral("in the keyring"));
        QVERIFY(!says(&later, QString::fromLatin1(Word)));
    }

    void withoutAKeyringThePasswordIsKeptInMemoryOnly_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("absent") << int(SecretState::Absent);
        QTest::newRow("locked") << int(SecretState::Locked);
        QTest::newRow("denied") << int(SecretState::Denied);
    }
    void withoutAKeyringThePasswordIsKeptInMemoryOnly()
    {
        QFETCH(int, state);
        m_keyring->refuse(SecretState(state));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        fill(dialog);
        QSignalSpy connecting(&dialog, &ConnectionsDialog::connectRequested);
        dialog.findChild<QPushButton*>(QStringLiteral("connect"))->click();
        QTRY_COMPARE(connecting.count(), 1);
        const ConnectionProfile stored = m_store->profiles().front();
        QCOMPARE(connecting.first().first().value<ClusterChoice>(), ClusterChoice::profile(stored.id));
        QCOMPARE(m_session->of(stored.id).at(PasswordName), Secret(Word));
        QCOMPARE(dialog.form().secret(PasswordName)->placeText(), QStringLiteral("known for this session"));
        QVERIFY(says(&dialog, secretStateText(SecretState(state))));
        QVERIFY(!says(&dialog, QString::fromLatin1(Word)));
        QVERIFY(!everyFile().contains(Word));
    }

    void theTestGetsTheStoredPasswordAndItsReportHoldsNone()
    {
        const auto stored = m_store->create(secured(QStringLiteral("debate-staging")));
        m_keyring->put(stored->id, PasswordName, Secret(Word));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        QSignalSpy testing(&dialog, &ConnectionsDialog::testRequested);
        dialog.findChild<QPushButton*>(QStringLiteral("test"))->click();
        QTRY_COMPARE(testing.count(), 1);
        const auto settings = testing.first().first().value<ConnectionSettings>();
        QCOMPARE(settings.secrets.at(PasswordName), Secret(Word));
        TestPanel& panel = dialog.form().test();
        QVERIFY(panel.isRunning());
        ConnectionReport report;
        report.steps = { step(ConnectionStep::Resolve, true, QStringLiteral("3 addresses")),
            step(ConnectionStep::Connect, true, QStringLiteral("accepts")),
            step(ConnectionStep::Tls, false, QStringLiteral("The certificate is for <b>another</b>"),
                QStringLiteral("connect by its name")) };
        for (const auto& result : report.steps)
            dialog.showStep(result);
        QCOMPARE(panel.stepStatus(TestPanel::Connect), Status::Ok);
        QCOMPARE(panel.stepStatus(TestPanel::Tls), Status::Error);
        QCOMPARE(panel.stepText(TestPanel::Authenticate), QStringLiteral("not reached yet"));
        dialog.showReport(report);
        QCOMPARE(panel.stepText(TestPanel::Authenticate), QStringLiteral("not reached"));
        QVERIFY(!panel.isRunning());
        QCOMPARE(panel.summary(), QStringLiteral("failed at step 3 of 6, TLS, after 12 ms"));
        const QString text = panel.report();
        QVERIFY(text.contains(QStringLiteral("FAILED TLS (4 ms): The certificate is for <b>another</b>")));
        QVERIFY(text.contains(QStringLiteral("connect by its name")));
        QVERIFY(text.contains(QStringLiteral("sasl.password=[redacted]")));
        QVERIFY(!text.contains(QString::fromLatin1(Word)));
        QVERIFY(!says(&dialog, QString::fromLatin1(Word)));
        // what was tested is no longer what the form says
        dialog.findChild<QLineEdit*>(QStringLiteral("servers"))->setText(QStringLiteral("elsewhere:9092"));
        QCOMPARE(panel.summary(), QStringLiteral("not tested"));
    }

    void withoutItsPasswordNothingIsTested()
    {
        const auto stored = m_store->create(secured(QStringLiteral("debate-staging")));
        m_keyring->refuse(SecretState::Locked);
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        QSignalSpy testing(&dialog, &ConnectionsDialog::testRequested);
        dialog.findChild<QPushButton*>(QStringLiteral("test"))->click();
        QTRY_COMPARE(dialog.form().test().summary(), QStringLiteral("enter the password first"));
        QCOMPARE(testing.count(), 0);
        QCOMPARE(dialog.form().secret(PasswordName)->placeText(), QStringLiteral("asked each session"));
        Q_UNUSED(stored)
    }

    void unsavedChangesAreNoticed()
    {
        const auto first = m_store->create(secured(QStringLiteral("a")));
        const auto second = m_store->create(secured(QStringLiteral("b")));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        QCOMPARE(dialog.selected(), ClusterChoice::profile(first->id));
        auto* user = dialog.findChild<QLineEdit*>(QStringLiteral("user"));
        auto* list = dialog.findChild<QListView*>();
        user->setText(QStringLiteral("somebody"));
        list->setCurrentIndex(list->model()->index(1, 0));
        QCOMPARE(dialog.selected(), ClusterChoice::profile(first->id));
        QVERIFY(says(&dialog, QStringLiteral("a has changes that are not saved")));
        button(dialog, QStringLiteral("Keep editing"))->click();
        QCOMPARE(user->text(), QStringLiteral("somebody"));
        QCOMPARE(list->currentIndex().row(), 0);

        dialog.close();
        QVERIFY(dialog.isVisible());
        QVERIFY(bannerButton(dialog, QStringLiteral("Discard")));
        bannerButton(dialog, QStringLiteral("Discard"))->click();
        QVERIFY(!dialog.isVisible());
        QCOMPARE(m_store->byId(first->id)->properties.at(QStringLiteral("sasl.username")), QStringLiteral("spillway"));

        dialog.show();
        user->setText(QStringLiteral("somebody"));
        list->setCurrentIndex(list->model()->index(1, 0));
        QTRY_VERIFY(bannerButton(dialog, QStringLiteral("Save")));
        bannerButton(dialog, QStringLiteral("Save"))->click();
        QTRY_COMPARE(dialog.selected(), ClusterChoice::profile(second->id));
        QCOMPARE(m_store->byId(first->id)->properties.at(QStringLiteral("sasl.username")), QStringLiteral("somebody"));
        QCOMPARE(user->text(), QStringLiteral("spillway"));
        QVERIFY(!dialog.form().isDirty());
    }

    void deletingAsksFirstAndTakesTheSecretsAlong()
    {
        const auto stored = m_store->create(secured(QStringLiteral("old")));
        m_keyring->put(stored->id, PasswordName, Secret(Word));
        m_session->put(stored->id, PasswordName, Secret(Word));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        button(dialog, QStringLiteral("Delete the connection"))->click();
        QVERIFY(says(&dialog, QStringLiteral("Delete old?")));
        button(dialog, QStringLiteral("Keep it"))->click();
        QCOMPARE(m_store->profiles().size(), std::size_t(1));
        button(dialog, QStringLiteral("Delete the connection"))->click();
        QTRY_VERIFY(bannerButton(dialog, QStringLiteral("Delete")));
        bannerButton(dialog, QStringLiteral("Delete"))->click();
        QVERIFY(m_store->profiles().empty());
        QVERIFY(m_keyring->of(stored->id).empty());
        QVERIFY(m_session->of(stored->id).empty());
        QCOMPARE(dialog.selected(), ClusterChoice::sandbox());
    }

    void aDuplicateHasNoSecrets()
    {
        const auto stored = m_store->create(secured(QStringLiteral("one")));
        m_keyring->put(stored->id, PasswordName, Secret(Word));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        button(dialog, QStringLiteral("Duplicate the connection"))->click();
        QCOMPARE(m_store->profiles().size(), std::size_t(2));
        const QString made = dialog.selected().key;
        QVERIFY(made != stored->id);
        QVERIFY(m_keyring->of(made).empty());
        QTRY_COMPARE(dialog.form().secret(PasswordName)->placeText(), QStringLiteral("asked each session"));
    }

    void markingAsProductionIsSafeFirst()
    {
        QVERIFY(m_store->create(secured(QStringLiteral("p"))));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        dialog.findChild<QCheckBox*>(QStringLiteral("production"))->click();
        const ConnectionProfile wanted = dialog.form().profile();
        QVERIFY(wanted.production && wanted.readOnly && wanted.confirmTwice);
        dialog.findChild<QCheckBox*>(QStringLiteral("readOnly"))->click();
        QVERIFY(!dialog.form().profile().readOnly);
    }

    void anImportIsShownBeforeItIsStored()
    {
        const QString file = write("staging.properties",
            "bootstrap.servers=kafka-1.example:9093\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n"
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
            "username=\"spillway\" password=\"correct-horse-battery\";\n"
            "key.serializer=org.apache.kafka.common.serialization.StringSerializer\n");
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        dialog.showImport(file);
        QVERIFY(m_store->profiles().empty());
        QVERIFY(says(&dialog, QStringLiteral("to the keyring")));
        QVERIFY(!says(&dialog, QString::fromLatin1(Word)));
        auto* import = dialog.findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(import->isVisible() && import->isEnabled());
        import->click();
        QCOMPARE(m_store->profiles().size(), std::size_t(1));
        const ConnectionProfile stored = m_store->profiles().front();
        QVERIFY(stored.readOnly);
        QCOMPARE(m_keyring->of(stored.id).at(PasswordName), Secret(Word));
        QCOMPARE(dialog.selected(), ClusterChoice::profile(stored.id));
        QTRY_COMPARE(dialog.form().secret(PasswordName)->placeText(), QStringLiteral("in the keyring"));
        QFile::remove(file);
        QVERIFY(!everyFile().contains(Word));
        QVERIFY(!says(&dialog, QString::fromLatin1(Word)));
    }

    void aHostileImportCannotBeStored()
    {
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        dialog.showImport(write("evil.conf", "bootstrap.servers=h:9092\nplugin.library.paths=/tmp/evil.so\n"));
        auto* import = dialog.findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(import->isVisible() && !import->isEnabled());
        QVERIFY(says(&dialog, QStringLiteral("plugin.library.paths")));
        button(dialog, QStringLiteral("Back"))->click();
        QVERIFY(m_store->profiles().empty());
        dialog.showImport(m_dir->path());
        QVERIFY(!import->isVisible());
        QVERIFY(bannerButton(dialog, QStringLiteral("Close")));
    }

    void aCorruptStoreIsSaid()
    {
        const QString path = write("profiles.json", "{ this is no JSON");
        m_store = std::make_unique<ProfileStore>(path);
        m_store->reload();
        QVERIFY(m_store->trouble());
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        QVERIFY(says(&dialog, QStringLiteral("need attention")));
        QVERIFY(says(&dialog, m_store->trouble()->message));
    }

    void aStoreThatCannotBeWrittenSaysSoAndKeepsTheForm()
    {
        write("file", "x");
        m_store = std::make_unique<ProfileStore>(m_dir->filePath(QStringLiteral("file/profiles.json")));
        ConnectionsDialog dialog(m_theme, *m_store, *m_keyring, *m_session);
        dialog.show();
        fill(dialog);
        dialog.findChild<QPushButton*>(QStringLiteral("save"))->click();
        QVERIFY(bannerButton(dialog, QStringLiteral("Close")));
        QCOMPARE(dialog.findChild<QLineEdit*>(QStringLiteral("name"))->text(), QStringLiteral("debate-staging"));
        QCOMPARE(dialog.findChild<QLineEdit*>(QStringLiteral("password"))->text(), QString::fromLatin1(Word));
        QVERIFY(m_store->profiles().empty());
    }

    void thePromptAsksForTheSessionOnly()
    {
        auto* prompt = new SecretPrompt(
            m_theme, secured(QStringLiteral("debate-staging")), { PasswordName }, secretStateText(SecretState::Locked));
        prompt->show();
        QVERIFY(!prompt->isModal());
        QVERIFY(says(prompt, QStringLiteral("locked")));
        std::map<QString, Secret> got;
        connect(prompt, &SecretPrompt::entered, this, [&](const std::map<QString, Secret>& secrets) { got = secrets; });
        auto* go = prompt->findChild<QPushButton*>(QStringLiteral("connect"));
        QVERIFY(!go->isEnabled());
        auto* edit = prompt->findChild<QLineEdit*>(PasswordName);
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        QTest::keyClicks(edit, QString::fromLatin1(Word));
        QVERIFY(!edit->displayText().contains(QString::fromLatin1(Word)));
        go->click();
        QCOMPARE(got.at(PasswordName), Secret(Word));
        QVERIFY(!says(prompt, QString::fromLatin1(Word)));
    }

private:
    void fill(ConnectionsDialog& dialog)
    {
        dialog.findChild<QPushButton*>(QStringLiteral("new"))->click();
        dialog.findChild<QLineEdit*>(QStringLiteral("name"))->setText(QStringLiteral("debate-staging"));
        dialog.findChild<QLineEdit*>(QStringLiteral("servers"))->setText(QStringLiteral("kafka-1.example:9093"));
        dialog.findChild<QComboBox*>(QStringLiteral("protocol"))->setCurrentText(QStringLiteral("SASL_SSL"));
        dialog.findChild<QComboBox*>(QStringLiteral("mechanism"))->setCurrentText(QStringLiteral("SCRAM-SHA-512"));
        dialog.findChild<QLineEdit*>(QStringLiteral("user"))->setText(QStringLiteral("spillway"));
        QTest::keyClicks(dialog.findChild<QLineEdit*>(QStringLiteral("password")), QString::fromLatin1(Word));
    }

    static QAbstractButton* button(QWidget& root, const QString& text)
    {
        for (auto* found : root.findChildren<QAbstractButton*>())
            if (found->text() == text || found->accessibleName() == text)
                return found;
        return nullptr;
    }
    static QAbstractButton* bannerButton(QWidget& root, const QString& text)
    {
        for (auto* banner : root.findChildren<Banner*>())
            for (auto* found : banner->findChildren<QPushButton*>())
                if (banner->isVisible() && found->isVisible() && found->text() == text)
                    return found;
        return nullptr;
    }

    QString write(const char* name, const QByteArray& text)
    {
        QFile file(m_dir->filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(text);
        return file.fileName();
    }
    QByteArray everyFile() const
    {
        QByteArray all;
        for (const QFileInfo& info : QDir(m_dir->path()).entryInfoList(QDir::Files | QDir::Hidden)) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

    Theme m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<MemorySecretStore> m_keyring;
    std::unique_ptr<MemorySecretStore> m_session;
};

QTEST_MAIN(TestConnectionsDialog)
#include "tst_connectionsdialog.moc"
