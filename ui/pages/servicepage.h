// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/servicedesk.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QSplitter;

namespace spillway::ui {

class Banner;
class CellTableModel;
class Panel;
class PublishForm;
class RestSwitch;
class ServiceDetail;
class ServiceTiles;
class StatusLabel;
class TableView;
class Theme;

/// Where the service would run, for its confirmation.
struct ServicePlace {
    QString cluster; ///< its name for people
    bool confirmTwice = false; ///< production: the name is typed
};

/// The service core on this cluster: started and stopped here and nowhere else; its components, figures, state of its
/// processors, routing, errors, and events written by hand.
class ServicePage : public Page {
    Q_OBJECT

public:
    ServicePage(ServiceDesk& desk, ServicePlace place, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("service"); }
    QString title() const override { return QStringLiteral("Service"); }
    void setActive(bool active) override;
    void setPaused(bool paused) override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

    QPushButton* startButton() const { return m_start; }
    PublishForm& form() { return *m_form; }
    ServiceDetail& detail() { return *m_detail; }
    RestSwitch& rest() { return *m_rest; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* makeHead();
    QWidget* makeComponents();
    void arrange(bool narrow);
    void startOrStop();
    void phaseChanged();
    void showPhase();
    void takeSnapshot();
    void bringUpToDate();

    ServiceDesk& m_desk;
    const ServicePlace m_place;
    const Theme& m_theme;
    StatusLabel* m_state = nullptr;
    QLabel* m_where = nullptr;
    QPushButton* m_start = nullptr;
    RestSwitch* m_rest = nullptr;
    Banner* m_banner = nullptr;
    ServiceTiles* m_tiles = nullptr;
    Panel* m_componentsPanel = nullptr;
    CellTableModel* m_components = nullptr;
    TableView* m_table = nullptr;
    ServiceDetail* m_detail = nullptr;
    QSplitter* m_split = nullptr;
    Panel* m_formPanel = nullptr;
    QWidget* m_formHolder = nullptr;
    PublishForm* m_form = nullptr; ///< in the holder, or where it is narrow a tab of the detail
    bool m_active = false;
    bool m_paused = false;
    bool m_narrow = false;
};

} // namespace spillway::ui
