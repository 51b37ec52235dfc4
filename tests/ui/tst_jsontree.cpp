// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/jsontreemodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/jsontree.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QTest>

using namespace spillway::ui;

class TestJsonTree : public QObject {
    Q_OBJECT

private slots:
    void init() { m_model = std::make_unique<JsonTreeModel>(); }

    void valuesAreShownAsTheyAreWritten()
    {
        m_model->setJson(
            " {\"id\": 9007199254740993, \"id\":1e400 , \"s\":\"a\\u00e9\\\"b\",\"n\":null,\"o\":{},\"l\":[ ]}\n");
        QCOMPARE(names({}), (QStringList{ "id", "id", "s", "n", "o", "l" }));
        QCOMPARE(values({}), (QStringList{ "9007199254740993", "1e400", "\"a\\u00e9\\\"b\"", "null", "{}", "[]" }));
        check();
        for (int row = 0; row < m_model->rowCount(); ++row)
            QVERIFY(!m_model->hasChildren(m_model->index(row, 0)));
        QCOMPARE(m_model->index(1, JsonTreeModel::ValueColumn).data(CopyRole).toByteArray(), QByteArray("1e400"));
    }

    void whatIsBelowIsReadWhenItIsOpened()
    {
        m_model->setJson("{\"a\":{\"b\":[10,{\"c\":true},\"x\"]},\"d\":1}");
        const QModelIndex a = m_model->index(0, 0);
        QVERIFY(m_model->hasChildren(a));
        QCOMPARE(m_model->rowCount(a), 0);
        m_model->fetchMore(a);
        QCOMPARE(m_model->rowCount(a), 1);
        QVERIFY(!m_model->canFetchMore(a));
        check(); // opens all the rest
        const QModelIndex b = m_model->index(0, 0, a);
        QCOMPARE(b.data().toString(), QStringLiteral("b"));
        QCOMPARE(b.siblingAtColumn(1).data().toString(), QStringLiteral("[10,{\"c\":true},\"x\"]"));
        QCOMPARE(names(b), (QStringList{ "0", "1", "2" }));
        QCOMPARE(values(b), (QStringList{ "10", "{\"c\":true}", "\"x\"" }));
        QCOMPARE(values(m_model->index(1, 0, b)), QStringList{ "true" });
        QCOMPARE(values({}).last(), QStringLiteral("1"));
    }

    void hostileTextIsVisible()
    {
        m_model->setJson("{\"<b>k\u202E\":\"\u202E<img>\"}");
        QCOMPARE(names({}), QStringList{ "<b>k\\u{202E}" });
        QCOMPARE(values({}), QStringList{ "\"\\u{202E}<img>\"" });
    }

    void breadthIsBoundedAndCounted()
    {
        QByteArray json("[");
        for (int i = 0; i < 12'345; ++i)
            json += "[],";
        json.back() = ']';
        m_model->setJson(json);
        QCOMPARE(m_model->rowCount(), JsonTreeModel::mostChildren + 1);
        const QModelIndex rest = m_model->index(JsonTreeModel::mostChildren, 0);
        QCOMPARE(rest.data().toString(), QStringLiteral("11,345 more"));
        QVERIFY(!m_model->hasChildren(rest));
        QVERIFY(!rest.siblingAtColumn(1).data(CopyRole).isValid());
    }

    void depthIsBounded()
    {
        m_model->setJson(QByteArray(100'000, '[') + QByteArray(100'000, ']'));
        QModelIndex index;
        int levels = 0;
        for (QModelIndex below = m_model->index(0, 0); below.isValid(); below = m_model->index(0, 0, index)) {
            index = below;
            ++levels;
            m_model->fetchMore(index);
        }
        QCOMPARE(levels, JsonTreeModel::mostLevels);
        QVERIFY(!m_model->hasChildren(index));
    }

    void aBigValueIsReadQuickly()
    {
        QByteArray json("{\"rows\":[");
        while (json.size() < 5 * 1024 * 1024)
            json += "{\"id\":123456789,\"text\":\"some text of a record\"},";
        json.back() = ']';
        json += '}';
        JsonTree tree(m_theme);
        QElapsedTimer clock;
        clock.start();
        tree.setJson(json);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!tree.isExpanded(tree.model()->index(0, 0))); // too much to open unasked
    }

    void smallLevelsOpenByThemselvesAndStarOpensNothing()
    {
        JsonTree tree(m_theme);
        tree.setJson("{\"a\":{\"b\":{\"c\":1}}}");
        const QModelIndex a = tree.model()->index(0, 0);
        QVERIFY(tree.isExpanded(a));
        const QModelIndex b = tree.model()->index(0, 0, a);
        QVERIFY(!tree.isExpanded(b));
        tree.setCurrentIndex(b);
        QTest::keyClick(&tree, Qt::Key_Asterisk);
        QVERIFY(!tree.isExpanded(b));
        QTest::keyClick(&tree, Qt::Key_Right);
        QVERIFY(tree.isExpanded(b));
        QTest::keyClick(&tree, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("{\"c\":1}"));
    }

    void nothingIsNothing()
    {
        m_model->setJson("{\"a\":1}");
        m_model->setJson({});
        QCOMPARE(m_model->rowCount(), 0);
        QVERIFY(!m_model->hasChildren());
    }

private:
    /// Not while the model is reset: the tester opens what can be opened, also then.
    void check()
    {
        const QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    QStringList texts(const QModelIndex& parent, int column) const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(parent); ++row)
            all << m_model->index(row, column, parent).data().toString();
        return all;
    }
    QStringList names(const QModelIndex& parent) const { return texts(parent, JsonTreeModel::NameColumn); }
    QStringList values(const QModelIndex& parent) const { return texts(parent, JsonTreeModel::ValueColumn); }

    Theme m_theme;
    std::unique_ptr<JsonTreeModel> m_model;
};

QTEST_MAIN(TestJsonTree)
#include "tst_jsontree.moc"
