// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/profilemark.h"

#include <QWidget>

#include <optional>

namespace spillway::ui {

class Theme;

/// 18 px high, 11 px type: an outline for facts ("6 partitions"), a soft ground for states ("Changes allowed"). At most
/// three in a row.
class Badge : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Fact, Warn, Info, Ok, Error, Production };

    explicit Badge(const Theme& theme, const QString& text = {}, Kind kind = Kind::Fact, QWidget* parent = nullptr);

    /// Empty text hides the badge.
    void setText(const QString& text);
    QString text() const { return m_text; }
    void setKind(Kind kind);
    /// The colours of a profile's mark instead of a kind's.
    void setMark(const MarkTokens& mark);
    /// Name of a drawing before the text; empty without.
    void setIconName(const QString& name);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_text;
    QString m_icon;
    Kind m_kind;
    std::optional<MarkTokens> m_mark;
};

} // namespace spillway::ui
