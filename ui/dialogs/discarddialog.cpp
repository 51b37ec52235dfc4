// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/discarddialog.h"

#include "core/serde/text.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

DiscardDialog::DiscardDialog(const Theme& theme, qint64 count, const QString& topic, QWidget* parent)
    : QDialog(parent)
    , m_reason(new QLineEdit(this))
{
    const QString records = QStringLiteral("%1 %2").arg(
        format::count(count), count == 1 ? QStringLiteral("letter") : QStringLiteral("letters"));
    setWindowTitle(QStringLiteral("Discard dead letters"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(520);
    auto* title = plainLabel(QStringLiteral("Mark %1 of %2 as discarded?").arg(records, visibleText(topic)), this);
    title->setFont(theme.pageFont());
    title->setWordWrap(true);
    auto* what = plainLabel(QStringLiteral("A mark in the journal on this machine: the records stay in the topic, and "
                                           "they can be opened again."),
        this);
    what->setForegroundRole(QPalette::PlaceholderText);
    what->setWordWrap(true);
    m_reason->setPlaceholderText(QStringLiteral("Why, e.g. test orders of 20 November"));
    m_reason->setMaxLength(500);
    m_reason->setAccessibleName(QStringLiteral("Reason"));
    auto* box = new QDialogButtonBox(this);
    auto* cancel = plainButton(theme, QStringLiteral("Cancel"), box);
    m_discard = destructiveButton(theme, QStringLiteral("Discard %1").arg(records), box);
    box->addButton(cancel, QDialogButtonBox::RejectRole);
    box->addButton(m_discard, QDialogButtonBox::AcceptRole);
    cancel->setDefault(true);
    m_discard->setEnabled(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(what);
    column->addWidget(m_reason);
    column->addWidget(box);
    connect(m_reason, &QLineEdit::textChanged, this,
        [this](const QString& text) { m_discard->setEnabled(!text.trimmed().isEmpty()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_discard, &QPushButton::clicked, this, [this] {
        emit confirmed(m_reason->text().trimmed());
        accept();
    });
    m_reason->setFocus();
}

} // namespace spillway::ui
