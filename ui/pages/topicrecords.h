// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/browse/newestreader.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace spillway::ui {

class Banner;
class FilterField;
class Panel;
class RecordTableModel;
class RecordView;
class TableView;

/// The records of one topic: from where, which partitions, filtered; table above, record below. The newest records are
/// read again when the topic has grown, unless somebody is reading further down or has picked a record: then a line
/// says how many are new.
class TopicRecords : public QWidget {
    Q_OBJECT

public:
    TopicRecords(std::shared_ptr<RecordSource> source, const Theme& theme, QWidget* parent = nullptr);

    /// Empty: none.
    void setTopic(const QString& topic, int partitions);
    /// Sum of the high watermarks as the monitor saw them last: how it is known that the topic has grown.
    void setEnd(qint64 end);
    void setPartitions(int partitions);
    void setActive(bool active);
    void setPaused(bool paused) { m_paused = paused; }
    void reload();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeControls(QVBoxLayout* layout);
    void rangeChosen();
    std::optional<NewestRequest> request();
    void stateChanged();
    void showState();
    void showRecord();
    void step(int rows);
    bool somebodyReads() const;
    void showNewest();

    const Theme& m_theme;
    NewestReader m_reader;
    QString m_topic;
    int m_partitions = 0;
    qint64 m_end = -1;
    qint64 m_endRead = -1; ///< the end when the last reading began
    bool m_active = false;
    bool m_paused = false;
    bool m_picked = false; ///< the current record was chosen by a person
    bool m_choosing = false; ///< the current row is being set by us
    std::optional<std::pair<Partition, Offset>> m_current; ///< kept through a reading
    QElapsedTimer m_sinceRead;
    QComboBox* m_from = nullptr;
    QLineEdit* m_where = nullptr;
    QComboBox* m_partition = nullptr;
    QComboBox* m_isolation = nullptr;
    FilterField* m_filter = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_caveat = nullptr;
    Banner* m_news = nullptr;
    Panel* m_panel = nullptr;
    RecordTableModel* m_model = nullptr;
    TableView* m_table = nullptr;
    RecordView* m_record = nullptr;
};

} // namespace spillway::ui
