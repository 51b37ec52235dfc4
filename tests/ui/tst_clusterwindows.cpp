// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/clusterwindows.h"
#include "tests/support/fakecluster.h"
#include "ui/dialogs/connectionsdialog.h"
#include "ui/dialogs/secretprompt.h"
#include "ui/models/profilelistmodel.h"
#include "ui/pages/noclusterpage.h"
#include "ui/settings/session.h"
#include "ui/settings/settingsstore.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/clustermenu.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spillway;
using namespace spillway::app;
using ui::ClusterChoice;

namespace {

const QString PasswordName = QStringLiteral("sasl.password");
constexpr const char* Word = "correct-horse-battery";

} // namespace

/// Windows over clusters made of numbers: what is switched, what is kept, what goes away.
class TestClusterWindows : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_dir->filePath(QStringLiteral("profiles.json")));
        m_keyring = std::make_unique<MemorySecretStore>();
        m_session = std::make_unique<MemorySecretStore>();
        m_clusters.clear();
        m_settings.clear();
        m_shelf = std::make_unique<ClusterShelf>(ClusterShelf{ .theme = m_theme,
            .store = *m_store,
            .keyring = *m_keyring,
            .session = *m_session,
            .kept = { m_settingsStore, m_sessions },
            .commandLine = {},
            .recent = {},
            .prepare = [this](ClusterSetup setup) -> Result<PreparedCluster> {
                const QString servers = setup.connection.bootstrapServers;
                if (servers.startsWith(QLatin1String("bad")))
                    return Failure(Error{ .message = QStringLiteral("No such CA file"), .hint = {} });
                m_settings << servers;
                m_secrets = setup.connection.secrets;
                return PreparedCluster{ std::move(setup), nullptr,
                    std::make_unique<test::FakeSource>(cluster(servers)) };
            } });
        m_shelf->commandLine.quiet = true;
    }

    void anEmptyWindowOffersConnectionsAndTheSandbox()
    {
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QVERIFY(!window.desktop());
        QVERIFY(qobject_cast<ui::NoClusterPage*>(window.window().currentPage()));
        QVERIFY(window.window().openPage(QStringLiteral("groups")));
        QSignalSpy wanted(&window, &ClusterWindow::connectionsRequested);
        button(window.window(), QStringLiteral("Connections…"))->click();
        QCOMPARE(wanted.count(), 1);
        auto* dialog = window.window().findChild<ui::ConnectionsDialog*>();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        QCOMPARE(dialog->selected(), ClusterChoice::sandbox());
        QVERIFY(window.window().runCommand(QStringLiteral("about"))); // needs no cluster
    }

    void switchingBringsTheOtherClusterIntoTheSameWindow()
    {
        const QString a = profile("staging", "a:9092").id;
        ConnectionProfile prod;
        prod.name = QStringLiteral("orders-prod");
        prod.bootstrapServers = QStringLiteral("b:9092");
        prod.production = prod.readOnly = true;
        const QString b = m_store->create(prod)->id;
        ClusterWindows windows(*m_shelf, QSize(1200, 700));
        ClusterWindow& window = windows.first();
        QSignalSpy connected(&windows, &ClusterWindows::connected);
        window.window().show();
        QVERIFY(window.open(ClusterChoice::profile(a)));
        QTRY_VERIFY(window.desktop() && window.desktop()->monitor().snapshot());
        window.window().openPage(QStringLiteral("groups"));
        QVERIFY(shown(window.window(), QStringLiteral("Changes allowed")));
        QVERIFY(!shown(window.window(), QStringLiteral("PRODUCTION")));
        QCOMPARE(window.window().windowTitle(), QStringLiteral("staging – Spillway"));
        const QPointer<ClusterMonitor> oldMonitor = &window.desktop()->monitor();
        const QPointer<QWidget> oldPage = window.window().currentPage();
        const auto oldClusters = m_clusters.value(QStringLiteral("a:9092")).use_count();

        QElapsedTimer timer;
        timer.start();
        QVERIFY(window.open(ClusterChoice::profile(b)));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!oldMonitor);
        QVERIFY(!oldPage);
        QTRY_VERIFY(m_clusters.value(QStringLiteral("a:9092")).use_count() < oldClusters); // its source is gone, too
        QTRY_VERIFY(window.desktop()->monitor().snapshot());
        QCOMPARE(window.window().currentPage()->pageName(), QStringLiteral("groups"));
        QVERIFY(shown(window.window(), QStringLiteral("PRODUCTION")));
        QVERIFY(shown(window.window(), QStringLiteral("Read-only")));
        QCOMPARE(window.window().windowTitle(), QStringLiteral("orders-prod – Spillway"));
        QCOMPARE(connected.count(), 2);
        QCOMPARE(m_settings, QStringList({ QStringLiteral("a:9092"), QStringLiteral("b:9092") }));

        QVERIFY(window.open({})); // and back to none
        QVERIFY(!window.desktop());
        QVERIFY(!shown(window.window(), QStringLiteral("PRODUCTION")));
        QVERIFY(qobject_cast<ui::NoClusterPage*>(window.window().currentPage()));
    }

    void aHangingClusterIsLeftAtOnce()
    {
        const QString a = profile("hangs", "a:9092").id;
        const QString b = profile("works", "b:9092").id;
        auto hanging = cluster(QStringLiteral("a:9092"));
        hanging->hang(true);
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QVERIFY(window.open(ClusterChoice::profile(a)));
        QTRY_VERIFY(hanging->questions() > 0);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(window.open(ClusterChoice::profile(b)));
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QTRY_VERIFY(window.desktop()->monitor().snapshot());
        hanging->release();
    }

    void whatCannotBeOpenedLeavesTheOldClusterAsItWas()
    {
        const QString a = profile("staging", "a:9092").id;
        const QString bad = profile("broken", "bad:9092").id;
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QVERIFY(window.open(ClusterChoice::profile(a)));
        Desktop* before = window.desktop();
        window.open(ClusterChoice::profile(bad));
        QCOMPARE(window.desktop(), before);
        QCOMPARE(window.choice(), ClusterChoice::profile(a));
        QVERIFY(says(window.window(), QStringLiteral("No such CA file")));
        QVERIFY(!window.open(ClusterChoice::profile(QStringLiteral("gone"))));
        QCOMPARE(window.desktop(), before);
    }

    void twoClustersAreOpenAtOnceEachWithItsOwnState()
    {
        const QString a = profile("a", "a:9092").id;
        ConnectionProfile careful;
        careful.name = QStringLiteral("b");
        careful.bootstrapServers = QStringLiteral("b:9092");
        careful.readOnly = true;
        const QString b = m_store->create(careful)->id;
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        windows.first().window().show();
        QVERIFY(windows.first().open(ClusterChoice::profile(a)));
        ClusterWindow& second = windows.openElsewhere(ClusterChoice::profile(b));
        QCOMPARE(windows.count(), std::size_t(2));
        QTRY_VERIFY(windows.first().desktop()->monitor().snapshot() && second.desktop()->monitor().snapshot());
        QVERIFY(&windows.first().desktop()->monitor() != &second.desktop()->monitor());
        QVERIFY(!windows.first().desktop()->connection().readOnly);
        QVERIFY(second.desktop()->connection().readOnly);
        QVERIFY(shown(windows.first().window(), QStringLiteral("Changes allowed")));
        QVERIFY(shown(second.window(), QStringLiteral("Read-only")));
        windows.first().window().setPaused(true); // the other goes on
        QVERIFY(windows.first().desktop()->monitor().paused());
        QVERIFY(!second.desktop()->monitor().paused());
        const QPointer<ClusterMonitor> gone = &second.desktop()->monitor();
        second.window().close();
        QTRY_COMPARE(windows.count(), std::size_t(1));
        QVERIFY(!gone);
        QVERIFY(windows.first().desktop()->monitor().snapshot());
    }

    void theKeyringsPasswordIsUsedWithoutAsking()
    {
        const ConnectionProfile secured = securedProfile();
        m_keyring->put(secured.id, PasswordName, Secret(Word));
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        windows.first().window().show();
        QVERIFY(windows.first().open(ClusterChoice::profile(secured.id)));
        QTRY_VERIFY(windows.first().desktop());
        QCOMPARE(m_secrets.at(PasswordName), Secret(Word));
        QVERIFY(!windows.first().window().findChild<ui::SecretPrompt*>());
    }

    void aLockedKeyringMeansAskingOncePerSession()
    {
        const ConnectionProfile secured = securedProfile();
        m_keyring->refuse(SecretState::Locked);
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QVERIFY(window.open(ClusterChoice::profile(secured.id)));
        QTRY_VERIFY(window.window().findChild<ui::SecretPrompt*>());
        auto* prompt = window.window().findChild<ui::SecretPrompt*>();
        QVERIFY(!prompt->isModal());
        QVERIFY(!window.desktop());
        QTest::keyClicks(prompt->findChild<QLineEdit*>(PasswordName), QString::fromLatin1(Word));
        prompt->findChild<QPushButton*>(QStringLiteral("connect"))->click();
        QTRY_VERIFY(window.desktop());
        QCOMPARE(m_secrets.at(PasswordName), Secret(Word));
        // a second window of the same cluster does not ask again
        m_secrets.clear();
        ClusterWindow& second = windows.openElsewhere(ClusterChoice::profile(secured.id));
        QVERIFY(second.desktop());
        QCOMPARE(m_secrets.at(PasswordName), Secret(Word));
        QFile file(m_store->path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(Word));
    }

    void aLateAnswerOfTheKeyringDoesNotSwitchBack()
    {
        const ConnectionProfile secured = securedProfile();
        m_keyring->put(secured.id, PasswordName, Secret(Word));
        const QString other = profile("other", "b:9092").id;
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        QVERIFY(window.open(ClusterChoice::profile(secured.id))); // the keyring answers through the event loop
        QVERIFY(window.open(ClusterChoice::profile(other)));
        QTRY_VERIFY(window.desktop() && window.desktop()->monitor().snapshot());
        QCOMPARE(window.choice(), ClusterChoice::profile(other));
        QCOMPARE(m_settings, QStringList{ QStringLiteral("b:9092") });
    }

    void theSwitcherListsWhatThereIs()
    {
        const QString a = profile("staging", "a:9092").id;
        profile("other", "b:9092");
        m_shelf->recent = { QStringLiteral("10.0.0.7:9092") };
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QVERIFY(window.window().runCommand(QStringLiteral("switchCluster")));
        auto* menu = window.window().findChild<ui::ClusterMenu*>();
        QVERIFY(menu && menu->isVisible());
        QCOMPARE(menu->findChild<QListView*>()->model()->rowCount(), 4);
        auto* filter = menu->findChild<QLineEdit*>();
        QTest::keyClicks(filter, QStringLiteral("stag"));
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(!menu->isVisible());
        QTRY_VERIFY(window.desktop());
        QCOMPARE(window.choice(), ClusterChoice::profile(a));

        QVERIFY(window.window().runCommand(QStringLiteral("newWindow")));
        QTest::keyClicks(filter, QStringLiteral("10.0"));
        QTest::keyClick(filter, Qt::Key_Return);
        QTRY_COMPARE(windows.count(), std::size_t(2));
        QCOMPARE(windows.at(1).choice(), ClusterChoice::address(QStringLiteral("10.0.0.7:9092")));
        QCOMPARE(window.choice(), ClusterChoice::profile(a));
        QVERIFY(window.window().runCommand(QStringLiteral("switchCluster")));
        QTest::keyClick(filter, Qt::Key_Escape);
        QTRY_VERIFY(!menu->isVisible());
    }

    void theDialogConnectsTheWindowItStandsOver()
    {
        const QString a = profile("staging", "a:9092").id;
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        ClusterWindow& window = windows.first();
        window.window().show();
        QPointer<ui::ConnectionsDialog> dialog = &windows.showConnections(window);
        QCOMPARE(dialog->selected(), ClusterChoice::profile(a));
        dialog->findChild<QPushButton*>(QStringLiteral("connect"))->click();
        QTRY_COMPARE(window.choice(), ClusterChoice::profile(a));
        QTRY_VERIFY(!dialog); // closed and gone, with what was typed into it
    }

    void theDialogsTestReachesForTheBrokerReally()
    {
        profile("closed", "127.0.0.1:1");
        ClusterWindows windows(*m_shelf, QSize(1000, 700));
        windows.first().window().show();
        ui::ConnectionsDialog& dialog = windows.showConnections(windows.first());
        QSignalSpy testing(&dialog, &ui::ConnectionsDialog::testRequested);
        dialog.findChild<QPushButton*>(QStringLiteral("test"))->click();
        QTRY_COMPARE(testing.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(says(dialog, QStringLiteral("failed at step 2 of 6, Connect")), 20000);
    }

private:
    std::shared_ptr<test::FakeCluster> cluster(const QString& servers)
    {
        auto& made = m_clusters[servers];
        if (!made) {
            made = std::make_shared<test::FakeCluster>();
            made->addBroker(1);
            made->addTopic(servers.section(QLatin1Char(':'), 0, 0) + QStringLiteral(".events"), 2);
            made->addGroup(
                QStringLiteral("readers"), servers.section(QLatin1Char(':'), 0, 0) + QStringLiteral(".events"), 1);
        }
        return made;
    }
    ConnectionProfile profile(const char* name, const char* servers)
    {
        ConnectionProfile made;
        made.name = QString::fromLatin1(name);
        made.bootstrapServers = QString::fromLatin1(servers);
        return *m_store->create(made);
    }
    ConnectionProfile securedProfile()
    {
        ConnectionProfile made;
        made.name = QStringLiteral("secured");
        made.bootstrapServers = QStringLiteral("s:9093");
        made.properties = { { QStringLiteral("security.protocol"), QStringLiteral("SASL_SSL") },
            { QStringLiteral("sasl.mechanism"), QStringLiteral("PLAIN") },
            { QStringLiteral("sasl.username"), QStringLiteral("me") } };
        return *m_store->create(made);
    }
    static bool shown(QWidget& root, const QString& badge)
    {
        for (const auto* found : root.findChildren<ui::Badge*>())
            if (found->text() == badge && found->isVisible())
                return true;
        return false;
    }
    static bool says(QWidget& root, const QString& text)
    {
        for (const auto* label : root.findChildren<QLabel*>())
            if (label->text().contains(text) && label->isVisible())
                return true;
        return false;
    }
    static QPushButton* button(QWidget& root, const QString& text)
    {
        for (auto* found : root.findChildren<QPushButton*>())
            if (found->text() == text && found->isVisible())
                return found;
        return nullptr;
    }

    ui::Theme m_theme;
    ui::SettingsStore m_settingsStore{ QString() };
    ui::SessionStore m_sessions{ QString() };
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<MemorySecretStore> m_keyring;
    std::unique_ptr<MemorySecretStore> m_session;
    std::unique_ptr<ClusterShelf> m_shelf;
    QMap<QString, std::shared_ptr<test::FakeCluster>> m_clusters;
    QStringList m_settings; ///< what was connected to, in order
    std::map<QString, Secret> m_secrets; ///< of the last one
};

QTEST_MAIN(TestClusterWindows)
#include "tst_clusterwindows.moc"
