// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakecluster.h"
#include "tests/support/fakerecordsource.h"
#include "ui/models/recordtablemodel.h"
#include "ui/pages/feedpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/topicchip.h"

#include <QPushButton>
#include <QScrollBar>
#include <QTest>

using namespace spillway;
using namespace spillway::test;
using namespace spillway::ui;
using kafka::ReadFrom;

class FeedPageTest : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::shared_ptr<FakeRecordSource> m_source;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<FeedPage> m_page;

    void produce(const QString& topic, int count, const QByteArray& value = "{\"n\": 1}")
    {
        for (int i = 0; i < count; ++i)
            m_source->append(topic, 0, 1'790'000'000'000 + i, value);
    }
    int shownRows() const { return m_page->table()->model()->rowCount(); }
    QPushButton* pill() const { return m_page->table()->findChild<QPushButton*>(); }

private slots:
    void initTestCase()
    {
        m_theme.setMode(Theme::Mode::Light);
        m_theme.install();
    }

    void init()
    {
        m_source = std::make_shared<FakeRecordSource>();
        auto cluster = std::make_shared<FakeCluster>();
        cluster->addBroker(1);
        for (const QString& name : { QStringLiteral("orders"), QStringLiteral("<b>evil</b>") }) {
            m_source->createTopic(name, 1);
            cluster->addTopic(name, 1);
        }
        m_monitor = std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(cluster));
        LiveTail::Options options;
        options.tickMs = 1;
        m_page = std::make_unique<FeedPage>(*m_monitor, m_source, m_theme, nullptr, options);
        m_page->resize(1180, 760);
        m_page->show();
        m_page->setActive(true);
    }

    void cleanup()
    {
        m_page.reset();
        m_monitor.reset();
    }

    void showsRecordsOfSeveralTopicsNewestFirst()
    {
        produce(QStringLiteral("orders"), 30);
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        m_page->follow(QStringLiteral("<b>evil</b>"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 30);
        produce(QStringLiteral("<b>evil</b>"), 1);
        QTRY_COMPARE(shownRows(), 31);
        const auto* model = m_page->table()->model();
        QCOMPARE(model->index(0, RecordTableModel::TopicColumn).data().toString(), QStringLiteral("<b>evil</b>"));
        QCOMPARE(m_page->findChildren<TopicChip*>().size(), 2);
        QVERIFY(m_page->findChildren<TopicChip*>().at(1)->toolTip().contains(QStringLiteral("&lt;b&gt;")));
    }

    void listHoldsStillWhileARecordIsRead()
    {
        produce(QStringLiteral("orders"), 200);
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 200);
        QTest::mouseClick(m_page->table()->viewport(), Qt::LeftButton, {}, QPoint(40, 5 * 22 + 8));
        const auto* record = m_page->findChild<ui::RecordView*>();
        QVERIFY(record->record());
        const Offset read = record->record()->offset;
        produce(QStringLiteral("orders"), 50);
        QTRY_COMPARE(m_page->tail().buffer().rowCount(), qint64(250));
        QCOMPARE(shownRows(), 200);
        QTRY_VERIFY(pill()->isVisible());
        QTRY_COMPARE(pill()->text(), QStringLiteral("50 new records · show newest (G)"));
        QTest::keyClick(m_page->table(), Qt::Key_G);
        QCOMPARE(shownRows(), 250);
        QVERIFY(!pill()->isVisible());
        QCOMPARE(record->record()->offset, read); // it stays open
    }

    void scrollingAwayHoldsAndScrollingBackFollows()
    {
        produce(QStringLiteral("orders"), 200);
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 200);
        QScrollBar* bar = m_page->table()->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 100);
        bar->setValue(100);
        produce(QStringLiteral("orders"), 10);
        QTRY_COMPARE(m_page->tail().buffer().rowCount(), qint64(210));
        QCOMPARE(shownRows(), 200);
        QCOMPARE(bar->value(), 100);
        bar->setValue(0);
        QCOMPARE(shownRows(), 210);
    }

    void focusAloneDoesNotHold()
    {
        produce(QStringLiteral("orders"), 20);
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 20);
        QFocusEvent focus(QEvent::FocusIn, Qt::OtherFocusReason);
        QCoreApplication::sendEvent(m_page->table(), &focus);
        QVERIFY(!m_page->table()->currentIndex().isValid());
        produce(QStringLiteral("orders"), 5);
        QTRY_COMPARE(shownRows(), 25);
    }

    void spacePausesReading()
    {
        m_page->follow(QStringLiteral("orders"));
        QTRY_COMPARE(m_source->openReadings(), 1);
        QTest::keyClick(m_page->table(), Qt::Key_Space);
        QVERIFY(m_page->tail().isPaused());
        QTest::keyClick(m_page->table(), Qt::Key_Space);
        QVERIFY(!m_page->tail().isPaused());
    }

    void filterNarrowsAndCounts()
    {
        produce(QStringLiteral("orders"), 90);
        produce(QStringLiteral("orders"), 10, "needle");
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 100);
        auto* field = m_page->findChild<FilterField*>();
        field->setText(QStringLiteral("NEEDLE"));
        QTRY_COMPARE(shownRows(), 10);
        field->clear();
        QTRY_COMPARE(shownRows(), 100);
    }

    void recordThatLeavesTheBufferStaysOpen()
    {
        LiveTail::Options options;
        options.tickMs = 1;
        options.buffer.rows = 300;
        m_page = std::make_unique<FeedPage>(*m_monitor, m_source, m_theme, nullptr, options);
        m_page->resize(1180, 760);
        m_page->show();
        m_page->setActive(true);
        produce(QStringLiteral("orders"), 100);
        m_page->follow(QStringLiteral("orders"), { ReadFrom::Kind::Beginning });
        QTRY_COMPARE(shownRows(), 100);
        m_page->table()->selectRow(50);
        const auto* record = m_page->findChild<ui::RecordView*>();
        const Offset read = record->record()->offset;
        produce(QStringLiteral("orders"), 1000);
        QTRY_COMPARE(m_page->tail().buffer().endRow(), qint64(1100));
        QVERIFY(record->record());
        QCOMPARE(record->record()->offset, read);
        QVERIFY(!m_page->table()->selectionModel()->hasSelection());
    }

    void unknownTopicIsNamedOnItsChip()
    {
        m_page->follow(QStringLiteral("nowhere"));
        QTRY_COMPARE(m_page->tail().topics().front().state, LiveTail::State::Failed);
        QVERIFY(m_page->findChild<TopicChip*>()->accessibleDescription().contains(QStringLiteral("nowhere")));
    }
};

QTEST_MAIN(FeedPageTest)
#include "tst_feedpage.moc"
