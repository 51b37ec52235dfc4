// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicedesk.h"

#include <QTimer>
#include <QWidget>

#include <deque>
#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace spillway::ui {

class CellTableModel;
class Panel;
class StatusLabel;
class Theme;

/// Writes one event by hand: a type of the contract with its template, checked while it is typed, sent through the
/// service's client. What became of each is listed below: partition and offset, or why not; the text stays.
class PublishForm : public QWidget {
    Q_OBJECT

public:
    static constexpr size_t MostOutcomes = 50;

    PublishForm(ServiceDesk& desk, const Theme& theme, QWidget* parent = nullptr);

    QComboBox* typeField() const { return m_type; }
    QPlainTextEdit* dataField() const { return m_data; }
    QLineEdit* keyField() const { return m_key; }
    QPushButton* publishButton() const { return m_publish; }
    CellTableModel* outcomes() const { return m_outcomes; }
    /// Why what is written cannot be published; empty: it can.
    QString problem() const { return m_problem; }
    void setType(const QString& eventType);

private:
    QWidget* makeForm();
    QWidget* makeOutcomes();
    void takeTemplate();
    void check();
    void allow();
    void publish();
    void showOutcome(const PublishOutcome& outcome);
    void list();

    struct Outcome {
        quint64 id = 0;
        qint64 atMs = 0;
        QString eventType;
        QString where; ///< empty: on its way
        QString error;
    };

    ServiceDesk& m_desk;
    const Theme& m_theme;
    QComboBox* m_type = nullptr;
    QLabel* m_topic = nullptr;
    QLineEdit* m_key = nullptr;
    QPlainTextEdit* m_data = nullptr;
    StatusLabel* m_verdict = nullptr;
    QPushButton* m_reset = nullptr;
    QPushButton* m_publish = nullptr;
    Panel* m_outcomePanel = nullptr;
    CellTableModel* m_outcomes = nullptr;
    std::map<QString, QString> m_written; ///< what was typed for another type
    QString m_shownType;
    QString m_problem;
    EventValue m_value;
    std::deque<Outcome> m_list; ///< the newest first
    QTimer m_typing;
};

} // namespace spillway::ui
