// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/textdialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeview.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

TextDialog::TextDialog(const Theme& theme, const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_view(new CodeView(theme, this))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(860, 520);
    m_view->setAccessibleName(title);
    m_view->setPayload(rawPayload(text.toStdString()));
    auto* box = new QDialogButtonBox(this);
    auto* copy = plainButton(theme, QStringLiteral("Copy"), box, QStringLiteral("copy"));
    auto* close = plainButton(theme, QStringLiteral("Close"), box);
    box->addButton(copy, QDialogButtonBox::ActionRole);
    box->addButton(close, QDialogButtonBox::RejectRole);
    close->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->addWidget(m_view, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 0, 12, 0);
    foot->addWidget(box);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text); });
}

} // namespace spillway::ui
