// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakeservice.h"
#include "ui/charts/timechart.h"
#include "ui/dialogs/servicestartdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/metrichistory.h"
#include "ui/models/roles.h"
#include "ui/models/servicerows.h"
#include "ui/pages/publishform.h"
#include "ui/pages/restswitch.h"
#include "ui/pages/servicedetail.h"
#include "ui/pages/servicepage.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/tile.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QTimer>

using namespace spillway;
using namespace spillway::ui;
using Phase = ServiceDesk::Phase;
using spillway::test::FakeService;

/// With SPILLWAY_PICTURES=DIR pictures are written there, to be looked at.
class ServicePageTest : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::shared_ptr<FakeService> m_service;
    std::unique_ptr<ServiceDesk> m_desk;
    std::unique_ptr<MainWindow> m_window;

    ServicePage* page() const { return m_window->findChild<ServicePage*>(); }
    CellTableModel* model(const char* table) const
    {
        auto* view = m_window->findChild<TableView*>(QLatin1String(table));
        return view ? qobject_cast<CellTableModel*>(view->model()) : nullptr;
    }
    bool says(const QString& text) const
    {
        for (const QLabel* label : m_window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        for (const StatusLabel* label : m_window->findChildren<StatusLabel*>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        for (const Tile* tile : m_window->findChildren<Tile*>())
            if (tile->isVisible()
                && (tile->accessibleName().contains(text) || tile->accessibleDescription().contains(text)))
                return true;
        return false;
    }
    void open(bool production = false)
    {
        m_desk = std::make_unique<ServiceDesk>(m_service, ServiceDesk::Intervals{ 20, 20 });
        std::vector<PageEntry> entries;
        entries.push_back({ QStringLiteral("service"), QStringLiteral("Service"), QStringLiteral("service"), {},
            [this, production](QWidget* parent) {
                return new ServicePage(*m_desk, { QStringLiteral("orders-prod"), production }, m_theme, parent);
            } });
        m_window = std::make_unique<MainWindow>(m_theme, entries);
        m_window->resize(1440, 900);
        m_window->show();
    }
    ServiceStartDialog* ask()
    {
        page()->startButton()->click();
        return page()->findChild<ServiceStartDialog*>();
    }
    void begin()
    {
        ask()->startButton()->click();
        QTRY_COMPARE(m_desk->phase(), Phase::Running);
        QTRY_COMPARE(model("serviceComponents")->rowCount(), 6);
    }
    void picture(const QString& name)
    {
        const QString folder = qEnvironmentVariable("SPILLWAY_PICTURES");
        if (folder.isEmpty())
            return;
        for (const bool dark : { false, true }) {
            m_theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            for (const QSize size : { QSize(1440, 900), QSize(900, 700) }) {
                m_window->resize(size);
                bool settled = false;
                QTimer::singleShot(120, this, [&settled] { settled = true; });
                QTRY_VERIFY(settled);
                QVERIFY(m_window->grabWindow(size,
                    QStringLiteral("%1/%2-%3-%4.png")
                        .arg(folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                        .arg(size.width())));
            }
        }
        m_theme.setMode(Theme::Mode::Light);
    }

private slots:
    void initTestCase() { m_theme.install(); }
    void init() { m_service = std::make_shared<FakeService>(); }
    void cleanup()
    {
        m_service->hang(false);
        m_window.reset();
        m_desk.reset();
    }

    void watchingNeverStartsItAndStartingIsConfirmed()
    {
        open();
        QVERIFY(says(QStringLiteral("The service is not running")));
        QVERIFY(says(QStringLiteral("Stopped")));
        auto* dialog = ask();
        QVERIFY(dialog && !dialog->isHidden());
        QString told;
        for (const QLabel* label : dialog->findChildren<QLabel*>())
            told += label->text() + QLatin1Char('\n');
        for (const char* what : { "orders-prod", "2 topics zamaz-debate.*", "zamaz-debate-group-event-bridge" })
            QVERIFY2(told.contains(QLatin1String(what)), what);
        picture(QStringLiteral("service-stopped"));
        dialog->reject();
        QCOMPARE(m_desk->phase(), Phase::Stopped);
        QCOMPARE(m_service->starts.load(), 0);
        QTRY_VERIFY(!page()->findChild<ServiceStartDialog*>());
        begin();
        QCOMPARE(m_service->starts.load(), 1);
        QCOMPARE(page()->startButton()->text(), QStringLiteral("Stop"));
        page()->startButton()->click();
        QTRY_COMPARE(m_desk->phase(), Phase::Stopped);
        QVERIFY(says(QStringLiteral("The service is not running")));
        QVERIFY(!m_service->onTestThread);
    }

    void onProductionTheNameIsTyped()
    {
        open(true);
        auto* dialog = ask();
        QVERIFY(!dialog->startButton()->isEnabled());
        dialog->nameField()->setText(QStringLiteral("orders"));
        QVERIFY(!dialog->startButton()->isEnabled());
        dialog->nameField()->setText(QStringLiteral("orders-prod"));
        dialog->startButton()->click();
        QTRY_COMPARE(m_desk->phase(), Phase::Running);
    }

    void aReadOnlyConnectionSaysWhyItCannotRun()
    {
        m_service->m_facts.refusal = Error{ .code = ErrorCode::Refused,
            .message = QStringLiteral("This connection is read-only"),
            .hint = QStringLiteral("allow changes in Connections") };
        open();
        QVERIFY(!page()->startButton()->isEnabled());
        QVERIFY(says(QStringLiteral("This connection is read-only")));
        QVERIFY(says(QStringLiteral("allow changes in Connections")));
        QVERIFY(!page()->form().publishButton()->isEnabled());
        picture(QStringLiteral("service-readonly"));
    }

    void componentsAndWhatTheyKnowAreShown()
    {
        open();
        begin();
        auto* components = model("serviceComponents");
        const QAbstractItemModelTester tester(components);
        QCOMPARE(components->index(0, 0).data().toString(), QStringLiteral("Works"));
        QCOMPARE(components->index(2, 1).data().toString(), QStringLiteral("debate-processor"));
        QCOMPARE(components->index(2, 2).data().toString(), QStringLiteral("5,121"));
        QVERIFY(says(QStringLiteral("Healthy")));
        QTRY_COMPARE(model("serviceDebates")->rowCount(), 8);
        const QAbstractItemModelTester debates(model("serviceDebates"));
        QTabBar* tabs = page()->detail().tabs();
        QCOMPARE(tabs->tabText(ServiceDetail::Debates), QStringLiteral("Debates 8"));
        picture(QStringLiteral("service-debates"));
        tabs->setCurrentIndex(ServiceDetail::Decisions);
        QCOMPARE(model("serviceDecisions")->rowCount(), 8);
        QCOMPARE(model("serviceDecisions")->index(0, 4).data().toString(), format::percent(0.55));
        tabs->setCurrentIndex(ServiceDetail::Routing);
        QCOMPARE(model("serviceRouting")->rowCount(), 14);
        QCOMPARE(model("serviceRouting")->index(0, 2).data().toString(), QStringLiteral("Differs"));
        picture(QStringLiteral("service-routing"));
        tabs->setCurrentIndex(ServiceDetail::Metrics);
        QCOMPARE(model("serviceMetrics")->rowCount(), 1);
        QVERIFY(page()->detail().chart()->isVisible());
        picture(QStringLiteral("service-metrics"));
        // sorted as its figures are, and a row keeps its identity
        components->sort(2, Qt::DescendingOrder);
        QCOMPARE(components->row(0).id, QStringLiteral("Kafka client"));
    }

    void troubleIsNamedInItsRowAndOverThePage()
    {
        open();
        begin();
        m_service->set([](FakeService& fake) {
            ServiceHealth& health = fake.picture.health;
            health.kafkaAvailable = health.componentsHealthy = false;
            health.lastError = QStringLiteral("No broker could be reached");
            health.client.lastError = health.lastError;
            health.circuit = { CircuitBreaker::State::Open, QStringLiteral("5 failures in a row"),
                std::chrono::milliseconds(3000), 1, 12 };
            health.processors[1].second = Error{ .message = QStringLiteral("poll\u202eed"), .hint = {} };
            fake.picture.errors.push_back({ EventTime(std::chrono::seconds(1'700'000'000)), QStringLiteral("health"),
                QStringLiteral("No broker could be reached"), 7 });
        });
        auto* components = model("serviceComponents");
        QTRY_COMPARE(components->index(0, 0).data().toString(), QStringLiteral("In trouble"));
        QCOMPARE(components->index(0, 0).data(StatusRole).toInt(), int(Status::Error));
        QCOMPARE(components->index(3, 0).data().toString(), QStringLiteral("In trouble"));
        const QString reason = components->index(3, 10).data().toString();
        QVERIFY2(reason.contains(QStringLiteral("poll")) && !reason.contains(QChar(0x202e)), qPrintable(reason));
        QVERIFY(says(QStringLiteral("The service is in trouble.")));
        QVERIFY(says(QStringLiteral("Open")));
        page()->detail().tabs()->setCurrentIndex(ServiceDetail::Errors);
        QCOMPARE(model("serviceErrors")->rowCount(), 1);
        picture(QStringLiteral("service-trouble"));
    }

    void aStartThatFailsIsToldWithWhatToDo()
    {
        m_service->failure = Error{ .code = ErrorCode::NotAuthorized,
            .message = QStringLiteral("Not authorized to create topic zamaz-debate.debate-events"),
            .hint = QStringLiteral("ask for the right Create on topics zamaz-debate.*") };
        open();
        ask()->startButton()->click();
        QTRY_COMPARE(m_desk->phase(), Phase::Failed);
        QVERIFY(says(QStringLiteral("Not authorized to create topic")));
        QVERIFY(says(QStringLiteral("ask for the right")));
        QVERIFY(page()->startButton()->isEnabled());
        page()->detail().tabs()->setCurrentIndex(ServiceDetail::Errors);
        QTRY_COMPARE(model("serviceErrors")->rowCount(), 1);
        picture(QStringLiteral("service-failed"));
    }

    void whatIsWrittenIsCheckedAndAnsweredWithPartitionAndOffset()
    {
        open();
        PublishForm& form = page()->form();
        QCOMPARE(form.typeField()->count(), 14);
        QVERIFY(!form.publishButton()->isEnabled()); // not running
        for (int i = 0; i < form.typeField()->count(); ++i) {
            form.typeField()->setCurrentIndex(i);
            QCOMPARE(form.problem(), QString());
        }
        begin();
        QTRY_VERIFY(form.publishButton()->isEnabled());
        form.setType(QStringLiteral("decision_made"));
        form.dataField()->setPlainText(QStringLiteral("{\"decision_id\": }"));
        QVERIFY(!form.publishButton()->isEnabled()); // not before it is checked
        QTRY_VERIFY(!form.problem().isEmpty());
        QVERIFY(!form.publishButton()->isEnabled());
        form.dataField()->setPlainText(QStringLiteral("{\"decision_id\": \"d-1\", \"confidence\": \"high\"}"));
        QTRY_VERIFY2(form.problem().contains(QStringLiteral("confidence is not a number")), qPrintable(form.problem()));
        form.dataField()->setPlainText(QStringLiteral("{\"decision_id\": \"d-1\", \"big\": 9007199254740993}"));
        form.keyField()->setText(QStringLiteral("k"));
        QTRY_VERIFY(form.publishButton()->isEnabled());
        const QAbstractItemModelTester tester(form.outcomes());
        form.publishButton()->click();
        QTRY_COMPARE(form.outcomes()->index(0, 1).data().toString(), QStringLiteral("Written"));
        QVERIFY(form.outcomes()->index(0, 2).data().toString().contains(QStringLiteral("partition 2, offset 41")));
        QCOMPARE(m_service->requests.front().key, QStringLiteral("k"));
        QCOMPARE(m_service->requests.front().data[u"big"].toInt(), 9007199254740993);
        m_service->set([](FakeService& fake) {
            fake.publishFailure = Error{ .message = QStringLiteral("Circuit breaker is open"), .hint = {} };
        });
        form.publishButton()->click();
        QTRY_COMPARE(form.outcomes()->index(0, 1).data().toString(), QStringLiteral("Failed"));
        QVERIFY(form.outcomes()->index(0, 2).data().toString().contains(QStringLiteral("Circuit breaker")));
        QCOMPARE(form.outcomes()->rowCount(), 2); // the error stays, and so does the text
        QVERIFY(form.dataField()->toPlainText().contains(QStringLiteral("d-1")));
        form.setType(QStringLiteral("metric_recorded"));
        form.setType(QStringLiteral("decision_made"));
        QVERIFY(form.dataField()->toPlainText().contains(QStringLiteral("9007199254740993")));
        picture(QStringLiteral("service-published"));
    }

    // off until it is switched on; its address, or why there is none
    void restIsSwitchedOnHereAndNowhereElse()
    {
        open();
        RestSwitch& rest = page()->rest();
        QVERIFY(!rest.box()->isChecked());
        rest.box()->click();
        QVERIFY(says(QStringLiteral("Once the service runs")));
        begin();
        QTRY_VERIFY(says(QStringLiteral("http://127.0.0.1:8000")));
        picture(QStringLiteral("service-rest"));
        rest.port()->setValue(8001);
        QTRY_VERIFY(says(QStringLiteral("http://127.0.0.1:8001")));
        m_service->set([](FakeService& fake) {
            fake.restFailure = Error{ .message = QStringLiteral("Cannot listen on 127.0.0.1 port 8002: in use"),
                .hint = QStringLiteral("another program listens there; choose another port") };
        });
        rest.port()->setValue(8002);
        QTRY_VERIFY(says(QStringLiteral("Cannot listen on 127.0.0.1 port 8002")));
        QVERIFY(!says(QStringLiteral("http://")));
        picture(QStringLiteral("service-rest-taken"));
        m_service->set([](FakeService& fake) { fake.restFailure.reset(); });
        rest.port()->setValue(8003);
        QTRY_VERIFY(says(QStringLiteral("http://127.0.0.1:8003")));
        rest.box()->click();
        QTRY_VERIFY(m_desk->snapshot()->rest.url.isEmpty());
        QVERIFY(!says(QStringLiteral("http://")));
        rest.box()->click();
        QTRY_VERIFY(says(QStringLiteral("http://127.0.0.1:8003")));
        page()->startButton()->click(); // gone with the service …
        QTRY_COMPARE(m_desk->phase(), Phase::Stopped);
        QVERIFY(!says(QStringLiteral("http://")));
        QVERIFY(says(QStringLiteral("Once the service runs")));
        begin(); // … and back with it
        QTRY_VERIFY(says(QStringLiteral("http://127.0.0.1:8003")));
        QVERIFY(!m_service->onTestThread);
    }

    void whereItIsNarrowPublishingIsATab()
    {
        open();
        begin();
        m_window->resize(900, 700);
        QTabBar* tabs = page()->detail().tabs();
        QTRY_COMPARE(tabs->count(), int(ServiceDetail::TabCount) + 1);
        tabs->setCurrentIndex(ServiceDetail::TabCount);
        QTRY_VERIFY(page()->form().isVisible());
        m_window->resize(1440, 900);
        QTRY_COMPARE(tabs->count(), int(ServiceDetail::TabCount));
        QTRY_VERIFY(page()->form().isVisible());
    }

    void historyKeepsAnHourOfEachMetricAndBreaksWhereItStood()
    {
        MetricHistory history;
        ServiceSnapshot seen = FakeService::sample();
        const QString id = servicerows::metricId(seen.metrics.front());
        const auto look = [&](qint64 ms) {
            seen.takenAtUtcMs = ms;
            history.record(seen);
        };
        for (int i = 0; i < 1000; ++i)
            look(1'000'000 + i * 2500); // every other one comes too soon
        QCOMPARE(history.seriesOf(id).size(), size_t{ 4 });
        QCOMPARE(history.seriesOf(id).front().points.size(), size_t{ 500 });
        QVERIFY(history.gaps().empty());
        history.interrupt();
        look(9'000'000);
        QCOMPARE(history.gaps().size(), size_t{ 1 });
        for (int i = 1; i < 1000; ++i)
            look(9'000'000 + i * MetricHistory::StepMs);
        QCOMPARE(history.seriesOf(id).front().points.size(), MetricHistory::MostPoints);
        seen.metrics.front().minute = {};
        look(90'000'000);
        QVERIFY(history.seriesOf(id).front().points.back().ms < 90'000'000); // nothing came in: no false zero
        for (int i = 0; i < 400; ++i) {
            seen.metrics = FakeService::sample().metrics;
            seen.metrics.front().name = QStringLiteral("m%1").arg(i);
            look(100'000'000 + i * MetricHistory::StepMs);
        }
        QCOMPARE(history.size(), MetricHistory::MostMetrics);
    }

    void rowsOfFiguresSortByWhatTheyMean()
    {
        CellTableModel cells({ { QStringLiteral("A"), CellColumn::Kind::Number, 50 } });
        const QAbstractItemModelTester tester(&cells);
        cells.setRows({ { QStringLiteral("x"), { { .text = QStringLiteral("1,000"), .number = 1000 } } },
            { QStringLiteral("y"), { { .text = QStringLiteral("9"), .number = 9 } } },
            { QStringLiteral("z"), { { .text = QStringLiteral("unknown") } } } });
        QCOMPARE(cells.row(0).id, QStringLiteral("x"));
        cells.sort(0, Qt::AscendingOrder);
        QCOMPARE(cells.row(0).id, QStringLiteral("z"));
        QCOMPARE(cells.row(1).id, QStringLiteral("y"));
        cells.sort(-1, Qt::AscendingOrder);
        QCOMPARE(cells.row(0).id, QStringLiteral("x"));
        QCOMPARE(servicerows::figure(12.5, QStringLiteral("ms")), QStringLiteral("12.50 ms"));
        QCOMPARE(servicerows::figure(std::nullopt), QStringLiteral("–"));
        QCOMPARE(servicerows::figure(0), QStringLiteral("0"));
    }
};

QTEST_MAIN(ServicePageTest)
#include "tst_servicepage.moc"
