// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/bufferbar.h"

#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

namespace spillway::ui {

BufferBar::BufferBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    setFixedHeight(26);
    const auto label = [&] {
        auto* made = plainLabel({}, this);
        made->setFont(theme.smallFont());
        made->setForegroundRole(QPalette::PlaceholderText);
        return made;
    };
    m_bytes = label();
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(88, 6);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Buffer in use"));
    m_rows = label();
    m_dropped = new StatusLabel(theme, this);
    m_dropped->setFont(theme.smallFont());
    m_dropped->hide();
    m_dropped->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_rate = label();
    row->addWidget(m_bytes);
    row->addWidget(m_bar);
    row->addWidget(m_rows);
    row->addWidget(m_dropped, 1);
    row->addStretch();
    row->addWidget(m_rate);
}

void BufferBar::setFigures(const Figures& figures)
{
    m_bytes->setText(tr("Buffer %1 of %2").arg(format::bytes(figures.bytes), format::bytes(figures.maxBytes)));
    // Whichever bound is nearer decides when rows leave.
    const double full = std::max(figures.bytes / std::max(1.0, figures.maxBytes),
        static_cast<double>(figures.rows) / static_cast<double>(std::max<qint64>(1, figures.maxRows)));
    m_bar->setValue(static_cast<int>(1000 * std::min(1.0, full)));
    m_rows->setText(tr("%1 rows kept").arg(format::count(figures.rows)));
    m_rows->setToolTip(tr("At most %1 rows are kept").arg(format::count(figures.maxRows)));
    m_dropped->setVisible(figures.dropped > 0);
    m_dropped->setStatus(Status::Warning, tr("%1 older rows left the buffer").arg(format::count(figures.dropped)));
    QStringList parts;
    if (figures.paused)
        parts << tr("paused");
    else
        parts << tr("%1 /s").arg(format::rate(figures.recordsPerSecond)) << format::byteRate(figures.bytesPerSecond);
    if (figures.delayMs && !figures.paused)
        parts << tr("delay %1").arg(format::duration(*figures.delayMs));
    m_rate->setText(parts.join(QStringLiteral(" · ")));
}

void BufferBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_bar->setVisible(width() >= 520);
    m_rate->setVisible(width() >= 420);
}

} // namespace spillway::ui
