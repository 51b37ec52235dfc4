// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/connectiontest.h"
#include "ui/theme/status.h"

#include <QFrame>

#include <array>

class QGridLayout;
class QLabel;
class QPushButton;

namespace spillway::ui {

class StatusLabel;
class Theme;

/// Six steps from the name to the rights, each with what was found or the real reason it failed, as they end. Shows;
/// who runs the test tells it what came.
class TestPanel : public QFrame {
    Q_OBJECT

public:
    enum Step { Resolve, Connect, Tls, Authenticate, Metadata, Authorise, StepCount };

    explicit TestPanel(const Theme& theme, QWidget* parent = nullptr);

    /// Back to "not tested"; what came before no longer fits the form.
    void clear();
    /// A test with these settings has begun; they go into the report, secrets as "[redacted]".
    void begin(const ConnectionSettings& settings);
    void showStep(const kafka::ConnectionStepResult& result);
    void showReport(const kafka::ConnectionReport& report);
    /// It could not begin.
    void refuse(const QString& reason);
    /// Why there is nothing to test now; empty makes the button work.
    void setRefusal(const QString& reason);
    bool isRunning() const { return m_running; }
    /// A whole test of what the form says has been shown.
    bool isTested() const { return m_tested; }

    /// What "Copy report" copies: settings and every step as it was told. Holds no secret.
    QString report() const;
    QString summary() const;
    Status stepStatus(Step step) const { return m_rows[step].status; }
    QString stepText(Step step) const;

signals:
    void testRequested();
    void cancelRequested();
    /// The user takes a name the broker's certificate has, in place of the host that was tried.
    void nameTaken(const QString& host, const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        StatusLabel* name = nullptr;
        QLabel* detail = nullptr;
        QLabel* hint = nullptr;
        QLabel* took = nullptr;
        Status status = Status::Unknown;
        std::chrono::microseconds time{ 0 };
        QStringList details;
        QStringList hints;
    };
    void show(Step step);
    void setSummary(Status status, const QString& text);
    void updateButtons();

    const Theme& m_theme;
    std::array<Row, StepCount> m_rows;
    QLabel* m_summary = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_useName = nullptr; ///< below what is said of TLS; hidden without an offer
    QString m_host;
    QString m_name; ///< offered in its place
    QString m_settings; ///< redacted
    std::vector<kafka::ConnectionStepResult> m_results;
    Status m_summaryStatus = Status::None;
    QString m_refusal;
    bool m_running = false;
    bool m_tested = false;
};

} // namespace spillway::ui
