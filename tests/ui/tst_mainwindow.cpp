// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/gotofield.h"
#include "ui/widgets/rail.h"

#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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
