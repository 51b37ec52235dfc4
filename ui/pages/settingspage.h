// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/settings/settings.h"

#include <optional>
#include <utility>
#include <vector>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace spillway::ui {

class Banner;
class Panel;
class SegmentedControl;
class SettingsStore;

/// The settings as a form, at most 720 px wide. What is changed holds at once; there is nothing to apply.
class SettingsPage : public Page {
    Q_OBJECT

public:
    /// What the page shows beside the settings.
    struct Facts {
        std::vector<std::pair<QString, QString>> pages; ///< name and title of what the program may begin with
        std::vector<std::pair<QString, QString>> files; ///< what is kept, and where
        QStringList notes; ///< what is wrong beside the store's own notes
    };

    SettingsPage(SettingsStore& store, Facts facts, const Theme& theme, QWidget* parent = nullptr);

    QString pageName() const override { return QStringLiteral("settings"); }
    QString title() const override { return tr("Settings"); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QGridLayout* addPanel(QBoxLayout* column, const QString& title);
    void addRow(QGridLayout* grid, const QString& label, QWidget* control, const QString& note = {});
    QSpinBox* addNumber(QGridLayout* grid, const QString& label, const QString& prefix, const QString& suffix,
        int least, int most, int step, const QString& note = {});
    QCheckBox* addCheck(QGridLayout* grid, const QString& label, const QString& text, const QString& note = {});
    void addForm(QBoxLayout* column);
    void addFiles(QBoxLayout* column);
    QBoxLayout* makeFoot();
    void showSettings();
    void showNotes();
    void showSaved();
    void take();
    void resetOrUndo();

    SettingsStore& m_store;
    Facts m_facts;
    const Theme& m_theme;
    QWidget* m_form = nullptr;
    Banner* m_notes = nullptr;
    SegmentedControl* m_mode = nullptr;
    SegmentedControl* m_times = nullptr;
    QSpinBox* m_refresh = nullptr;
    QSpinBox* m_rows = nullptr;
    QSpinBox* m_memory = nullptr;
    QComboBox* m_startPage = nullptr;
    QCheckBox* m_session = nullptr;
    QCheckBox* m_notifications = nullptr;
    QSpinBox* m_confirm = nullptr;
    QPushButton* m_reset = nullptr;
    QLabel* m_saved = nullptr;
    std::optional<Settings> m_beforeReset; ///< until something is changed
    bool m_showing = false;
};

} // namespace spillway::ui
