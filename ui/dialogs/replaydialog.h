// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letterdesk.h"
#include "ui/models/replayfindings.h"

#include <QDialog>
#include <QTimer>

#include <functional>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace spillway::ui {

class Badge;
class StatusLabel;
class Theme;

/// Who asks, and where.
struct ReplaySetting {
    QString cluster; ///< its name for people
    QString actor = {}; ///< who is written into the audit journal
    bool readOnly = false;
    bool production = false;
    std::function<qint64()> typeNameAbove = {}; ///< so many records ask for the topic's name; null: 1,000

    QString nameToType(const spillway::deadletter::ReplayPlan& plan) const;
};

/// What a replay would do, said before it is done: from, to, what, how, who sees it; what the dry run found and what
/// can be left out. The title is the deed, the button repeats it, Cancel is the default. A change of options is another
/// dry run. Shown by open(); `confirmed` comes at most once. A dry run only has no button but Close.
class ReplayDialog : public QDialog {
    Q_OBJECT

public:
    enum class Purpose { Replay, DryRun };

    ReplayDialog(const Theme& theme, spillway::deadletter::LetterDesk& desk,
        spillway::deadletter::ReplayRequest request, ReplaySetting setting, Purpose purpose, QWidget* parent = nullptr);
    ~ReplayDialog() override;

    /// nullptr while the dry run is under way.
    const spillway::deadletter::ReplayPlan* plan() const { return m_plan ? &*m_plan : nullptr; }
    QPushButton* replayButton() const { return m_replay; }
    QLineEdit* nameField() const { return m_name; }
    QString question() const;

signals:
    void confirmed(const spillway::deadletter::ReplayPlan& plan);

private:
    QWidget* makeOptions();
    QWidget* makeFoot();
    void askAgain();
    void optionsChanged();
    void setPlan(quint64 id, const Result<spillway::deadletter::ReplayPlan>& plan);
    void showPlan();
    void showFindings(const std::vector<ReplayFinding>& findings);
    void take(const ReplayFinding& finding);
    void showWaiting();
    void fit();
    void allow();

    const Theme& m_theme;
    spillway::deadletter::LetterDesk& m_desk;
    spillway::deadletter::ReplayRequest m_request;
    const ReplaySetting m_setting;
    const Purpose m_purpose;
    std::optional<spillway::deadletter::ReplayPlan> m_plan;
    quint64 m_question = 0;
    QTimer m_wait; ///< how far the dry run is
    QTimer m_typing;
    QLabel* m_title = nullptr;
    QLabel* m_under = nullptr;
    QGridLayout* m_lines = nullptr;
    QVBoxLayout* m_findings = nullptr;
    QLineEdit* m_to = nullptr;
    QCheckBox* m_keepHeaders = nullptr;
    QSpinBox* m_rate = nullptr;
    QSpinBox* m_limit = nullptr;
    QWidget* m_nameRow = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_why = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_replay = nullptr;
};

} // namespace spillway::ui
