// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QAbstractTableModel>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace spillway::ui;

namespace {

/// Names in one column and their length in a second.
class Names : public QAbstractTableModel {
public:
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_names.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 2; }
    QVariant data(const QModelIndex& index, int role) const override
    {
        const QString& name = m_names.at(index.row());
        if (role == IdRole)
            return name;
        if (role == CopyRole && index.column() == 0)
            return QByteArray("copied " + name.toUtf8());
        if (role == Qt::DisplayRole)
            return index.column() == 0 ? QVariant(name) : QVariant(QString::number(name.size()));
        return {};
    }
    void reset(const QStringList& names)
    {
        beginResetModel();
        m_names = names;
        endResetModel();
    }
    void prepend(const QStringList& names)
    {
        beginInsertRows({}, 0, static_cast<int>(names.size()) - 1);
        m_names = names + m_names;
        endInsertRows();
    }

private:
    QStringList m_names;
};

QStringList numbered(const QString& prefix, int count)
{
    QStringList names;
    for (int i = 0; i < count; ++i)
        names.append(prefix + QString::number(i));
    return names;
}

} // namespace

class TestTableView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.install(); }

    void currentRowIsKeptByIdentityThroughAReset()
    {
        Names model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        TableView table(m_theme);
        model.reset({ QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c") });
        table.setModel(&model);
        QVERIFY(table.setCurrentId(QStringLiteral("b")));
        QSignalSpy changed(&table, &TableView::currentIdChanged);
        model.reset({ QStringLiteral("c"), QStringLiteral("x"), QStringLiteral("b") });
        QCOMPARE(table.currentId().toString(), QStringLiteral("b"));
        QCOMPARE(table.currentIndex().row(), 2);
        QVERIFY(table.selectionModel()->isRowSelected(2));
        QCOMPARE(changed.count(), 0);
    }

    void aVanishedRowIsToldOnce()
    {
        Names model;
        TableView table(m_theme);
        model.reset({ QStringLiteral("a"), QStringLiteral("b") });
        table.setModel(&model);
        table.setCurrentId(QStringLiteral("b"));
        QSignalSpy changed(&table, &TableView::currentIdChanged);
        model.reset({ QStringLiteral("a") });
        QCOMPARE(changed.count(), 1);
        QVERIFY(!changed.first().first().isValid());
        QVERIFY(!table.setCurrentId(QStringLiteral("b")));
    }

    void rowsInsertedAboveDoNotMoveWhatIsRead()
    {
        Names model;
        TableView table(m_theme, TableView::Density::Dense);
        model.reset(numbered(QStringLiteral("old"), 100));
        table.setModel(&model);
        table.resize(400, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.verticalScrollBar()->setValue(table.rowHeight(0) * 10);
        const QModelIndex before = table.indexAt(QPoint(5, 5));
        const QString read = before.data(IdRole).toString();
        model.prepend(numbered(QStringLiteral("new"), 7));
        QCOMPARE(table.indexAt(QPoint(5, 5)).data(IdRole).toString(), read);
    }

    void atTheTopNewRowsAreShown()
    {
        Names model;
        TableView table(m_theme);
        model.reset(numbered(QStringLiteral("old"), 100));
        table.setModel(&model);
        table.resize(400, 300);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        model.prepend({ QStringLiteral("newest") });
        QCOMPARE(table.indexAt(QPoint(5, 5)).data(IdRole).toString(), QStringLiteral("newest"));
    }

    void copyTakesTheWholeValueOfOneCellAndTheRowsOfMany()
    {
        Names model;
        TableView table(m_theme);
        model.reset({ QStringLiteral("a"), QStringLiteral("bb"), QStringLiteral("ccc") });
        table.setModel(&model);
        table.setCurrentIndex(model.index(1, 0));
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("copied bb"));
        table.selectAll();
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("copied a\t1\ncopied bb\t2\ncopied ccc\t3"));
        table.setColumnHidden(1, true);
        QTest::keySequence(&table, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("copied a\ncopied bb\ncopied ccc"));
    }

    void rowHeightsFollowTheDensity()
    {
        TableView regular(m_theme);
        TableView dense(m_theme, TableView::Density::Dense);
        QVERIFY(regular.verticalHeader()->defaultSectionSize() >= 26);
        QVERIFY(dense.verticalHeader()->defaultSectionSize() >= 22);
        QVERIFY(dense.verticalHeader()->defaultSectionSize() < regular.verticalHeader()->defaultSectionSize());
    }

    void oneColumnTakesWhatTheOthersLeave()
    {
        Names model;
        TableView table(m_theme);
        model.reset({ QStringLiteral("a") });
        table.setModel(&model);
        table.setNumberColumn(1, 100);
        table.setStretchColumn(0, 150);
        table.resize(500, 200);
        table.show();
        QCOMPARE(table.columnWidth(0), table.viewport()->width() - 100);
        table.setColumnWidth(1, 200);
        QCOMPARE(table.columnWidth(0), table.viewport()->width() - 200);
        table.resize(250, 200);
        QCOMPARE(table.columnWidth(0), 150);
    }

    void columnsAreRestored()
    {
        Names model;
        TableView table(m_theme);
        table.setModel(&model);
        table.setNumberColumn(1, 77);
        table.setColumnHidden(0, true);
        const QJsonObject state = table.saveColumns();
        TableView other(m_theme);
        other.setModel(&model);
        QVERIFY(other.restoreColumns(state));
        QCOMPARE(other.columnWidth(1), 77);
        QVERIFY(other.isColumnHidden(0));
    }

private:
    Theme m_theme;
};

QTEST_MAIN(TestTableView)
#include "tst_tableview.moc"
