// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/livetail.h"
#include "core/monitor/clustermonitor.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QTimer>

class QBoxLayout;
class QPushButton;
class QSplitter;

namespace spillway::ui {

class Banner;
class BufferBar;
class FilterField;
class Panel;
class RecordTableModel;
class RecordView;
class SegmentedControl;
class TableView;
class Theme;
class TimeChart;
class TopicChip;
class TopicPicker;

/// Several topics at once as their records come: pause, filter, rates, the selected record beside the list. The list
/// follows the newest while nobody reads it; with a row selected or scrolled away from the top it holds still and says
/// how many have come.
class FeedPage : public Page {
    Q_OBJECT

public:
    FeedPage(spillway::ClusterMonitor& monitor, std::shared_ptr<spillway::RecordSource> source, const Theme& theme,
        QWidget* parent = nullptr, spillway::LiveTail::Options options = {});
    ~FeedPage() override;

    QString pageName() const override { return QStringLiteral("feed"); }
    QString title() const override { return tr("Live feed"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override;
    void refresh() override;
    /// Follows this topic, too.
    void showItem(const QString& id) override;
    std::vector<PageKey> keys() const override;
    /// Topics and filter; topics are followed again from their last records.
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

    spillway::LiveTail& tail() { return m_tail; }
    TableView* table() const { return m_table; }

    /// Follows the topic from there; a topic that is followed already begins anew.
    void follow(const QString& topic, spillway::kafka::ReadFrom from = { spillway::kafka::ReadFrom::Kind::End });

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QBoxLayout* makeTopics();
    QBoxLayout* makeControls();
    void makeChart();
    QWidget* makeBody();
    void addStartMenu(QPushButton* button);

    void takeSnapshot();
    void followBusiest();
    void showTopics();
    void showChipMenu(TopicChip* chip);
    void showTrouble();
    void showRates();
    void showFigures();
    void showState();
    void showPaused();

    void startFrom(spillway::kafka::ReadFrom from, const QString& words);
    void showRecord();
    void keepRecordOf(int firstRow, int lastRow);
    void updateHold();
    void showNewest();
    void step(int by);
    void placePill();
    void arrange();
    struct FeedKey {
        Qt::Key key;
        const char* what;
        void (*run)(FeedPage&);
    };
    static const std::vector<FeedKey>& feedKeys(); ///< makes the keys and what F1 says of them
    bool handleKey(QKeyEvent* event);

    spillway::ClusterMonitor& m_monitor;
    const Theme& m_theme;
    spillway::LiveTail m_tail;
    QHash<QString, int> m_series; ///< a topic keeps its colour, also when it goes and comes back
    RecordTableModel* m_model = nullptr;
    QBoxLayout* m_chipRow = nullptr;
    std::vector<TopicChip*> m_chips;
    TopicPicker* m_picker = nullptr;
    QPushButton* m_addTopic = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_start = nullptr;
    FilterField* m_filter = nullptr;
    Banner* m_banner = nullptr;
    Panel* m_chartPanel = nullptr;
    TimeChart* m_chart = nullptr;
    Panel* m_tablePanel = nullptr;
    TableView* m_table = nullptr;
    QPushButton* m_pill = nullptr; ///< "500 new records", over the table: nothing under it moves
    BufferBar* m_bar = nullptr;
    QSplitter* m_splitter = nullptr;
    Panel* m_recordPanel = nullptr;
    RecordView* m_record = nullptr;
    SegmentedControl* m_pane = nullptr; ///< list or record, where there is no room for both
    QTimer m_figures; ///< texts change a few times a second, however many records come
    spillway::kafka::ReadFrom m_from{ spillway::kafka::ReadFrom::Kind::End };
    bool m_chose = false; ///< the topics are the user's choice
    bool m_keepRecord = false;
    bool m_active = false;
    bool m_narrow = false;
};

} // namespace spillway::ui
