// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakecluster.h"
#include "tests/support/fakelettersource.h"
#include "tests/support/letterfixtures.h"
#include "ui/dialogs/discarddialog.h"
#include "ui/models/letterboard.h"
#include "ui/models/lettertablemodel.h"
#include "ui/pages/deadletterspage.h"
#include "ui/pages/letterdetail.h"
#include "ui/pages/letterlist.h"
#include "ui/pages/replayrow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/diffview.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/lettererrorview.h"
#include "ui/widgets/letterpair.h"
#include "ui/widgets/panelstate.h"
#include "ui/widgets/statuslabel.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace spillway;
using namespace spillway::deadletter;
using namespace spillway::test;
using namespace spillway::ui;

class DeadLettersPageTest : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::shared_ptr<FakeLetterSource> m_source;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<LetterBoard> m_board;
    std::unique_ptr<DeadLettersPage> m_page;

    static QString dlt() { return QStringLiteral("orders-dlt"); }

    void open(ReplaySetting setting = { .cluster = QStringLiteral("test"), .actor = QStringLiteral("me") })
    {
        m_page.reset();
        auto cluster = std::make_shared<FakeCluster>();
        cluster->addBroker(1);
        cluster->addTopic(dlt(), 1);
        m_board.reset();
        m_monitor = std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(cluster));
        m_board = std::make_unique<LetterBoard>(*m_monitor, m_source);
        m_page = std::make_unique<DeadLettersPage>(*m_board, std::move(setting), m_theme);
        m_page->resize(1180, 760);
        m_page->show();
        m_page->setActive(true);
    }
    void openWithLetters(int count, ReplaySetting setting = { .cluster = QStringLiteral("test") })
    {
        m_source->addTopic(dlt());
        for (int i = 0; i < count; ++i)
            m_source->addLetter(dlt(), springHeaders("orders", 1, 100 + i));
        open(std::move(setting));
        QTRY_COMPARE(detail()->letters()->rowCount(), count);
    }
    LetterDetail* detail() const { return m_page->detail(); }
    QString words() const
    {
        QStringList shown;
        const auto labels = m_page->findChildren<QLabel*>();
        for (const QLabel* label : labels) {
            if (label->isVisible())
                shown << label->text();
        }
        const auto states = m_page->findChildren<PanelState*>();
        for (const PanelState* state : states) {
            if (state->isVisible())
                shown << state->accessibleName();
        }
        return shown.join(QLatin1Char('\n'));
    }

private slots:
    void initTestCase()
    {
        m_theme.setMode(Theme::Mode::Light);
        m_theme.install();
    }
    void init() { m_source = std::make_shared<FakeLetterSource>(); }
    void cleanup()
    {
        m_page.reset();
        m_board.reset();
        m_monitor.reset();
    }

    void showsTheFirstErrorAndItsNewestLetterByItself()
    {
        openWithLetters(3);
        QCOMPARE(m_page->list()->topic(), dlt());
        QVERIFY(!m_page->list()->group().isEmpty());
        QVERIFY(detail()->errorView()->message().contains(QStringLiteral("order 17 is unknown")));
        QVERIFY(detail()->pair()->letterView()->toPlainText().contains(QStringLiteral("\"id\": 1")));
        QTRY_COMPARE(detail()->pair()->explanation(), QStringLiteral("the partition begins at offset 9000 now"));
    }

    void aLaterSessionBringsBackTopicErrorFilterAndState()
    {
        const QString sink = QStringLiteral("dlq-sink");
        m_source->addTopic(dlt());
        m_source->addTopic(sink);
        for (int i = 0; i < 4; ++i)
            m_source->addLetter(dlt(), springHeaders("orders", 1, 100 + i));
        m_source->addLetter(sink, connectHeaders("clicks", 0, 1));
        open();
        QTRY_VERIFY(!m_page->list()->topic().isEmpty()); // the first that was read, by itself
        m_page->showItem(sink);
        QTRY_COMPARE(m_page->list()->topic(), sink);
        QTRY_VERIFY(m_board->reading(sink).batch);
        m_page->list()->tree()->setCurrentIndex(
            m_page->list()->tree()->model()->index(0, 0, m_page->list()->tree()->currentIndex()));
        const QString group = m_page->list()->group();
        QVERIFY(!group.isEmpty());
        m_page->list()->findChild<FilterField*>()->setText(QStringLiteral("Data"));
        m_page->list()->findChild<QComboBox*>()->setCurrentIndex(1);
        const QJsonObject state = m_page->saveState();
        open();
        m_page->showItem(dlt());
        QTRY_COMPARE(m_page->list()->topic(), dlt());
        m_page->restoreState(state);
        QTRY_COMPARE(m_page->list()->topic(), sink);
        QTRY_COMPARE(m_page->list()->group(), group);
        QCOMPARE(m_page->list()->filter().text, QStringLiteral("Data"));
        QVERIFY(!m_page->list()->filter().state);
        QCOMPARE(m_page->saveState(), state);
        open(); // a file anybody may have written
        m_page->restoreState({ { QStringLiteral("topic"), 7 }, { QStringLiteral("state"), QStringLiteral("x") },
            { QStringLiteral("filter"), QString(100'000, u'x') } });
        QVERIFY(m_page->list()->filter().text.size() <= 1000);
    }

    void originalIsShownBesideTheLetterWithWhatDiffers()
    {
        m_source->addTopic(dlt());
        m_source->addLetter(dlt(), springHeaders("orders", 1, 100), "order-1", R"({"id":1,"amount":129.9})");
        Record original = letterRecord({});
        original.topic = QStringLiteral("orders");
        original.value = R"({"id":1,"amount":129.90})";
        m_source->setOriginal(Offset{ 100 }, original);
        open();
        LetterPair* pair = detail()->pair();
        QTRY_COMPARE(pair->keyWords(), QStringLiteral("key identical"));
        QCOMPARE(pair->valueWords(), QStringLiteral("value differs"));
        QCOMPARE(pair->letterView()->sign(1), QString());
        QCOMPARE(pair->letterView()->sign(2), QStringLiteral("≠"));
        QCOMPARE(pair->originalView()->sign(2), QStringLiteral("≠"));
    }

    void anOriginalThatComesLateBelongsToNobody()
    {
        m_source->hold(true, false);
        openWithLetters(2);
        Record original = letterRecord({});
        original.key = "of the newest";
        m_source->setOriginal(Offset{ 101 }, original);
        QTRY_COMPARE(m_source->originalsAsked(), 1);
        detail()->step(1);
        QTRY_COMPARE(m_source->originalsAsked(), 2);
        m_source->release();
        QTRY_VERIFY(!detail()->pair()->isWaiting());
        QCOMPARE(detail()->pair()->keyWords(), QString()); // the second has none: expired
    }

    void keysSelectAndStep()
    {
        openWithLetters(3);
        detail()->table()->setFocus();
        QTest::keyClick(detail()->table(), Qt::Key_Space);
        QCOMPARE(detail()->letters()->checkedRows(), std::vector<int>{ 0 });
        detail()->step(1);
        detail()->toggleCurrent();
        QCOMPARE(detail()->picks().size(), size_t(2));
        QCOMPARE(detail()->replayButton()->text(), QStringLiteral("Replay 2…"));
    }

    void replayAsksSaysAndDoes()
    {
        openWithLetters(3);
        detail()->toggleCurrent();
        m_page->askReplay(ReplayDialog::Purpose::Replay);
        ReplayDialog* dialog = m_page->dialog();
        QVERIFY(dialog);
        QVERIFY(!dialog->replayButton()->isEnabled() || dialog->plan());
        QTRY_VERIFY(dialog->plan());
        QCOMPARE(dialog->question(), QStringLiteral("Write 1 record to orders on test?"));
        QCOMPARE(dialog->replayButton()->text(), QStringLiteral("Replay 1 record"));
        QVERIFY(!dialog->replayButton()->isDefault());
        QVERIFY(dialog->replayButton()->isEnabled());
        QVERIFY(dialog->nameField()->isHidden() || !dialog->nameField()->isVisible());
        QSignalSpy ended(m_page.get(), &DeadLettersPage::replayEnded);
        dialog->replayButton()->click();
        QTRY_COMPARE(ended.count(), 1);
        const auto replayed = m_source->replayed();
        QCOMPARE(replayed.size(), size_t(1));
        QCOMPARE(replayed.front().request.picks.size(), size_t(1));
        QCOMPARE(replayed.front().request.picks.front().offset, Offset{ 2 });
        QVERIFY(detail()->replayRow()->hasMessage());
        QTRY_COMPARE(detail()->letters()->rowCount(), 2); // it is no longer open
    }

    void cancelledReplayDoesNothing()
    {
        openWithLetters(1);
        m_page->askReplay(ReplayDialog::Purpose::Replay);
        QTRY_VERIFY(m_page->dialog()->plan());
        m_page->dialog()->reject();
        QTRY_VERIFY(!m_page->dialog());
        QVERIFY(m_source->replayed().empty());
    }

    void productionWantsTheNameTyped()
    {
        openWithLetters(1, { .cluster = QStringLiteral("prod"), .actor = {}, .readOnly = false, .production = true });
        m_page->askReplay(ReplayDialog::Purpose::Replay);
        ReplayDialog* dialog = m_page->dialog();
        QTRY_VERIFY(dialog->plan());
        QVERIFY(dialog->nameField()->isVisible());
        QVERIFY(!dialog->replayButton()->isEnabled());
        dialog->nameField()->setText(QStringLiteral("order"));
        QVERIFY(!dialog->replayButton()->isEnabled());
        dialog->nameField()->setText(QStringLiteral("orders"));
        QVERIFY(dialog->replayButton()->isEnabled());
        // everything that is said has room
        QTRY_VERIFY(dialog->replayButton()->width() >= dialog->replayButton()->sizeHint().width());
        const auto labels = dialog->findChildren<QLabel*>();
        const auto said = std::ranges::find(labels, QStringLiteral("Who sees it"), &QLabel::text);
        QVERIFY(said != labels.end() && (*said)->isVisible());
    }

    void otherOptionsAreAnotherDryRun()
    {
        openWithLetters(1);
        m_page->askReplay(ReplayDialog::Purpose::Replay);
        ReplayDialog* dialog = m_page->dialog();
        QTRY_VERIFY(dialog->plan());
        auto* to = dialog->findChildren<QLineEdit*>().first();
        for (auto* field : dialog->findChildren<QLineEdit*>()) {
            if (field->accessibleName() == QStringLiteral("Topic to replay to"))
                to = field;
        }
        to->setText(QStringLiteral("parking"));
        QVERIFY(!dialog->replayButton()->isEnabled()); // until it is known what that would do
        QTRY_VERIFY(dialog->plan());
        QVERIFY(dialog->question().contains(QStringLiteral("parking")));
        QCOMPARE(m_source->plans(), 2);
    }

    void readOnlyKeepsTheActionVisibleWithItsReason()
    {
        openWithLetters(1, { .cluster = QStringLiteral("test"), .actor = {}, .readOnly = true });
        QVERIFY(detail()->replayButton()->isVisible());
        QVERIFY(!detail()->replayButton()->isEnabled());
        QVERIFY(words().contains(QStringLiteral("Read-only connection")));
        m_page->askReplay(ReplayDialog::Purpose::Replay);
        QVERIFY(!m_page->dialog());
        m_page->askReplay(ReplayDialog::Purpose::DryRun); // reads only
        QTRY_VERIFY(m_page->dialog()->plan());
        QVERIFY(!m_page->dialog()->replayButton()->isVisible());
    }

    void discardNeedsAReasonAndCanBeTakenBack()
    {
        openWithLetters(2);
        m_page->askDiscard();
        auto* dialog = m_page->findChild<DiscardDialog*>();
        QVERIFY(dialog);
        QVERIFY(!dialog->discardButton()->isEnabled());
        dialog->reasonField()->setText(QStringLiteral("test orders"));
        dialog->discardButton()->click();
        QTRY_COMPARE(m_source->discardReason(), QStringLiteral("test orders"));
        QTRY_COMPARE(detail()->letters()->rowCount(), 1);
    }

    void hostileTextStaysPlainAndVisible()
    {
        m_source->addTopic(dlt());
        m_source->addLetter(dlt(),
            { { "dlq.original-topic", "<b>orders</b>" }, { "dlq.error-class", "<i>Evil\xE2\x80\xAE" },
                { "dlq.error-message", "<img src=x>\xE2\x80\xAE reversed\x1b[31m" } });
        open();
        QTRY_COMPARE(detail()->letters()->rowCount(), 1);
        const QString message = detail()->errorView()->message();
        QVERIFY(message.startsWith(QStringLiteral("<img src=x>\\u{202E}")));
        QVERIFY(!message.contains(QChar(0x202E)));
        const auto labels = m_page->findChildren<QLabel*>();
        for (const QLabel* label : labels)
            QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
    }

    void hugeLetterDoesNotHoldUpThePage()
    {
        m_source->addTopic(dlt());
        auto headers = springHeaders("orders", 1, 100);
        for (int i = 0; i < 10'000; ++i)
            headers.push_back({ "h" + QByteArray::number(i), QByteArray(20, 'x') });
        m_source->addLetter(dlt(), headers, "k", "[\"" + QByteArray(5'000'000, 'a') + "\"]");
        open();
        QTRY_COMPARE(detail()->letters()->rowCount(), 1);
        QTRY_VERIFY(!detail()->pair()->isWaiting());
        QVERIFY(detail()->pair()->letterView()->toPlainText().size() <= 2 * LetterPair::MaxChars);
        QCOMPARE(detail()->pair()->headersTable()->model()->rowCount(), int(headers.size()));
    }

    void noDeadLettersSaysWhatWasLookedAt()
    {
        open();
        QTRY_COMPARE(m_board->phase(), LetterBoard::Phase::Known);
        QTRY_VERIFY(words().contains(QStringLiteral("No dead-letter topic among")));
    }

    void aFailedLookSaysWhyAndIsTriedAgain()
    {
        m_source->failTopics(Error{ ErrorCode::Unreachable, QStringLiteral("no broker answered"),
            QStringLiteral("check the VPN"), true, false });
        open();
        QTRY_COMPARE(m_board->phase(), LetterBoard::Phase::Failed);
        QTRY_VERIFY(words().contains(QStringLiteral("no broker answered")));
        m_source->failTopics({});
        m_page->refresh();
        QTRY_COMPARE(m_board->phase(), LetterBoard::Phase::Known);
    }

    void partlyReadSaysWhichPartitionIsMissing()
    {
        m_source->failPartitions(
            { Error{ ErrorCode::NotAuthorized, QStringLiteral("partition 3: not allowed"), {}, false, false } });
        openWithLetters(2);
        const auto labels = m_page->list()->findChildren<StatusLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const StatusLabel* label) {
            return label->text() == QStringLiteral("1 partition not read: partition 3: not allowed");
        }));
    }

    void narrowPageShowsOneSideAtATime()
    {
        openWithLetters(1);
        m_page->resize(800, 600);
        QVERIFY(m_page->list()->isVisible());
        QVERIFY(!detail()->isVisible());
        emit m_page->list()->opened();
        QVERIFY(detail()->isVisible());
        QVERIFY(!m_page->list()->isVisible());
        m_page->resize(1180, 760);
        QVERIFY(m_page->list()->isVisible());
    }
};

QTEST_MAIN(DeadLettersPageTest)
#include "tst_deadletterspage.moc"
