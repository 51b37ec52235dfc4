// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fakecluster.h"
#include "tests/support/fakelettersource.h"
#include "tests/support/letterfixtures.h"
#include "ui/dialogs/replaydialog.h"
#include "ui/models/headerpairmodel.h"
#include "ui/models/letterboard.h"
#include "ui/models/lettertablemodel.h"
#include "ui/models/lettertreemodel.h"
#include "ui/models/replayfindings.h"
#include "ui/widgets/linediff.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::deadletter;
using namespace spillway::test;
using namespace spillway::ui;
using Tester = QAbstractItemModelTester;

class LetterModelsTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeLetterSource> m_source;
    std::unique_ptr<ClusterMonitor> m_monitor;
    std::unique_ptr<LetterBoard> m_board;

    static QString dlt() { return QStringLiteral("orders-dlt"); }
    static QString sink() { return QStringLiteral("dlq-sink"); }

    LetterBatchPtr batch(const QString& topic)
    {
        m_board->read(topic);
        return QTest::qWaitFor([&] { return m_board->reading(topic).batch != nullptr; }) ? m_board->reading(topic).batch
                                                                                         : nullptr;
    }

private slots:
    void init()
    {
        m_source = std::make_shared<FakeLetterSource>();
        m_source->addTopic(dlt());
        m_source->addTopic(sink());
        m_source->addTopic(QStringLiteral("notes-dlt"), DeadLetterTopic::Verdict::LooksLike);
        for (int i = 0; i < 3; ++i)
            m_source->addLetter(dlt(), springHeaders("orders", 1, i), QByteArray("order-") + QByteArray::number(i));
        m_source->addLetter(sink(), connectHeaders("clicks", 0, 1));
        auto cluster = std::make_shared<FakeCluster>();
        cluster->addBroker(1);
        cluster->addTopic(dlt(), 1);
        m_monitor = std::make_unique<ClusterMonitor>(std::make_unique<FakeSource>(cluster));
        m_board = std::make_unique<LetterBoard>(*m_monitor, m_source);
        m_board->look();
        QTRY_COMPARE(m_board->phase(), LetterBoard::Phase::Known);
    }

    void cleanup()
    {
        m_board.reset();
        m_monitor.reset();
    }

    void theProfilesOwnNamesAreLookedFor()
    {
        QVERIFY(!m_source->lookedFor().names.match(QStringLiteral("orders.bin")));
        m_board->setNames(*TopicNames::withPatterns({ QStringLiteral("\\.bin$") }));
        m_board->look();
        QTRY_VERIFY(m_source->lookedFor().names.match(QStringLiteral("orders.bin")));
        QVERIFY(m_source->lookedFor().names.match(dlt())); // beside the conventions
    }

    void treeHasTopicsByOpenLettersAndTheirErrors()
    {
        LetterTreeModel model(*m_board);
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data(IdRole).toString(), dlt());
        QCOMPARE(model.index(0, 0).data(LetterTreeModel::FiguresRole).toString(), QStringLiteral("3 open"));
        QVERIFY(model.index(2, 0).data(MutedRole).toBool());
        QVERIFY(model.index(2, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("looks like")));
        const QPersistentModelIndex topic = model.index(0, 0);
        QCOMPARE(model.index(0, 0, topic).data().toString(), QStringLiteral("Not read yet"));
        QVERIFY(batch(dlt()));
        QCOMPARE(model.rowCount(topic), 1);
        const QModelIndex group = model.index(0, 0, topic);
        QCOMPARE(group.data().toString(), QStringLiteral("IllegalStateException"));
        QCOMPARE(group.data(LetterTreeModel::FiguresRole).toString(), QStringLiteral("3"));
        QCOMPARE(
            group.data(LetterTreeModel::MessageRole).toString(), QStringLiteral("Listener failed; order # is unknown"));
    }

    void rowsKeepTheirIdentityWhenTheOrderChanges()
    {
        LetterTreeModel model(*m_board);
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        QVERIFY(batch(sink()));
        const QPersistentModelIndex group = model.index(0, 0, model.topicIndex(sink()));
        QCOMPARE(model.topicIndex(sink()).row(), 1);
        for (int i = 0; i < 5; ++i)
            m_source->addLetter(sink(), connectHeaders("clicks", 0, i));
        m_board->look();
        QTRY_COMPARE(model.topicIndex(sink()).row(), 0);
        QVERIFY(group.isValid());
        QCOMPARE(group.parent().data(IdRole).toString(), sink());
        QCOMPARE(group.data().toString(), QStringLiteral("DataException"));
    }

    void filterLooksAtErrorsKeysAndStates()
    {
        LetterTreeModel model(*m_board);
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        QVERIFY(batch(dlt()));
        QVERIFY(batch(sink()));
        model.setFilter({ QStringLiteral("illegalstate"), {} });
        QVERIFY(!model.topicIndex(sink()).isValid());
        QCOMPARE(model.rowCount(model.topicIndex(dlt())), 1);
        model.setFilter({ QStringLiteral("order-2"), {} });
        QCOMPARE(model.index(0, 0, model.topicIndex(dlt())).data(LetterTreeModel::FiguresRole).toString(),
            QStringLiteral("1"));
        model.setFilter({ {}, LetterState::Discarded });
        QCOMPARE(model.index(0, 0, model.topicIndex(dlt())).data().toString(),
            QStringLiteral("No letter passes the filter"));
        model.setFilter({});
        QCOMPARE(model.rowCount(), 3);
    }

    void refusedTopicSaysWhyInItsRow()
    {
        LetterTreeModel model(*m_board);
        m_source->failScans(
            Error{ ErrorCode::NotAuthorized, QStringLiteral("no right to read dlq-sink"), {}, false, false });
        m_board->read(sink());
        QTRY_COMPARE(
            model.index(0, 0, model.topicIndex(sink())).data().toString(), QStringLiteral("no right to read dlq-sink"));
    }

    void checksStayThroughAReadingAndGoWithTheirLetters()
    {
        LetterTableModel model;
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        const LetterBatchPtr first = batch(dlt());
        QVERIFY(first);
        model.setLetters(first, { 0, 1, 2 });
        QCOMPARE(model.letter(0).record.offset, Offset{ 2 }); // newest first
        model.toggle(0);
        model.toggle(2);
        QCOMPARE(model.checkedCount(), 2);
        m_source->addLetter(dlt(), springHeaders("orders", 1, 9));
        m_board->read(dlt(), true);
        QTRY_VERIFY(m_board->reading(dlt()).batch != first);
        model.setLetters(m_board->reading(dlt()).batch, { 0, 1, 2, 3 });
        QCOMPARE(model.checkedRows(), (std::vector<int>{ 1, 3 }));
        model.setLetters(m_board->reading(dlt()).batch, { 0, 1 });
        QCOMPARE(model.checkedCount(), 1);
        model.setAllChecked(true);
        QCOMPARE(model.checked().size(), size_t(2));
        const LetterBatchPtr other = batch(sink());
        model.setLetters(other, { 0 }); // the same place in another topic is another letter
        QCOMPARE(model.checkedCount(), 0);
    }

    void tableSaysWhatIsNotThere()
    {
        m_source->addLetter(sink(), {}, std::nullopt, QByteArray("x"));
        m_source->addLetter(sink(), { { "dlq.original-topic", "a" } }, QByteArray(""), QByteArray("x"));
        LetterTableModel model;
        const LetterBatchPtr read = batch(sink());
        QVERIFY(read);
        model.setLetters(read, { 0, 1 });
        QCOMPARE(model.index(0, LetterTableModel::KeyColumn).data(OutlinedRole).toString(), QStringLiteral("empty"));
        QCOMPARE(model.index(1, LetterTableModel::KeyColumn).data(OutlinedRole).toString(), QStringLiteral("null"));
        QCOMPARE(model.index(1, LetterTableModel::OriginalColumn).data().toString(), QStringLiteral("not named"));
        QCOMPARE(model.index(1, LetterTableModel::TriesColumn).data().toString(), QStringLiteral("–"));
    }

    void olderLettersJoinThoseThatAreThere()
    {
        for (int i = 0; i < LetterBoard::LettersPerReading; ++i)
            m_source->addLetter(sink(), connectHeaders("clicks", 0, i));
        const LetterBatchPtr first = batch(sink());
        QVERIFY(first);
        QCOMPARE(qint64(first->letters.size()), LetterBoard::LettersPerReading);
        QVERIFY(m_board->canReadMore(sink()));
        QVERIFY(m_board->readMore(sink()));
        QTRY_COMPARE(qint64(m_board->reading(sink()).batch->letters.size()), LetterBoard::LettersPerReading + 1);
        QCOMPARE(m_board->reading(sink()).batch->letters.back().record.offset, Offset{ 0 });
        QVERIFY(!m_board->canReadMore(sink()));
    }

    void anAnswerToAnOlderQuestionIsDropped()
    {
        m_source->hold(false, true);
        m_board->read(dlt());
        QTRY_COMPARE(m_source->scans(), 1);
        QSignalSpy changed(m_board.get(), &LetterBoard::readingChanged);
        m_board->read(dlt(), true);
        QTRY_COMPARE(m_source->scans(), 2);
        m_source->release();
        QTRY_VERIFY(m_board->reading(dlt()).batch);
        QVERIFY(!m_board->reading(dlt()).error); // the first one was cancelled
        QCOMPARE(changed.count(), 2); // asked and answered
    }

    void linesOfEqualTextsAreTheSame()
    {
        const QStringList text{ QStringLiteral("{"), QStringLiteral("a"), QStringLiteral("}") };
        for (const DiffRow& row : diffLines(text, text))
            QCOMPARE(row.kind, DiffRow::Kind::Same);
    }

    void changedAddedAndRemovedLinesAreTold()
    {
        using Kind = DiffRow::Kind;
        const auto kinds = [](const char* left, const char* right) {
            std::vector<Kind> found;
            for (const DiffRow& row :
                diffLines(QString::fromLatin1(left).split(u','), QString::fromLatin1(right).split(u',')))
                found.push_back(row.kind);
            return found;
        };
        QCOMPARE(kinds("a,b,c", "a,x,c"), (std::vector{ Kind::Same, Kind::Changed, Kind::Same }));
        QCOMPARE(kinds("a,c", "a,b,c"), (std::vector{ Kind::Same, Kind::OnlyRight, Kind::Same }));
        QCOMPARE(kinds("a,b,c,d", "a,d"), (std::vector{ Kind::Same, Kind::OnlyLeft, Kind::OnlyLeft, Kind::Same }));
        QCOMPARE(kinds("a,b,m,c,d", "a,x,m,d"),
            (std::vector{ Kind::Same, Kind::Changed, Kind::Same, Kind::OnlyLeft, Kind::Same }));
    }

    void sidesStayBesideEachOther()
    {
        const PayloadText left = prettyPayload(R"({"a":1,"c":3})");
        const PayloadText right = prettyPayload(R"({"a":1,"b":"x","c":3})");
        const auto rows = diffLines(left.text.split(u'\n'), right.text.split(u'\n'));
        const DiffSide l = leftSide(left, rows);
        const DiffSide r = rightSide(right, rows);
        QCOMPARE(l.payload.text.count(u'\n'), r.payload.text.count(u'\n'));
        for (const DiffSide& side : { l, r }) {
            QStringList numbers;
            for (const JsonSpan& span : side.payload.spans) {
                if (span.kind == JsonTokenKind::Number)
                    numbers << side.payload.text.mid(span.start, span.length);
            }
            QCOMPARE(numbers, (QStringList{ QStringLiteral("1"), QStringLiteral("3") }));
        }
    }

    void hugeTextsAreComparedInBoundedTime()
    {
        QStringList left;
        QStringList right;
        for (int i = 0; i < 10'000; ++i) {
            left << QString::number(i);
            right << QString::number(-i);
        }
        const auto rows = diffLines(left, right);
        QCOMPARE(rows.size(), size_t(10'000));
        QCOMPARE(rows[5].kind, DiffRow::Kind::Changed);
    }

    void headersArePairedByNameAndNumber()
    {
        Record original
            = letterRecord({ { "trace", "1" }, { "trace", "2" }, { "tenant", std::nullopt }, { "gone", "x" } });
        auto headers = std::vector<Header>{ { "trace", "1" }, { "trace", "3" }, { "tenant", std::nullopt } };
        const auto errors = springHeaders("orders", 1, 7);
        headers.insert(headers.end(), errors.begin(), errors.end());
        HeaderPairModel model;
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setRecords(original, letterRecord(headers));
        QCOMPARE(model.same(), 2);
        QCOMPARE(model.changed(), 1);
        QCOMPARE(model.removed(), 1);
        QCOMPARE(model.addedErrorHeaders(), int(errors.size()));
        QCOMPARE(model.addedOthers(), 0);
        const auto sign
            = [&](int row, int column) { return model.index(row, column).data(HeaderPairModel::SignRole).toString(); };
        QCOMPARE(sign(0, HeaderPairModel::RightNameColumn), QString());
        QCOMPARE(sign(1, HeaderPairModel::RightNameColumn), QStringLiteral("≠"));
        QCOMPARE(sign(3, HeaderPairModel::RightNameColumn), QStringLiteral("+"));
        QCOMPARE(
            model.index(3, HeaderPairModel::LeftNameColumn).data().toString(), QStringLiteral("not in the original"));
        QCOMPARE(sign(model.rowCount() - 1, HeaderPairModel::LeftNameColumn), QStringLiteral("−"));
        QCOMPARE(
            model.index(2, HeaderPairModel::RightValueColumn).data(OutlinedRole).toString(), QStringLiteral("null"));
        model.setRecords(std::nullopt, letterRecord(headers));
        QCOMPARE(sign(3, HeaderPairModel::RightNameColumn), QString());
    }

    void productionAndManyRecordsAskForTheName()
    {
        ReplayPlan plan;
        plan.request.topic = dlt();
        PlannedRecord record;
        record.action = PlannedRecord::Action::Replay;
        record.toTopic = QStringLiteral("orders");
        plan.records.assign(1000, record);
        ReplayTarget target;
        target.topic = QStringLiteral("orders");
        target.records = 1000;
        plan.targets.push_back(target);
        QCOMPARE(nameToType(plan, false), QString());
        QCOMPARE(nameToType(plan, true), QStringLiteral("orders"));
        QCOMPARE(nameToType(plan, false, 999), QStringLiteral("orders"));
        plan.records.push_back(record);
        QCOMPARE(nameToType(plan, false), QStringLiteral("orders"));
        QCOMPARE(nameToType(plan, false, 1001), QString());
        ReplaySetting setting;
        QCOMPARE(setting.nameToType(plan), QStringLiteral("orders"));
        setting.typeNameAbove = [] { return qint64(5000); };
        QCOMPARE(setting.nameToType(plan), QString());
        target.topic = QStringLiteral("audit");
        plan.targets.push_back(target);
        QCOMPARE(nameToType(plan, false), dlt());
    }

    void findingsSayWhatIsLeftOutAndWhatCanBe()
    {
        ReplayPlan plan;
        PlannedRecord record;
        record.action = PlannedRecord::Action::Replay;
        plan.records.push_back(record);
        record.warning = QStringLiteral("a newer one of the same key");
        plan.records.push_back(record);
        record = {};
        record.action = PlannedRecord::Action::Already;
        record.reason = QStringLiteral("it was replayed to orders");
        plan.records.push_back(record);
        const auto findings = findingsOf(plan);
        QCOMPARE(findings.size(), size_t(3));
        QCOMPARE(findings[0].what, QStringLiteral("Dry run: 2 of 3 records can be replayed"));
        const auto with
            = [&](ReplayFinding::Step step) { return std::ranges::count(findings, step, &ReplayFinding::step); };
        QCOMPARE(with(ReplayFinding::Step::LeaveOut), 1);
        QCOMPARE(with(ReplayFinding::Step::Again), 1);
    }

    void reportHasALinePerRecord()
    {
        ReplayReport report;
        report.replayed = 1;
        report.failed = 1;
        report.outcomes.resize(2);
        report.outcomes[1].kind = ReplayOutcome::Kind::Failed;
        report.outcomes[1].reason = QStringLiteral("too large\nfor the topic");
        const QString text = reportText(report, dlt());
        QVERIFY(text.startsWith(QStringLiteral("Replay of orders-dlt: 1 record replayed, 1 failed")));
        QCOMPARE(text.count(u'\n'), 4); // a break in a reason is no new line
        QVERIFY(text.contains(QStringLiteral("too large\\nfor the topic")));
    }
};

QTEST_MAIN(LetterModelsTest)
#include "tst_lettermodels.moc"
