// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

namespace spillway::ui {

class Theme;

/// One line of plain text, elided at the right, after a word in an outline where there is one: "null" tombstone. What
/// is cut off is in the tooltip. Texts are already safe to show.
class FactValue : public QWidget {
    Q_OBJECT

public:
    struct Content {
        QString text;
        QString outlined; ///< "null", "empty"; the text then is muted
        bool mono = false;
        bool muted = false;
    };

    explicit FactValue(const Theme& theme, QWidget* parent = nullptr);

    /// `tooltip` is plain text; without one it is the text, when that does not fit.
    void setContent(const Content& content, const QString& tooltip = {});
    const Content& content() const { return m_content; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QFont textFont() const;
    int contentWidth() const;

    const Theme& m_theme;
    Content m_content;
    QString m_tooltip;
};

} // namespace spillway::ui
