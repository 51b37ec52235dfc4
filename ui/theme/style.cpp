// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/style.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFontMetrics>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>

#include <algorithm>

namespace spillway::ui {

namespace {

constexpr int scrollBarExtent = 11;
constexpr int smallestSlider = 28;
constexpr int indicatorSize = 16;

bool has(const QWidget* widget, const char* property)
{
    return widget && widget->property(property).toBool();
}

int controlHeight(const QWidget* widget, const QStyleOption* option)
{
    const int font = option->fontMetrics.height();
    return has(widget, "compact") ? std::max(24, font + 4) : std::max(28, font + 8);
}

QString look(const QWidget* widget)
{
    return widget ? widget->property("look").toString() : QString();
}

} // namespace

Style::Style(std::shared_ptr<const Tokens> tokens)
    : QProxyStyle(QStringLiteral("Fusion"))
    , m_tokens(std::move(tokens))
{
}

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QScrollBar*>(widget)
        || qobject_cast<QTabBar*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
        return 14;
    case PM_SmallIconSize:
        return 16;
    case PM_ScrollBarExtent:
        return scrollBarExtent;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return indicatorSize;
    case PM_MenuButtonIndicator:
        return 18;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_HeaderDefaultSectionSizeHorizontal:
        return 90;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_ItemView_ShowDecorationSelected:
    case SH_ComboBox_Popup:
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton: {
        // The content size without Fusion's wide minimum.
        const int side = has(widget, "compact") || look(widget) == QLatin1String("segment") ? 10 : 12;
        int width = size.width() + 2 * side;
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            if (button->text.isEmpty())
                width = controlHeight(widget, option);
            else if (!button->icon.isNull())
                width += stylepaint::iconGap - 4; // Qt counted 4
            if (look(widget) == QLatin1String("primary") || look(widget) == QLatin1String("segment"))
                width += size.width() / 14; // semibold is wider
            if (button->features.testFlag(QStyleOptionButton::HasMenu))
                width += 8;
        }
        return { width, controlHeight(widget, option) };
    }
    case CT_ToolButton: {
        const int height = controlHeight(widget, option);
        const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        const bool iconOnly = button && (button->text.isEmpty() || button->toolButtonStyle == Qt::ToolButtonIconOnly);
        return { iconOnly ? std::max(height, size.width() + 8) : size.width() + 20, height };
    }
    case CT_ComboBox:
        return { size.width() + 38, controlHeight(widget, option) };
    case CT_LineEdit:
    case CT_SpinBox:
        return { result.width(), controlHeight(widget, option) };
    case CT_TabBarTab:
        // Room for the selected tab's semibold text.
        return { size.width() + size.width() / 14, std::max(32, option->fontMetrics.height() + 14) };
    case CT_ProgressBar:
        return { std::max(size.width(), 60), 6 };
    case CT_HeaderSection: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (!header)
            return result;
        const int arrow = header->sortIndicator != QStyleOptionHeader::None ? 12 : 0;
        return { header->fontMetrics.horizontalAdvance(header->text) + 2 * Theme::cellPadding + arrow + 2,
            result.height() };
    }
    default:
        return result;
    }
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    switch (element) {
    case SE_LineEditContents:
        return option->rect.adjusted(6, 1, -6, -1);
    case SE_PushButtonContents:
    case SE_PushButtonFocusRect:
        return option->rect.adjusted(4, 1, -4, -1);
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl sub, const QWidget* widget) const
{
    if (control == CC_ComboBox) {
        const QRect rect = option->rect;
        switch (sub) {
        case SC_ComboBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(8, 1, -24, -1));
        case SC_ComboBoxArrow:
            return visualRect(option->direction, rect, QRect(rect.right() - 22, rect.top(), 18, rect.height()));
        default:
            return QProxyStyle::subControlRect(control, option, sub, widget);
        }
    }
    const auto* bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider*>(option) : nullptr;
    if (!bar)
        return QProxyStyle::subControlRect(control, option, sub, widget);

    // No arrow buttons: the groove is the whole bar.
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const QRect rect = bar->rect;
    const int length = horizontal ? rect.width() : rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    const qint64 whole = range + bar->pageStep;
    const int slider = range <= 0 || whole <= 0
        ? length
        : std::clamp(int(qint64(length) * bar->pageStep / whole), std::min(smallestSlider, length), length);
    const int start
        = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
    const auto part = [&](int from, int extent) {
        return visualRect(bar->direction, rect,
            horizontal ? QRect(rect.x() + from, rect.y(), extent, rect.height())
                       : QRect(rect.x(), rect.y() + from, rect.width(), extent));
    };
    switch (sub) {
    case SC_ScrollBarGroove:
        return rect;
    case SC_ScrollBarSlider:
        return part(start, slider);
    case SC_ScrollBarSubPage:
        return part(0, start);
    case SC_ScrollBarAddPage:
        return part(start + slider, length - start - slider);
    default:
        return {};
    }
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = *m_tokens;
    switch (element) {
    case PE_FrameFocusRect:
        // Buttons, check boxes and tabs paint their own; what is left are plain widgets.
        if (!qobject_cast<const QAbstractButton*>(widget) && !qobject_cast<const QTabBar*>(widget))
            stylepaint::box(painter, QRectF(option->rect), Theme::controlRadius, QColor(), t.accent, 2);
        return;
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
    case PE_PanelButtonBevel:
        stylepaint::button(painter, *option, widget, t);
        return;
    case PE_FrameDefaultButton:
    case PE_FrameButtonTool:
    case PE_FrameTabWidget:
    case PE_PanelScrollAreaCorner:
        return;
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        // A line edit inside a combo or spin box has no frame of its own.
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
            stylepaint::input(painter, *option, widget, t);
        return;
    case PE_Frame:
        // the base outlines by the window's colour, which nobody sees in the dark
        if (qobject_cast<const QPlainTextEdit*>(widget))
            stylepaint::input(painter, *option, widget, t);
        else
            QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        stylepaint::checkBox(painter, *option, t);
        return;
    case PE_IndicatorRadioButton:
        stylepaint::radioButton(painter, *option, t);
        return;
    case PE_IndicatorArrowDown:
        stylepaint::chevron(painter, QRectF(option->rect), t.text);
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.border);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, t.control);
        painter->fillRect(option->rect.adjusted(1, 1, -1, -1), t.raised);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = *m_tokens;
    switch (element) {
    case CE_ComboBoxLabel:
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && !combo->editable) {
            // the base cuts a text that is too long in the middle of a letter
            QStyleOptionComboBox shown = *combo;
            const int room = subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget).width() - 4
                - (combo->currentIcon.isNull() ? 0 : combo->iconSize.width() + 4);
            shown.currentText = combo->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, room);
            return QProxyStyle::drawControl(element, &shown, painter, widget);
        }
        break;
    case CE_PushButtonBevel:
        stylepaint::button(painter, *option, widget, t);
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
            button && button->features.testFlag(QStyleOptionButton::HasMenu))
            stylepaint::chevron(painter,
                QRectF(option->rect.right() - 20, option->rect.top(), 16, option->rect.height()),
                option->palette.color(QPalette::ButtonText));
        return;
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (!button)
            return;
        const QString kind = look(widget);
        const bool enabled = option->state.testFlag(State_Enabled);
        QColor ink = option->palette.color(QPalette::ButtonText);
        if (enabled && kind == QLatin1String("primary"))
            ink = t.onAccent;
        else if (enabled && kind == QLatin1String("destructive"))
            ink = t.error;
        const bool strong = kind == QLatin1String("primary")
            || (kind == QLatin1String("segment") && option->state.testFlag(State_On));
        stylepaint::buttonLabel(painter, *button, ink, strong);
        return;
    }
    case CE_Header:
    case CE_HeaderSection:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
            stylepaint::header(painter, *header, widget, t);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, t.raised);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.border);
        return;
    case CE_TabBarTab:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
            stylepaint::tab(painter, *tab, t);
        return;
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            stylepaint::progressBar(painter, *bar, widget, t);
        return;
    case CE_Splitter:
        if (has(widget, "gap") || has(widget ? widget->parentWidget() : nullptr, "gap"))
            return;
        painter->fillRect(option->rect, t.border);
        return;
    case CE_RubberBand:
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = *m_tokens;
    switch (control) {
    case CC_ScrollBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
            stylepaint::scrollBar(
                painter, *bar, QRectF(subControlRect(control, option, SC_ScrollBarSlider, widget)), t);
        return;
    case CC_ComboBox: {
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (combo && combo->editable)
            stylepaint::input(painter, *option, widget, t);
        else
            stylepaint::button(painter, *option, nullptr, t);
        stylepaint::chevron(painter, QRectF(subControlRect(control, option, SC_ComboBoxArrow, widget)),
            option->palette.color(QPalette::ButtonText));
        return;
    }
    case CC_SpinBox: {
        stylepaint::input(painter, *option, widget, t);
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        for (const bool up : { true, false }) {
            const QRectF rect(subControlRect(control, option, up ? SC_SpinBoxUp : SC_SpinBoxDown, widget));
            const bool possible = spin
                && spin->stepEnabled.testFlag(up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
            painter->save();
            painter->translate(rect.center());
            painter->scale(1, up ? -1 : 1);
            stylepaint::chevron(painter, QRectF(-rect.width() / 2, -rect.height() / 2, rect.width(), rect.height()),
                possible ? t.text : t.disabled);
            painter->restore();
        }
        return;
    }
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace spillway::ui
