// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/textdelegate.h"

#include <QJsonObject>
#include <QTableView>
#include <QVariant>

#include <utility>
#include <vector>

class QJsonArray;

namespace spillway::ui {

/// A table as the program shows them: hairlines, no grid, fixed rows, selection by row, header menu that hides columns,
/// Ctrl+C. The current row is kept by IdRole through resets, and what is being read does not move when rows come in
/// above. Set the columns after the model; text is the default.
class TableView : public QTableView {
    Q_OBJECT

public:
    enum class Density { Regular, Dense };

    explicit TableView(const Theme& theme, Density density = Density::Regular, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;

    /// Columns by logical index; width in pixels at the usual font. One column may stretch.
    void setTextColumn(int column, int width, TextDelegate::Look look = {});
    void setNumberColumn(int column, int width);
    void setStatusColumn(int column, int width);
    void setSparklineColumn(int column, int width = 76);
    /// Takes what the others leave, but no less than `minimumWidth`.
    void setStretchColumn(int column, int minimumWidth = 120);

    /// IdRole of the current row; invalid without one.
    QVariant currentId() const;
    /// Makes the row with this id current and selected, scrolls to it; false when there is none.
    bool setCurrentId(const QVariant& id);
    /// Rows in view stay where they are while rows are inserted above, unless the view is at the very top. On by
    /// default.
    void setHoldsPosition(bool holds) { m_holdsPosition = holds; }

    /// These columns give way where there is no room; which of them the user hides is another matter, and kept.
    void setYielding(const QList<int>& columns, bool yield);

    /// Widths, order, hidden columns and sort.
    QJsonObject saveColumns() const;
    /// False, and nothing changed, when the state is of a table with other columns.
    bool restoreColumns(const QJsonObject& state);
    /// From now on the header's menu offers to go back to the columns as they are now.
    void markDefaultColumns() { m_defaultColumns = saveColumns(); }

signals:
    /// The current row changed to one with another id, also after a reset; invalid when there is none left.
    void currentIdChanged(const QVariant& id);

public:
    void keyboardSearch(const QString&) override { } // letters are shortcuts here

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setColumn(int column, int width, QAbstractItemDelegate* delegate);
    void stretch();
    QJsonArray columnNames() const;
    void showColumn(int column, bool shown);
    void orderColumns(const std::vector<std::pair<int, int>>& wanted);
    void keepCurrent();
    void findCurrent();
    void tellCurrent();
    void showHeaderMenu(const QPoint& position);
    void copy() const;
    QString copyText(const QModelIndex& index) const;

    const Theme& m_theme;
    QVariant m_lastId; ///< what currentIdChanged said last
    QVariant m_keptId; ///< during a reset
    QJsonObject m_defaultColumns;
    QList<int> m_yielding; ///< hidden for want of room
    QList<int> m_hiddenAnyway; ///< those of them that are hidden when there is room, too
    int m_keptColumn = 0;
    int m_stretchColumn = -1;
    int m_stretchMinimum = 0;
    bool m_resetting = false;
    bool m_holdsPosition = true;
};

} // namespace spillway::ui
