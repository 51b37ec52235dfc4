// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLineEdit>
#include <QTimer>

class QToolButton;

namespace spillway::ui {

class Theme;

/// The field over a list: icon, text, "12 of 46" at the right, a cross that clears. Esc clears, then leaves the field.
class FilterField : public QLineEdit {
    Q_OBJECT

public:
    FilterField(const Theme& theme, const QString& placeholder, QWidget* parent = nullptr);

    /// Fixed-pitch type, for expressions.
    void setMono(bool mono);
    /// Name of the drawing at the left, "filter" at first ("browser" is the looking glass).
    void setIconName(const QString& name);
    /// Muted text at the right: "12,406 of 31,882 shown".
    void setCountText(const QString& text);
    /// Red outline; `message` becomes description and tooltip. Empty is valid.
    void setError(const QString& message);

signals:
    /// 120 ms after the last key, at once on Enter and when cleared.
    void filterChanged(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void place();
    void tell();

    const Theme& m_theme;
    QString m_icon;
    QString m_count;
    QString m_told;
    QToolButton* m_clear = nullptr;
    QTimer m_pause;
};

} // namespace spillway::ui
