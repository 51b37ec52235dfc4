// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/keymapdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/gotomodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/gotofield.h"
#include "ui/widgets/headerbar.h"
#include "ui/widgets/notificationmenu.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/statuslabel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace spillway::ui;

namespace {

class FakePage : public Page {
public:
    FakePage(QString name, QWidget* parent)
        : Page(parent)
        , m_name(std::move(name))
    {
    }
    QString pageName() const override { return m_name; }
    QString title() const override { return m_name; }
    void setActive(bool on) override { active = on; }
    void setPaused(bool on) override { paused = on; }
    void refresh() override { ++refreshed; }
    void showItem(const QString& id) override { item = id; }

    bool active = false;
    bool paused = false;
    int refreshed = 0;
    QString item;

private:
    QString m_name;
};

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }
    void init() { m_made.clear(); }

    void pagesAreMadeWhenFirstOpened()
    {
        MainWindow window(m_theme, entries());
        window.show();
        QCOMPARE(m_made, QStringList{ QStringLiteral("overview") });
        QVERIFY(window.openPage(QStringLiteral("groups")));
        QVERIFY(window.openPage(QStringLiteral("overview")));
        QVERIFY(window.openPage(QStringLiteral("groups"), QStringLiteral("metrics-rollup")));
        QCOMPARE(m_made, QStringList({ QStringLiteral("overview"), QStringLiteral("groups") }));
        QCOMPARE(page(window).item, QStringLiteral("metrics-rollup"));
        QVERIFY(!window.openPage(QStringLiteral("no such page")));
    }

    void theBellListsWhatWasToldAndCountsWhatIsNotRead()
    {
        MainWindow window(m_theme, entries());
        window.show();
        auto* bell = window.findChild<QToolButton*>(QStringLiteral("bell"));
        auto* menu = window.findChild<NotificationMenu*>();
        QVERIFY(bell && menu);
        QCOMPARE(bell->text(), QString());
        window.addNotification(Status::Error, QStringLiteral("Connection lost"), QStringLiteral("a\u202eb"));
        window.addNotification(Status::Note, QStringLiteral("Replay ended"), {});
        QCOMPARE(bell->text(), QStringLiteral("2"));
        QVERIFY(bell->accessibleName().contains(QStringLiteral("2 new")));
        const QAbstractItemModelTester tester(menu->model());
        QCOMPARE(menu->model()->index(0, 1).data().toString(), QStringLiteral("Replay ended"));
        QVERIFY(!menu->model()->index(1, 2).data().toString().contains(QChar(0x202e)));
        bell->click();
        QVERIFY(menu->isVisible());
        QCOMPARE(bell->text(), QString()); // read
        menu->close();
        for (int i = 0; i < 150; ++i)
            window.addNotification(Status::Note, QStringLiteral("n%1").arg(i), {});
        QCOMPARE(menu->model()->rowCount(), int(NotificationMenu::Most));
        QCOMPARE(bell->text(), QStringLiteral("99+"));
        menu->findChild<QPushButton*>(QStringLiteral("clearNotifications"))->click();
        QCOMPARE(menu->model()->rowCount(), 0);
        QCOMPARE(bell->text(), QString());
        window.addNotification(Status::Note, QStringLiteral("of the old cluster"), {});
        window.closePages();
        QCOMPARE(menu->model()->rowCount(), 0);
    }

    void nothingInTheHeaderIsCutWhereItIsNarrow()
    {
        MainWindow window(m_theme, entries());
        window.resize(900, 600);
        window.show();
        window.setClusterName(QStringLiteral("orders-production-eu"));
        window.setClusterKind(QStringLiteral("Demo data"));
        window.setProduction(markTokens(spillway::ProfileColour::None));
        window.setReadOnly(false);
        window.setConnectionState(Status::Error, QStringLiteral("Not connected"));
        window.setFreshness(QStringLiteral("Stale, 4 min 35 s old"), true);
        for (int i = 0; i < 120; ++i)
            window.addNotification(Status::Note, QStringLiteral("n"), {});
        QCOMPARE(window.width(), 900);
        auto* header = window.findChild<HeaderBar*>();
        QVERIFY(header);
        header->layout()->activate();
        QRect before;
        for (int i = 0; i < header->layout()->count(); ++i) {
            const QWidget* part = header->layout()->itemAt(i)->widget();
            if (!part || part->isHidden())
                continue;
            QVERIFY2(part->x() > before.right(), qPrintable(part->objectName() + part->accessibleName()));
            if (qobject_cast<const QLabel*>(part) || qobject_cast<const StatusLabel*>(part))
                QVERIFY2(part->width() >= part->sizeHint().width(), qPrintable(part->accessibleName()));
            before = part->geometry();
        }
        QVERIFY(before.right() <= header->width());
    }

    void onlyThePageInFrontIsActive()
    {
        MainWindow window(m_theme, entries());
        window.openPage(QStringLiteral("overview"));
        FakePage& first = page(window);
        QVERIFY(first.active);
        window.openPage(QStringLiteral("topics"));
        QVERIFY(!first.active);
        QVERIFY(page(window).active);
    }

    void keysOpenPagesAndRefresh()
    {
        MainWindow window(m_theme, entries());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
        QCOMPARE(page(window).pageName(), QStringLiteral("topics"));
        QSignalSpy refreshed(&window, &MainWindow::refreshRequested);
        QTest::keyClick(&window, Qt::Key_F5);
        QCOMPARE(page(window).refreshed, 1);
        QCOMPARE(refreshed.count(), 1);
    }

    void pauseReachesPagesThatAreMadeLater()
    {
        MainWindow window(m_theme, entries());
        window.openPage(QStringLiteral("overview"));
        QSignalSpy toggled(&window, &MainWindow::pauseToggled);
        window.setPaused(true);
        QCOMPARE(toggled.count(), 1);
        QVERIFY(page(window).paused);
        window.openPage(QStringLiteral("groups"));
        QVERIFY(page(window).paused);
    }

    void aPageCanAskForAnother()
    {
        MainWindow window(m_theme, entries());
        window.openPage(QStringLiteral("overview"));
        emit page(window).pageRequested(QStringLiteral("groups"), QStringLiteral("g1"));
        QCOMPARE(page(window).pageName(), QStringLiteral("groups"));
        QCOMPARE(page(window).item, QStringLiteral("g1"));
    }

    void theRailCollapsesInANarrowWindow()
    {
        MainWindow window(m_theme, entries());
        window.resize(1200, 700);
        window.show();
        auto* rail = window.findChild<Rail*>();
        QCOMPARE(rail->width(), 204);
        window.resize(950, 700);
        QTRY_COMPARE(rail->width(), 48);
        window.resize(1200, 700);
        QTRY_COMPARE(rail->width(), 204);
    }

    void aPictureHasTheSizeAskedFor()
    {
        QTemporaryDir folder;
        MainWindow window(m_theme, entries());
        const QString path = folder.filePath(QStringLiteral("a.png"));
        QVERIFY(window.grabWindow(QSize(1440, 900), path));
        QCOMPARE(QImage(path).size(), QSize(1440, 900));
    }

    void ctrlKGoesToWhatIsTyped()
    {
        MainWindow window(m_theme, entries());
        window.setGoToNames(QStringLiteral("Topics"), QStringLiteral("topics"),
            { QStringLiteral("payments.orders"), QStringLiteral("zamaz-debate.events"), QStringLiteral("debate") });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* field = window.findChild<GoToField*>();
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(field->hasFocus());
        QVERIFY(field->isOpen());
        QTest::keyClicks(field, QStringLiteral("DEB"));
        QTest::keyClick(field, Qt::Key_Down); // from "debate" to the one that has it in the middle
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(page(window).pageName(), QStringLiteral("topics"));
        QCOMPARE(page(window).item, QStringLiteral("zamaz-debate.events"));
        QVERIFY(!field->isOpen());
        QVERIFY(field->text().isEmpty());
    }

    void nothingIsOpenedBeforeEnter()
    {
        MainWindow window(m_theme, entries());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* field = window.findChild<GoToField*>();
        field->setFocus(Qt::ShortcutFocusReason);
        QTest::keyClicks(field, QStringLiteral("topics"));
        QCOMPARE(page(window).pageName(), QStringLiteral("overview"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isOpen());
        QCOMPARE(page(window).pageName(), QStringLiteral("overview"));
    }

    void ctrlShiftTChangesTheTheme()
    {
        m_theme.setMode(Theme::Mode::Light);
        MainWindow window(m_theme, entries());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_theme.isDark());
        QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!m_theme.isDark());
    }

    void commandsAreInThePaletteWithTheirKeyOrTheirReason()
    {
        MainWindow window(m_theme, entries());
        int ran = 0;
        QString refusal = QStringLiteral("not in read-only mode");
        window.addCommand({ QStringLiteral("reset"), QStringLiteral("Reset offsets"), {},
            QKeySequence(QStringLiteral("Ctrl+Shift+R")), [&ran] { ++ran; }, [&refusal] { return refusal; } });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* field = window.findChild<GoToField*>();
        auto* model = window.findChild<GoToModel*>();
        field->setFocus(Qt::ShortcutFocusReason);
        QTest::keyClicks(field, QStringLiteral("reset off"));
        const QModelIndex row = model->index(model->firstItem());
        QCOMPARE(row.data().toString(), QStringLiteral("Reset offsets"));
        QCOMPARE(row.data(GoToModel::DetailRole).toString(), refusal);
        QVERIFY(!row.data(GoToModel::PossibleRole).toBool());
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(ran, 0);
        QTest::keyClick(field, Qt::Key_Escape);
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(ran, 0); // the key is refused like the palette
        refusal.clear();
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(ran, 1);
        field->setFocus(Qt::ShortcutFocusReason);
        QTest::keyClicks(field, QStringLiteral("reset off"));
        QCOMPARE(ran, 1); // nothing before Enter
        QVERIFY(model->index(model->firstItem()).data(GoToModel::KeyRole).toString().contains(QLatin1Char('R')));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(ran, 2);
    }

    void f1ShowsExactlyTheKeysThatWork()
    {
        MainWindow window(m_theme, entries());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* action = new QAction(QStringLiteral("Filter things"), window.currentPage());
        action->setShortcut(QKeySequence(Qt::Key_Slash));
        window.currentPage()->addAction(action);
        QTest::keyClick(&window, Qt::Key_F1);
        auto* dialog = window.findChild<KeyMapDialog*>();
        QVERIFY(dialog);
        QStringList words;
        for (const QLabel* label : dialog->findChildren<QLabel*>())
            words << label->text();
        QVERIFY(words.contains(QStringLiteral("Filter things")));
        int keys = 0;
        for (const Command& command : window.commands())
            if (!command.keys.isEmpty()) {
                ++keys;
                QVERIFY2(words.contains(command.title), qPrintable(command.title));
                QVERIFY2(std::ranges::any_of(
                             window.actions(), [&](const QAction* known) { return known->shortcut() == command.keys; }),
                    qPrintable(command.title));
            }
        QVERIFY(keys >= 8);
        QVERIFY(!dialog->isModal());
    }

    void ctrlShiftCAsksForAnotherCluster()
    {
        MainWindow window(m_theme, entries());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(!window.runCommand(QStringLiteral("switchCluster"))); // nobody listens
        QSignalSpy asked(&window, &MainWindow::clusterSwitchRequested);
        QTest::keyClick(&window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(asked.count(), 1);
    }

    void matchesAreRankedAsOneWouldExpect()
    {
        const auto rank = [](const char* pattern, const char* text) {
            const auto match = matchGoTo(QString::fromLatin1(pattern), QString::fromLatin1(text));
            return match ? match->rank : 1'000'000;
        };
        QVERIFY(rank("met", "metrics-rollup") < rank("met", "debate.metrics"));
        QVERIFY(rank("met", "debate.metrics") < rank("met", "geometry"));
        QVERIFY(rank("met", "geometry") < rank("met", "m-e-t"));
        QVERIFY(rank("follow events", "follow zamaz.events in the feed") < 1'000'000);
        QVERIFY(rank("zdme", "zamaz-debate.metrics-events") < 1'000'000);
        QCOMPARE(rank("zq", "zamaz-queue"), 1'000'000);
        QCOMPARE(matchGoTo(QStringLiteral("met"), QStringLiteral("a.metrics"))->positions, QList<int>({ 2, 3, 4 }));
        // folding keeps positions, whatever the letters
        QCOMPARE(foldForGoTo(QStringLiteral("STRAßE")).size(), 6);
    }

    void tenThousandTopicsAreMatchedWithinAFrame()
    {
        GoToModel model;
        std::vector<GoToItem> items;
        items.reserve(10'000);
        for (int i = 0; i < 10'000; ++i)
            items.push_back(
                { QStringLiteral("Topics"), QStringLiteral("zamaz-debate.%1.decision-events-%2").arg(i % 97).arg(i),
                    QStringLiteral("topics"), QString::number(i), {} });
        model.setItems(QStringLiteral("Topics"), std::move(items));
        // The best of some: the machine's other work is not what is measured.
        for (const char* pattern : { "d", "decision-events-99", "zamdec77", "nothing like it" }) {
            qint64 best = std::numeric_limits<qint64>::max();
            for (int i = 0; i < 15; ++i) {
                QElapsedTimer timer;
                timer.start();
                model.setPattern(QString::fromLatin1(pattern));
                best = std::min(best, timer.nsecsElapsed());
            }
            qInfo("%s: %.2f ms, %d rows", pattern, double(best) / 1e6, model.rowCount());
            QVERIFY2(best < 16'000'000, pattern);
        }
    }

private:
    std::vector<PageEntry> entries()
    {
        std::vector<PageEntry> all;
        for (const char* name : { "overview", "groups", "topics" }) {
            const QString n = QString::fromLatin1(name);
            all.push_back({ n, n, n, {}, [this, n](QWidget* parent) {
                               m_made.append(n);
                               return new FakePage(n, parent);
                           } });
        }
        return all;
    }
    static FakePage& page(const MainWindow& window) { return static_cast<FakePage&>(*window.currentPage()); }

    Theme m_theme;
    QStringList m_made;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
