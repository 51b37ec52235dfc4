// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/charts/chartlegend.h"
#include "ui/charts/sparkline.h"
#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace spillway::ui;

namespace {

constexpr qint64 Start = 1'795'000'000'000;
constexpr qint64 Minute = 60'000;

/// A point every ten seconds for ten minutes, from `value` on in steps of `slope`.
Series line(const QString& name, int color, double value, double slope = 0)
{
    Series series{ name, color, {} };
    for (int i = 0; i <= 60; ++i)
        series.points.push_back({ Start + i * 10'000, value + i * slope });
    return series;
}

/// A parent that counts the wheel events its children let through.
class WheelCounter : public QWidget {
public:
    int wheels = 0;

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        ++wheels;
        event->accept();
    }
};

} // namespace

class TstTimechart : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_theme = std::make_unique<Theme>();
        m_parent = std::make_unique<WheelCounter>();
        auto* layout = new QVBoxLayout(m_parent.get());
        m_chart = new TimeChart(*m_theme);
        layout->addWidget(m_chart);
        m_chart->setTitle(QStringLiteral("Lag of metrics-rollup"));
        m_chart->setValueKind(ValueKind::Count);
        m_chart->setResolution(10'000);
        m_chart->setRange(Start, Start + 10 * Minute);
        m_parent->resize(700, 320);
        m_parent->show();
        m_parent->activateWindow();
        m_view = m_chart->findChild<QChartView*>();
        QVERIFY(QTest::qWaitForWindowActive(m_parent.get()));
    }
    void cleanup()
    {
        m_parent.reset();
        m_theme.reset();
    }

    void aGapSplitsALine()
    {
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 100) });
        QTRY_COMPARE(lines().size(), 1);
        m_chart->setGaps({ { Start + 3 * Minute, Start + 5 * Minute, QStringLiteral("asleep") } });
        QTRY_COMPARE(lines().size(), 2);
        QCOMPARE(lines()[0]->points().last().x(), double(Start + 3 * Minute));
        QCOMPARE(lines()[1]->points().first().x(), double(Start + 5 * Minute));
        m_chart->setGaps({});
        QTRY_COMPARE(lines().size(), 1);
    }

    void whatIsNoNumberNeverReachesQtCharts()
    {
        Series series = line(QStringLiteral("In"), 0, 100);
        series.points[5].value = std::numeric_limits<double>::quiet_NaN();
        series.points[6].value = std::numeric_limits<double>::infinity();
        m_chart->setSeries({ series });
        QTRY_COMPARE(lines().size(), 1);
        const QList<QPointF> points = lines()[0]->points();
        QCOMPARE(points.size(), 59);
        QVERIFY(std::all_of(points.begin(), points.end(), [](QPointF p) { return std::isfinite(p.y()); }));
    }

    void manyPointsAreBounded()
    {
        Series series{ QStringLiteral("In"), 0, {} };
        for (int i = 0; i < 600'000; ++i)
            series.points.push_back({ Start + i, double(i % 977) });
        m_chart->setSeries({ series });
        QTRY_COMPARE(lines().size(), 1);
        QVERIFY(lines()[0]->count() <= 1000);
    }

    void clicksOnAnEmptyScaledViewDoNothing()
    {
        // QChartView::mousePressEvent of 6.4 dereferences a null itemAt() here
        m_view->scale(0.3, 0.3);
        for (const QPoint position : { QPoint(2, 2), QPoint(300, 150), QPoint(690, 250) }) {
            QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, position);
            QTest::mouseClick(m_view->viewport(), Qt::RightButton, {}, position);
            QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, position);
        }
        QVERIFY(!m_chart->isZoomed());
    }

    void thePlainWheelGoesOnToTheParent()
    {
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 100) });
        turnWheel(Qt::NoModifier);
        QCOMPARE(m_parent->wheels, 1);
        QVERIFY(!m_chart->isZoomed());
        turnWheel(Qt::ControlModifier);
        QCOMPARE(m_parent->wheels, 1);
        QVERIFY(m_chart->isZoomed());
    }

    void aClickInTheLegendHidesAndADoubleClickShowsAlone()
    {
        m_chart->setSeries({ line(QStringLiteral("a"), 0, 100), line(QStringLiteral("b"), 1, 300),
            line(QStringLiteral("c"), 2, 200) });
        QTRY_COMPARE(lines().size(), 3);
        QCOMPARE(legendNames(), QStringList({ QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("a") }));
        QTest::mouseClick(item(QStringLiteral("c")), Qt::LeftButton);
        QTRY_COMPARE(lines().size(), 2);
        QCOMPARE(m_chart->hiddenLines(), QStringList{ QStringLiteral("c") });
        QVERIFY(!item(QStringLiteral("c"))->isChecked());
        QTest::mouseClick(item(QStringLiteral("c")), Qt::LeftButton);
        QTRY_COMPARE(lines().size(), 3);

        doubleClick(QStringLiteral("a"));
        QTRY_COMPARE(lines().size(), 1);
        QCOMPARE(m_chart->hiddenLines().size(), 2);
        doubleClick(QStringLiteral("a"));
        QTRY_COMPARE(lines().size(), 3);
    }

    void hiddenLinesStayHiddenWithNewFigures()
    {
        m_chart->setSeries({ line(QStringLiteral("a"), 0, 1), line(QStringLiteral("b"), 1, 2) });
        m_chart->setLineHidden(QStringLiteral("a"), true);
        m_chart->setSeries({ line(QStringLiteral("b"), 1, 3), line(QStringLiteral("a"), 0, 4) });
        QTRY_COMPARE(lines().size(), 1);
        QCOMPARE(lines()[0]->at(0).y(), 3.0);
    }

    void markupInNamesIsText()
    {
        const QString name = QStringLiteral("<img src=x><b>orders</b>&amp;");
        m_chart->setSeries({ line(name, 0, 100), line(QStringLiteral("a\u202Eb"), 1, 50) });
        QTRY_COMPARE(legendNames(), QStringList({ name, QStringLiteral("a\\u{202E}b") }));
        // nothing of it gets to where QtCharts reads HTML
        QVERIFY(!m_view->chart()->legend()->isVisible());
        for (const QLineSeries* series : lines())
            QVERIFY(series->name().isEmpty());
    }

    void arrowsMoveTheCrosshair()
    {
        m_chart->setSeries({ line(QStringLiteral("P 3"), 3, 28'000, 1), line(QStringLiteral("P 1"), 1, 5'901) });
        QTRY_COMPARE(lines().size(), 2);
        m_view->setFocus();
        QVERIFY(!m_chart->crosshair());
        QTest::keyClick(m_view, Qt::Key_Left);
        QCOMPARE(m_chart->crosshair(), Start + 10 * Minute);
        QTest::keyClick(m_view, Qt::Key_Left);
        QCOMPARE(m_chart->crosshair(), Start + 10 * Minute - 10'000);
        const QString said = m_chart->readOut();
        QVERIFY2(said.endsWith(QStringLiteral(", P 3 28,059, P 1 5,901")), qPrintable(said));
        QCOMPARE(m_view->accessibleDescription(), said);
        QTest::keyClick(m_view, Qt::Key_Right);
        QCOMPARE(m_chart->crosshair(), Start + 10 * Minute);
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(!m_chart->crosshair());
    }

    void insideOfAGapTheReadOutGivesTheReason()
    {
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 100) });
        m_chart->setGaps({ { Start + 2 * Minute, Start + 8 * Minute, QStringLiteral("asleep") } });
        QTRY_COMPARE(lines().size(), 2);
        const QRectF plot = m_view->chart()->plotArea();
        QMouseEvent hover(QEvent::MouseMove, plot.center(), m_view->viewport()->mapToGlobal(plot.center()),
            Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view->viewport(), &hover);
        QVERIFY(m_chart->crosshair().has_value());
        const QString said = m_chart->readOut();
        QVERIFY2(said.endsWith(QStringLiteral(", asleep")), qPrintable(said));
    }

    void draggingZoomsAndZeroShowsAllAgain()
    {
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 100) });
        QTRY_COMPARE(lines().size(), 1);
        QSignalSpy changed(m_chart, &TimeChart::visibleRangeChanged);
        const QRectF plot = m_view->chart()->plotArea();
        const QPoint from(int(plot.left() + plot.width() * 0.25), int(plot.center().y()));
        const QPoint to(int(plot.left() + plot.width() * 0.5), int(plot.center().y()));
        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(m_view->viewport(), to);
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, to);
        QVERIFY(m_chart->isZoomed());
        QCOMPARE(changed.size(), 1);
        const auto [visibleFrom, visibleTo] = m_chart->visibleRange();
        QVERIFY(std::abs(visibleFrom - (Start + 150'000)) < 3000);
        QVERIFY(std::abs(visibleTo - (Start + 300'000)) < 3000);
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(m_chart->visibleRange().first > visibleFrom);
        QTest::keyClick(m_view, Qt::Key_0);
        QVERIFY(!m_chart->isZoomed());
        QTest::keyClick(m_view, Qt::Key_Plus);
        QCOMPARE(m_chart->visibleRange().second, Start + 10 * Minute);
        QVERIFY(m_chart->isZoomed());
        QTest::keyClick(m_view, Qt::Key_Minus);
        QVERIFY(!m_chart->isZoomed());
    }

    void moreThanEightLinesBecomeSevenAndOther()
    {
        std::vector<Series> many;
        for (int i = 0; i < 20; ++i)
            many.push_back(line(QString::number(i), i, i));
        m_chart->setSeries(many);
        QTRY_COMPARE(lines().size(), 8);
        QVERIFY(legendNames().contains(QStringLiteral("other")));
        QVERIFY(legendNames().contains(QStringLiteral("19")));
    }

    void ctrlTShowsTheSameFigures()
    {
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 1000, 1) });
        m_chart->setEvents({ { Start + Minute, QStringLiteral("rebalance") } });
        QAbstractItemModel* model = m_chart->table()->model();
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_T, Qt::ControlModifier);
        QVERIFY(m_chart->isTableShown());
        QCOMPARE(model->rowCount(), 61);
        QCOMPARE(model->columnCount(), 3);
        QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), QStringLiteral("In"));
        QCOMPARE(model->index(0, 1).data().toString(), QStringLiteral("1,060")); // newest first
        QCOMPARE(model->index(60 - 6, 2).data().toString(), QStringLiteral("rebalance"));
        QTest::keyClick(m_chart->table(), Qt::Key_T, Qt::ControlModifier);
        QVERIFY(!m_chart->isTableShown());
    }

    void theLastValueBeforeALastingGapIsNotCurrent()
    {
        Series series = line(QStringLiteral("In"), 0, 100);
        series.points.resize(30);
        m_chart->setSeries({ series });
        QTRY_COMPARE(m_chart->legend()->entries().size(), 1u);
        QCOMPARE(m_chart->legend()->entries()[0].value, QStringLiteral("100"));
        m_chart->setGaps({ { Start + 290'000, Start + 10 * Minute, QStringLiteral("connection lost") } });
        QTRY_COMPARE(m_chart->legend()->entries()[0].value, QStringLiteral("–"));
    }

    void itSaysInWordsWhatItShows()
    {
        m_chart->setEmptyText(QStringLiteral("Collecting since 11:02:40"));
        QTRY_COMPARE(m_chart->accessibleDescription(), QStringLiteral("10 min, Collecting since 11:02:40"));
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 1918, 1000) });
        QTRY_COMPARE(m_chart->accessibleDescription(), QStringLiteral("10 min, now 61,918, rising"));
        QCOMPARE(m_chart->accessibleName(), QStringLiteral("Lag of metrics-rollup"));
    }

    void theLegendMayLiveInAnotherWidget()
    {
        auto* title = new QWidget(m_parent.get());
        m_chart->legend()->setParent(title);
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 1) });
        QTRY_COMPARE(legendNames(), QStringList{ QStringLiteral("In") });
        delete title; // first the legend, then (in cleanup) the chart
        m_chart->setSeries({ line(QStringLiteral("In"), 0, 2) });
        QTRY_COMPARE(lines()[0]->at(0).y(), 2.0);
    }

    void sparklinesTakeAnything()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QImage image(58, 20, QImage::Format_ARGB32_Premultiplied);
        const auto painted = [&](const std::vector<double>& values) {
            image.fill(Qt::transparent);
            QPainter painter(&image);
            drawSparkline(painter, image.rect(), values, Qt::black, true);
            painter.end();
            int pixels = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    pixels += qAlpha(image.pixel(x, y)) > 128;
            }
            return pixels;
        };
        QCOMPARE(painted({}), 0);
        QCOMPARE(painted({ nan, nan }), 0);
        QVERIFY(painted({ 5 }) > 0); // the dot
        QVERIFY(painted({ 0, 0, 0 }) >= 50);
        QVERIFY(painted({ 1, nan, 3, std::numeric_limits<double>::infinity(), 2 }) > 0);
        std::vector<double> many(100'000, 1);
        many[50'000] = 1000;
        painted(many);
        QVERIFY(qAlpha(image.pixel(28, 10)) > 0); // the peak is not lost
    }

private:
    QList<QLineSeries*> lines() const
    {
        QList<QLineSeries*> result;
        const auto all = m_view->chart()->series();
        for (QAbstractSeries* series : all) {
            if (series->isVisible())
                result << qobject_cast<QLineSeries*>(series);
        }
        return result;
    }

    QStringList legendNames() const
    {
        QStringList names;
        for (const LegendEntry& entry : m_chart->legend()->entries())
            names << entry.name;
        return names;
    }

    LegendItem* item(const QString& name) const
    {
        const auto items = m_chart->legend()->findChildren<LegendItem*>();
        for (LegendItem* candidate : items) {
            if (candidate->isVisible() && candidate->entry().name == name)
                return candidate;
        }
        qFatal("no legend item %s", qPrintable(name));
    }

    /// As the window system sends it: press, release, double-click, release.
    void doubleClick(const QString& name)
    {
        QTest::mouseClick(item(name), Qt::LeftButton);
        QTest::mouseDClick(item(name), Qt::LeftButton);
    }

    void turnWheel(Qt::KeyboardModifiers modifiers)
    {
        const QPointF position = m_view->viewport()->rect().center();
        QWheelEvent event(position, m_view->viewport()->mapToGlobal(position), {}, { 0, 120 }, Qt::NoButton, modifiers,
            Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &event);
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WheelCounter> m_parent;
    TimeChart* m_chart = nullptr;
    QChartView* m_view = nullptr;
};

QTEST_MAIN(TstTimechart)
#include "tst_timechart.moc"
