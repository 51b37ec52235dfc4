// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/theme/tokens.h"

#include <QProxyStyle>

#include <memory>

namespace spillway::ui {

/// Fusion with our outlines, heights and focus ring. Reads two properties of widgets:
/// "look" of a QPushButton or QToolButton: "primary", "destructive", "flat", "segment"; none is the plain button;
/// "compact" (bool) of buttons and inputs: 24 px high, for title rows; "invalid" (bool) of a QLineEdit: error outline;
/// "mono" is the caller's matter (it sets a font).
class Style : public QProxyStyle {
    Q_OBJECT

public:
    explicit Style(std::shared_ptr<const Tokens> tokens);

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(
        StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
    QSize sizeFromContents(
        ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
        const QWidget* widget) const override;
    void drawPrimitive(
        PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawControl(
        ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget) const override;

private:
    std::shared_ptr<const Tokens> m_tokens;
};

} // namespace spillway::ui
