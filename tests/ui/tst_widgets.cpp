// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/panelstate.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/tile.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace spillway::ui;

class TestWidgets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }

    void loadingIsShownOnlyAfterAWhile()
    {
        Panel panel(m_theme, QStringLiteral("Topics"));
        auto* content = new QLabel(QStringLiteral("old"));
        panel.setContent(content);
        panel.show();
        panel.showLoading(QStringLiteral("Reading 24 groups"), QStringLiteral("14 of 24 answered"), 0.5);
        QVERIFY(content->isVisible());
        QTRY_VERIFY(!content->isVisible());
        QVERIFY(panel.findChild<QProgressBar*>()->isVisible());
        panel.showContent();
        QVERIFY(content->isVisible());
    }

    void anAnswerWithinTheDelayShowsNoLoading()
    {
        Panel panel(m_theme, QStringLiteral("Topics"));
        auto* content = new QLabel(QStringLiteral("old"));
        panel.setContent(content);
        panel.show();
        panel.showLoading(QStringLiteral("Reading"));
        auto* state = panel.findChild<PanelState*>();
        QVERIFY(state->delay().isActive());
        panel.showContent();
        QVERIFY(!state->delay().isActive());
        QVERIFY(content->isVisible());
    }

    void emptyAndErrorOfferTheirStep()
    {
        Panel panel(m_theme, QStringLiteral("Records"));
        panel.setContent(new QLabel);
        panel.show();
        int looked = 0;
        panel.showError(QStringLiteral("Topic does not exist"), QStringLiteral("It was deleted."), {},
            { QStringLiteral("Look again"), [&looked] { ++looked; }, {} });
        auto* button = panel.findChild<QPushButton*>();
        QVERIFY(button && button->isVisible());
        button->click();
        QCOMPARE(looked, 1);
        panel.showEmpty(QStringLiteral("No records"), QStringLiteral("6 partitions were read to their end."));
        QVERIFY(!button->isVisible());
        QVERIFY(!panel.content()->isVisible());
    }

    void contentsSetLaterDoNotHideAState()
    {
        Panel panel(m_theme);
        panel.show();
        panel.showEmpty(QStringLiteral("Nothing"), {});
        auto* content = new QLabel;
        panel.setContent(content);
        QVERIFY(!content->isVisible());
        panel.showContent();
        QVERIFY(content->isVisible());
    }

    void markupInTextsStaysText()
    {
        Panel panel(m_theme, QStringLiteral("<b>bold</b>"));
        Banner banner(m_theme);
        banner.showMessage(Status::Error, QStringLiteral("<i>what</i>"), QStringLiteral("<img src=x>"));
        const auto labels = panel.findChildren<QLabel*>() + banner.findChildren<QLabel*>();
        QVERIFY(!labels.isEmpty());
        for (const QLabel* label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void staleOverridesTheNoteAndGivesItBack()
    {
        Panel panel(m_theme, QStringLiteral("Groups"));
        panel.setNote(QStringLiteral("24 groups"));
        panel.setStale(QStringLiteral("10:58:09"));
        QVERIFY(panel.isStale());
        const auto shows = [&](const QString& text) {
            for (const QLabel* label : panel.findChildren<QLabel*>()) {
                if (label->text() == text)
                    return true;
            }
            return false;
        };
        QVERIFY(shows(QStringLiteral("stale, as of 10:58:09")));
        panel.setStale({});
        QVERIFY(shows(QStringLiteral("24 groups")));
    }

    void filterTellsAfterAPauseAndAtOnceWhenCleared()
    {
        FilterField field(m_theme, QStringLiteral("Filter topics"));
        QSignalSpy told(&field, &FilterField::filterChanged);
        QTest::keyClicks(&field, QStringLiteral("abc"));
        QCOMPARE(told.count(), 0);
        QTRY_COMPARE(told.count(), 1);
        QCOMPARE(told.last().first().toString(), QStringLiteral("abc"));
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(told.count(), 2);
        QVERIFY(told.last().first().toString().isEmpty());
        QTest::keyClicks(&field, QStringLiteral("x"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(told.count(), 3);
    }

    void segmentsMoveWithTheArrowKeys()
    {
        SegmentedControl control(m_theme, { QStringLiteral("15 min"), QStringLiteral("1 h"), QStringLiteral("6 h") });
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        control.setCurrentIndex(1);
        QCOMPARE(changed.count(), 1);
        QTest::keyClick(control.findChildren<QPushButton*>().at(1), Qt::Key_Right);
        QCOMPARE(control.currentIndex(), 2);
        QTest::keyClick(control.findChildren<QPushButton*>().at(2), Qt::Key_Right);
        QCOMPARE(control.currentIndex(), 2);
    }

    void aTileSaysItsFigureAndState()
    {
        Tile tile(m_theme, QStringLiteral("Brokers"));
        tile.setFigure(QStringLiteral("3"), QStringLiteral("of 3"));
        tile.setReason(QStringLiteral("all reachable"));
        tile.setStatus(Status::Ok);
        QCOMPARE(tile.accessibleName(), QStringLiteral("Brokers: 3 of 3"));
        QCOMPARE(tile.accessibleDescription(), QStringLiteral("OK. all reachable"));
        QSignalSpy clicked(&tile, &Tile::clicked);
        QTest::keyClick(&tile, Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
    }

    void everyIconCanBeDrawnInAnyColour()
    {
        for (const char* name : { "overview", "feed", "groups", "topics", "pause", "status-ok", "status-unk" }) {
            const QPixmap drawn = tintedPixmap(QString::fromLatin1(name), 16, 2.0, QColor(Qt::red), QColor(Qt::white));
            QCOMPARE(drawn.size(), QSize(32, 32));
            QVERIFY2(drawn.toImage() != QPixmap(32, 32).toImage(), name);
        }
        QVERIFY(tintedPixmap(QStringLiteral("no-such"), 16, 1, Qt::red, Qt::white).isNull());
    }

    void anIconFollowsTheTheme()
    {
        m_theme.setMode(Theme::Mode::Light);
        const QIcon made = icon(m_theme, QStringLiteral("refresh"));
        const QImage light = made.pixmap(16).toImage();
        m_theme.setMode(Theme::Mode::Dark);
        QVERIFY(made.pixmap(16).toImage() != light);
        QCOMPARE(QApplication::palette().color(QPalette::Base), m_theme.tokens().surface);
        m_theme.setMode(Theme::Mode::Light);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
