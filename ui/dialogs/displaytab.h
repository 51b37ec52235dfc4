// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/dialogs/profiletab.h"

class QCheckBox;
class QComboBox;
class QPlainTextEdit;

namespace spillway::ui {

class Badge;

/// How the cluster is shown and how careful one is with it: colour of the mark, extra confirmation, names of
/// dead-letter topics, notes.
class DisplayTab : public ProfileTab {
    Q_OBJECT

public:
    DisplayTab(const Theme& theme, QWidget* parent = nullptr);

    void load(const ConnectionProfile& profile) override;
    void store(ConnectionProfile& profile) const override;
    bool check() override;
    /// Extra confirmation from now on.
    void confirmTwice();

private:
    QStringList patterns() const;

    QComboBox* m_colour = nullptr;
    Badge* m_sample = nullptr;
    QCheckBox* m_confirm = nullptr;
    QPlainTextEdit* m_patterns = nullptr;
    QPlainTextEdit* m_notes = nullptr;
    FormRow* m_patternsRow = nullptr;
    FormRow* m_notesRow = nullptr;
};

} // namespace spillway::ui
