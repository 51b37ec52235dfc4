// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/valuepane.h"

class QLabel;
class QSplitter;

namespace spillway {
class SchemaRegistry;
}

namespace spillway::ui {

class HeadersModel;
class RecordFacts;
class TableView;

/// One record: its value (Pretty, Tree, Raw, Hex) and, at the right or below, its facts and headers. Nothing is decoded
/// while the view is hidden. Keys 1–4 select the tab, Ctrl+Shift+F finds. GUI thread only.
class RecordView : public QWidget {
    Q_OBJECT

public:
    explicit RecordView(const Theme& theme, QWidget* parent = nullptr);

    /// nullopt: none is selected. The record's bytes are shared, not copied.
    void setRecord(std::optional<spillway::Record> record);
    const std::optional<spillway::Record>& record() const { return m_record; }
    /// Values in the wire format of a registry are decoded with its schemas from now on; null: not.
    void setSchemaRegistry(std::shared_ptr<spillway::SchemaRegistry> registry);

    /// Horizontal: facts and headers at the right (wide). Vertical: below (narrow panes).
    void setOrientation(Qt::Orientation orientation);
    ValuePane* valuePane() const { return m_value; }
    RecordFacts* facts() const { return m_facts; }
    TableView* headersTable() const { return m_headersTable; }

    /// Splitter position and orientation, for QSettings.
    QByteArray saveState() const;
    bool restoreState(const QByteArray& state);

signals:
    /// "Copied 612 B", for the status bar.
    void reported(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void share();
    void addCopyActions();
    spillway::Detection detection() const;

    const Theme& m_theme;
    std::optional<spillway::Record> m_record;
    std::shared_ptr<spillway::SchemaRegistry> m_registry;
    bool m_outdated = true;
    bool m_sizesChosen = false; ///< by the user or the settings
    QSplitter* m_splitter = nullptr;
    ValuePane* m_value = nullptr;
    QWidget* m_side = nullptr;
    RecordFacts* m_facts = nullptr;
    HeadersModel* m_headers = nullptr;
    TableView* m_headersTable = nullptr;
    QLabel* m_noHeaders = nullptr;
};

} // namespace spillway::ui
