// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/dialogs/replaydialog.h"
#include "ui/pages/page.h"

#include <QPointer>
#include <QTimer>

class QSplitter;

namespace spillway::ui {

class LetterBoard;
class LetterDetail;
class LetterList;
class SegmentedControl;
class Theme;

/// Dead-letter topics and their errors at the left, letters beside their originals at the right, and what can be done:
/// discard, dry run, replay. Below 1000 the two sides take turns.
class DeadLettersPage : public Page {
    Q_OBJECT

public:
    DeadLettersPage(LetterBoard& board, ReplaySetting setting, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("deadletters"); }
    QString title() const override { return QStringLiteral("Dead letters"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override;
    void refresh() override;
    /// `id`: a dead-letter topic.
    void showItem(const QString& id) override;

    QString topicInFront() const override;
    std::vector<PageKey> keys() const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

    LetterList* list() const { return m_list; }
    LetterDetail* detail() const { return m_detail; }
    /// The confirmation, while it is open.
    ReplayDialog* dialog() const { return m_dialog; }

    void askReplay(ReplayDialog::Purpose purpose);
    void askDiscard();

signals:
    /// For the status bar; empty when nothing runs.
    void jobChanged(const QString& text);
    /// For a notification.
    void replayEnded(const QString& topic, const QString& sentence);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addKeys();
    void addKey(const QString& text, const QKeySequence& key, std::function<void()> run);
    void choose();
    void arrange();
    void keepFresh();
    void leave();
    void showText(const QString& title, const QString& text);

    LetterBoard& m_board;
    const ReplaySetting m_setting;
    const Theme& m_theme;
    SegmentedControl* m_sides = nullptr; ///< only where it is narrow
    QSplitter* m_split = nullptr;
    LetterList* m_list = nullptr;
    LetterDetail* m_detail = nullptr;
    QPointer<ReplayDialog> m_dialog;
    QTimer m_second;
    quint64 m_discarding = 0;
    QString m_discardedTopic;
    bool m_active = false;
    bool m_paused = false;
    bool m_narrow = false;
};

} // namespace spillway::ui
