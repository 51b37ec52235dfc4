// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/detect.h"
#include "core/types/result.h"

#include <QWidget>

class QMenu;
class QPushButton;
class QStackedLayout;
class QTabBar;
class QToolButton;

namespace spillway::ui {

class CodeView;
class FactValue;
class FilterField;
class HexView;
class JsonTree;
class StatusLabel;
class Theme;

/// A record's value as Pretty, Tree, Raw or Hex, with find, copy and save. A form is made when its tab is first shown;
/// what is laid out is bounded (payloadtext.h), what is copied and saved is every byte.
class ValuePane : public QWidget {
    Q_OBJECT

public:
    enum class Tab { Pretty, Tree, Raw, Hex };

    explicit ValuePane(const Theme& theme, QWidget* parent = nullptr);

    /// nullopt: a null value, a tombstone. `fileName` is proposed when it is saved.
    void setValue(
        const std::optional<QByteArray>& value, const spillway::Detection& detection, const QString& fileName);
    /// Nothing to show at all.
    void clear();

    Tab tab() const;
    void setTab(Tab tab);
    /// Puts the cursor into the find field.
    void startFind();

    /// The value's bytes to the clipboard, see copyBytes().
    void copyValue();
    spillway::Result<> saveValue(const QString& path) const;
    /// Beside what is there: Copy as Base64, Save value…
    QMenu* menu() const { return m_menu; }

    CodeView* codeView() const { return m_code; }
    HexView* hexView() const { return m_hex; }
    JsonTree* treeView() const { return m_tree; }
    /// What is said above the value: how much is left out, why it is shown as bytes. Empty without.
    QString notice() const;

signals:
    void tabChanged(spillway::ui::ValuePane::Tab tab);
    /// Something was done or failed, in one line: "Copied 612 B".
    void reported(const QString& message);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Shown { Nothing, Word, Code, Hex, Tree };

    void buildToolbar(QWidget* bar);
    void refresh();
    void showCode(Tab tab);
    void showHex(const QString& why);
    void showTree();
    bool isJson() const;
    void say(const QString& notice);
    void find(const QString& text);
    void findNext(int step);
    void chooseFile();

    const Theme& m_theme;
    std::optional<QByteArray> m_value;
    spillway::Detection m_detection;
    QString m_fileName;
    bool m_hasRecord = false;
    int m_matchCount = 0;
    int m_match = -1;

    QTabBar* m_tabs = nullptr;
    FilterField* m_find = nullptr;
    QPushButton* m_copy = nullptr;
    QMenu* m_menu = nullptr;
    QToolButton* m_more = nullptr;
    QWidget* m_noticeBar = nullptr;
    StatusLabel* m_notice = nullptr;
    QStackedLayout* m_stack = nullptr;
    FactValue* m_word = nullptr;
    CodeView* m_code = nullptr;
    HexView* m_hex = nullptr;
    JsonTree* m_tree = nullptr;
};

/// To the clipboard, byte for byte: as text when it is UTF-8, otherwise as application/octet-stream with Base64 as its
/// text. Returns what to tell the user: "Copied 612 B".
QString copyBytes(const QByteArray& bytes);

} // namespace spillway::ui
