// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/connectiontab.h"
#include "ui/dialogs/testpanel.h"
#include "ui/models/importmodel.h"
#include "ui/models/profilelistmodel.h"
#include "ui/models/propertymodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::ui;
using kafka::ConnectionStep;
using kafka::ConnectionStepResult;

namespace {

const QString PasswordName = QStringLiteral("sasl.password");

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

/// What the Connections dialog shows, part by part.
class TestConnectionParts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }

    void theListIsFilteredAndEndsWithTheSandbox()
    {
        ProfileListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ConnectionProfile production = secured(QStringLiteral("debate-prod"));
        production.id = QStringLiteral("1");
        production.production = true;
        ConnectionProfile local;
        local.id = QStringLiteral("2");
        local.name = QStringLiteral("local broker");
        model.setProfiles({ production, local }, { QStringLiteral("10.0.0.7:9092") });
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(0, 0).data(BadgeRole).toString(), QStringLiteral("PRODUCTION"));
        QCOMPARE(
            model.index(0, 0).data(ProfileListModel::DetailRole).toString(), QStringLiteral("kafka-1.example:9093"));
        QCOMPARE(ClusterChoice::fromText(model.index(2, 0).data(IdRole).toString()),
            ClusterChoice::address(QStringLiteral("10.0.0.7:9092")));
        QCOMPARE(ClusterChoice::fromText(model.index(3, 0).data(IdRole).toString()), ClusterChoice::sandbox());
        model.setFilter(QStringLiteral("KAFKA-2 spill"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.row(0).name, QStringLiteral("debate-prod"));
        model.setFilter(QStringLiteral("nobody"));
        QCOMPARE(model.rowCount(), 0);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 4);
    }

    void choicesSurviveTheSettings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("profile") << "profile:{a-b}" << true;
        QTest::newRow("address") << "address:[::1]:9092,host:9093" << true;
        QTest::newRow("sandbox") << "sandbox" << true;
        QTest::newRow("nothing") << "" << false;
        QTest::newRow("no key") << "profile:" << false;
        QTest::newRow("rubbish") << "plugin:x" << false;
    }

    void choicesSurviveTheSettings()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const ClusterChoice choice = ClusterChoice::fromText(text);
        QCOMPARE(choice.kind != ClusterChoice::Kind::None, good);
        QCOMPARE(choice.toText(), good ? text : QString());
    }

    void aPropertyThatRunsCodeIsRefusedWithItsReason()
    {
        PropertyModel model({ QStringLiteral("sasl.username") });
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto add = [&](const char* name, const char* value) {
            const int row = model.count();
            model.setData(model.index(row, 0), QString::fromLatin1(name), Qt::EditRole);
            model.setData(model.index(row, 1), QString::fromLatin1(value), Qt::EditRole);
        };
        add("socket.timeout.ms", "3000");
        QVERIFY(!model.hasProblem());
        add("plugin.library.paths", "/tmp/evil.so");
        add("sasl.username", "me");
        add("sasl.password", "x");
        add("socket.timeuot.ms", "1");
        add("socket.timeout.ms", "1");
        QVERIFY(model.problem(1).contains(QStringLiteral("never accepted")));
        QVERIFY(model.problem(2).contains(QStringLiteral("field of its own")));
        QVERIFY(model.problem(3).contains(QStringLiteral("secret")));
        QVERIFY(model.problem(4).contains(QStringLiteral("socket.timeout.ms")));
        QVERIFY(model.problem(5).contains(QStringLiteral("twice")));
        QCOMPARE(model.properties().size(), std::size_t(1));
        model.setData(model.index(1, 0), QString(), Qt::EditRole);
        QCOMPARE(model.count(), 5);
    }

    void importedLinesKeepTheModelsContract()
    {
        ImportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto preview = previewImport(
            QByteArray("bootstrap.servers=h:9092\nacks=all\nno.such=1\n"), QStringLiteral("x"), ImportFormat::Auto);
        QVERIFY(preview);
        model.setProperties(preview->properties);
        QCOMPARE(model.rowCount(), int(preview->properties.size()));
        model.setProperties({});
        QCOMPARE(model.rowCount(), 0);
    }

    void stepsOfSeveralAddressesAndRightsAreToldTogether()
    {
        TestPanel panel(m_theme);
        panel.begin({});
        panel.showStep(step(ConnectionStep::Configuration, true, QStringLiteral("bootstrap.servers=a,b")));
        QCOMPARE(panel.stepText(TestPanel::Resolve), QStringLiteral("…"));
        panel.showStep(step(ConnectionStep::Resolve, false, QStringLiteral("no such host a"), QStringLiteral("h")));
        panel.showStep(step(ConnectionStep::Resolve, true, QStringLiteral("b is 10.0.0.1")));
        QCOMPARE(panel.stepStatus(TestPanel::Resolve), Status::Warning);
        panel.showStep(step(ConnectionStep::Connect, true, QStringLiteral("accepts")));
        panel.showStep(step(ConnectionStep::Metadata, true, QStringLiteral("cluster x")));
        QCOMPARE(panel.stepText(TestPanel::Tls), QStringLiteral("not used"));
        QCOMPARE(panel.stepText(TestPanel::Authenticate), QStringLiteral("not used"));
        panel.showStep(step(ConnectionStep::Brokers, true, QStringLiteral("broker 1")));
        panel.showStep(step(ConnectionStep::Authorise, true, QStringLiteral("Topics")));
        panel.showStep(step(ConnectionStep::Authorise, false, QStringLiteral("Groups"), QStringLiteral("ACLs")));
        QCOMPARE(panel.stepStatus(TestPanel::Authorise), Status::Warning);
        QCOMPARE(panel.stepText(TestPanel::Metadata), QStringLiteral("cluster x\nbroker 1"));
        QSignalSpy cancelled(&panel, &TestPanel::cancelRequested);
        panel.findChild<QPushButton*>(QStringLiteral("test"))->click();
        QCOMPARE(cancelled.count(), 1);
        QVERIFY(!panel.isRunning());
    }

    void aNameOfTheCertificateIsOfferedWhereTheHostIsAnother()
    {
        TestPanel panel(m_theme);
        panel.begin({});
        auto* use = panel.findChild<QPushButton*>(QStringLiteral("useName"));
        if (!use)
            QFAIL("the button useName is missing");
        QVERIFY(use->isHidden());
        ConnectionStepResult mismatch = step(ConnectionStep::Tls, false, QStringLiteral("not for the host name"));
        panel.showStep(mismatch);
        QVERIFY(use->isHidden()); // nothing is known to offer
        mismatch.host = QStringLiteral("10.0.0.7");
        mismatch.certificateNames = { QStringLiteral("kafka-1.example"), QStringLiteral("kafka-2.example") };
        panel.showStep(mismatch);
        QVERIFY(!use->isHidden());
        QVERIFY(use->text().contains(QStringLiteral("kafka-1.example")));
        QSignalSpy taken(&panel, &TestPanel::nameTaken);
        use->click();
        QCOMPARE(taken.value(0), QVariantList({ QStringLiteral("10.0.0.7"), QStringLiteral("kafka-1.example") }));
        panel.clear();
        QVERIFY(use->isHidden());

        ConnectionTab tab(m_theme);
        ConnectionProfile profile;
        profile.bootstrapServers = QStringLiteral("10.0.0.7:9093, other:9093,[10.0.0.7]:9094,10.0.0.77:1");
        tab.load(profile);
        tab.replaceHost(QStringLiteral("10.0.0.7"), QStringLiteral("kafka-1.example"));
        tab.store(profile);
        QCOMPARE(profile.bootstrapServers,
            QStringLiteral("kafka-1.example:9093,other:9093,kafka-1.example:9094,10.0.0.77:1"));
    }

    void partsOfAMillisecondAreNotNothing()
    {
        TestPanel panel(m_theme);
        panel.begin({});
        ConnectionStepResult quick = step(ConnectionStep::Resolve, true, QStringLiteral("a is 10.0.0.1"));
        quick.took = std::chrono::microseconds(412);
        panel.showStep(quick);
        QVERIFY2(panel.report().contains(QStringLiteral("0.4 ms")), qPrintable(panel.report()));
    }

private:
    Theme m_theme;
};

QTEST_MAIN(TestConnectionParts)
#include "tst_connectionparts.moc"
