// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/icon.h"

#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPaintDevice>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <memory>

namespace spillway::ui {

namespace {

constexpr int statusSize = 14;

/// Tints at the moment of painting, with the colour the token has then.
class TintedIconEngine : public QIconEngine {
public:
    TintedIconEngine(std::shared_ptr<const Tokens> tokens, QString name, Token color)
        : m_tokens(std::move(tokens))
        , m_name(std::move(name))
        , m_color(color)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = qMin(rect.width(), rect.height());
        const QPoint corner(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2);
        painter->drawPixmap(corner, tinted(size, painter->device()->devicePixelRatioF(), mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return tinted(qMin(size.width(), size.height()), 1.0, mode);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // `size` is in device pixels here; the caller sets the ratio of what it gets.
        QPixmap pixmap = tinted(qRound(qMin(size.width(), size.height()) / scale), scale, mode);
        return pixmap;
    }

    bool isNull() override { return m_name.isEmpty(); }
    QString key() const override { return QStringLiteral("spillway-tinted"); }
    QIconEngine* clone() const override { return new TintedIconEngine(*this); }

private:
    QPixmap tinted(int size, qreal ratio, QIcon::Mode mode) const
    {
        const QColor color = mode == QIcon::Disabled ? m_tokens->disabled : (*m_tokens).*m_color;
        return tintedPixmap(m_name, size, ratio, color, m_tokens->surface);
    }

    std::shared_ptr<const Tokens> m_tokens;
    QString m_name;
    Token m_color;
};

} // namespace

QIcon icon(const Theme& theme, const QString& name, Token color)
{
    return QIcon(new TintedIconEngine(theme.sharedTokens(), name, color));
}

QIcon statusIcon(const Theme& theme, Status status)
{
    return icon(theme, statusIconName(status), statusToken(status));
}

QPixmap tintedPixmap(const QString& name, int size, qreal devicePixelRatio, const QColor& color, const QColor& knockout)
{
    if (name.isEmpty() || size <= 0)
        return {};
    const QString key
        = QStringLiteral("spillway/%1/%2/%3/%4/%5")
              .arg(name, QString::number(size), QString::number(devicePixelRatio), color.name(), knockout.name());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;

    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray drawing = file.readAll();
    // With the quotes, so that neither replaces a part of the other's result.
    const auto quoted = [](const QByteArray& value) { return QByteArray("\"" + value + "\""); };
    drawing.replace(quoted(IconInk), quoted(color.name().toLatin1()));
    drawing.replace(quoted(IconKnockout), quoted(knockout.name().toLatin1()));
    QSvgRenderer renderer(drawing);
    pixmap = QPixmap(QSize(size, size) * devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paintStatus(QPainter* painter, const QRect& rect, Status status, const Tokens& tokens)
{
    if (status == Status::None)
        return;
    const QPixmap pixmap = tintedPixmap(statusIconName(status), statusSize, painter->device()->devicePixelRatioF(),
        tokens.*statusToken(status), tokens.surface);
    painter->drawPixmap(QPoint(rect.x(), rect.y() + (rect.height() - statusSize) / 2), pixmap);
}

} // namespace spillway::ui
