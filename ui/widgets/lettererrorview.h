// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace spillway::ui {

class StatusLabel;
class Theme;

/// Why a record became a dead letter, as its headers say: message, class, first frames; facts at the right, with what
/// was malformed in the headers.
class LetterErrorView : public QWidget {
    Q_OBJECT

public:
    explicit LetterErrorView(const Theme& theme, QWidget* parent = nullptr);

    void setLetter(const spillway::deadletter::Letter& letter);
    void clear();
    /// Name and text of what is said at the right.
    std::vector<std::pair<QString, QString>> facts() const { return m_facts; }
    QString message() const;

signals:
    /// The whole stack is wanted.
    void stackRequested(const QString& stack);

private:
    void setFacts(const spillway::deadletter::Letter& letter);
    void addFact(const QString& name, const QString& text, bool warned = false, const QString& tooltip = {});

    const Theme& m_theme;
    std::vector<std::pair<QString, QString>> m_facts;
    QString m_stack;
    QLabel* m_message = nullptr;
    StatusLabel* m_shape = nullptr;
    QLabel* m_class = nullptr;
    QLabel* m_frames = nullptr;
    QPushButton* m_more = nullptr;
    QWidget* m_side = nullptr;
    QGridLayout* m_grid = nullptr;
};

} // namespace spillway::ui
