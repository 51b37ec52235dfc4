// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/profilemark.h"
#include "ui/theme/status.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace spillway::ui {

class Badge;
class ClusterButton;
class StatusLabel;
class Theme;

/// The 44 px row at the top: cluster, marks, connection in words; freshness, pause and refresh at the right.
class HeaderBar : public QWidget {
    Q_OBJECT

public:
    explicit HeaderBar(const Theme& theme, QWidget* parent = nullptr);

    void setClusterName(const QString& name);
    /// What kind of cluster this is, where that needs saying ("Demo data"); empty hides it.
    void setKind(const QString& words);
    void setReadOnly(bool readOnly);
    /// Nothing can be changed where there is no cluster: no mark.
    void clearReadOnly();
    /// PRODUCTION in the profile's colour and a stripe across the top; without a value neither.
    void setProduction(const std::optional<MarkTokens>& mark);
    void setConnection(Status status, const QString& words);
    void setFreshness(const QString& text, bool stale);
    void setPaused(bool paused);

    /// Notifications nobody has read.
    void setUnread(int unread);

    /// Where the list of clusters opens.
    QWidget* clusterButton() const;
    /// Where the list of notifications opens.
    QWidget* bell() const;

    /// Goes into the middle (the Go to field).
    void setMiddle(QWidget* widget);

signals:
    void pauseToggled(bool paused);
    void refreshRequested();
    void clusterSwitchRequested();
    void notificationsRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateFreshness();

    const Theme& m_theme;
    QHBoxLayout* m_row = nullptr;
    ClusterButton* m_cluster = nullptr;
    Badge* m_production = nullptr;
    std::optional<MarkTokens> m_stripe;
    Badge* m_kind = nullptr;
    Badge* m_mark = nullptr;
    StatusLabel* m_connection = nullptr;
    QLabel* m_freshness = nullptr;
    QToolButton* m_pause = nullptr;
    QToolButton* m_bell = nullptr;
    bool m_stale = false;
    bool m_readOnly = false;
};

} // namespace spillway::ui
