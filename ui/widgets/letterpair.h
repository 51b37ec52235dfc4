// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/deadletter/letter.h"
#include "ui/widgets/payloadtext.h"

#include <QWidget>

class QLabel;
class QStackedLayout;

namespace spillway::ui {

class DiffView;
class HeaderPairModel;
class HexView;
class PanelState;
class SegmentedControl;
class StatusLabel;
class TableView;
class Theme;

/// A dead letter beside the record it stands for: values line by line or as bytes, headers in pairs. Without an
/// original the letter alone, and in words why and what to do. What is laid out is bounded; bytes are compared whole.
class LetterPair : public QWidget {
    Q_OBJECT

public:
    explicit LetterPair(const Theme& theme, QWidget* parent = nullptr);

    void clear();
    /// The original is being fetched.
    void setLetter(const spillway::deadletter::Letter& letter);
    /// Of the letter set last.
    void setOriginal(const spillway::deadletter::Original& original);
    bool isWaiting() const { return m_letter && !m_original; }

    /// Whether the bytes are the same, in words; empty while that is not known.
    QString keyWords() const;
    QString valueWords() const;
    /// What is said in place of an original.
    QString explanation() const { return m_explanation; }
    DiffView* letterView() const { return m_right; }
    DiffView* originalView() const { return m_left; }
    TableView* headersTable() const { return m_table; }

    /// Of a side's text, in UTF-16 units.
    static constexpr qsizetype MaxChars = 256 * 1024;

signals:
    void retryRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTop();
    QWidget* makeHeads();
    void show();
    void showWords();
    void showTexts();
    void showBytes();
    void showInPlace();
    QStringList namedWords() const;

    const Theme& m_theme;
    std::optional<spillway::deadletter::Letter> m_letter;
    std::optional<spillway::deadletter::Original> m_original;
    QString m_explanation;
    SegmentedControl* m_form = nullptr;
    StatusLabel* m_key = nullptr;
    StatusLabel* m_value = nullptr;
    StatusLabel* m_headersSaid = nullptr;
    QLabel* m_leftHead = nullptr;
    QLabel* m_rightHead = nullptr;
    QLabel* m_leftSize = nullptr;
    QLabel* m_rightSize = nullptr;
    QStackedLayout* m_leftStack = nullptr;
    QStackedLayout* m_rightStack = nullptr;
    DiffView* m_left = nullptr;
    DiffView* m_right = nullptr;
    HexView* m_leftBytes = nullptr;
    HexView* m_rightBytes = nullptr;
    PanelState* m_state = nullptr;
    HeaderPairModel* m_headers = nullptr;
    TableView* m_table = nullptr;
};

} // namespace spillway::ui
