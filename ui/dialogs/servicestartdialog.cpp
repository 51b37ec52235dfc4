// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/servicestartdialog.h"

#include "core/serde/text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace spillway::ui {

ServiceStartDialog::ServiceStartDialog(
    const Theme& theme, const ServiceFacts& facts, const QString& cluster, bool typeName, QWidget* parent)
    : QDialog(parent)
{
    const QString name = visibleText(cluster);
    setWindowTitle(QStringLiteral("Start the Kafka service"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(600);
    auto* title = plainLabel(QStringLiteral("Start the Kafka service on %1?").arg(name), this);
    title->setFont(theme.pageFont());
    title->setWordWrap(true);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    const auto line = [&](const QString& what, const QString& text) {
        const int row = grid->rowCount();
        auto* label = plainLabel(what, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        auto* value = plainLabel(text, this);
        value->setWordWrap(true);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
    };
    line(QStringLiteral("Creates"),
        QStringLiteral("what is missing of %1 topics %2.*, each with %3 partitions and replication factor %4; existing "
                       "ones stay as they are")
            .arg(facts.topics.size())
            .arg(visibleText(facts.topicPrefix))
            .arg(facts.partitions)
            .arg(facts.replicationFactor));
    QStringList groups;
    for (const QString& group : facts.groups)
        groups << visibleText(group);
    line(QStringLiteral("Joins"),
        QStringLiteral("the consumer groups %1, and commits their offsets").arg(groups.join(QStringLiteral(", "))));
    line(QStringLiteral("Writes"),
        QStringLiteral("events you publish, events its processors derive, and dead letters of what cannot be handled"));
    line(QStringLiteral("Ends"), QStringLiteral("when you stop it, leave the cluster or quit: it drains and commits"));
    auto* box = new QDialogButtonBox(this);
    auto* cancel = plainButton(theme, QStringLiteral("Cancel"), box);
    m_start = primaryButton(theme, QStringLiteral("Start the service"), box);
    box->addButton(cancel, QDialogButtonBox::RejectRole);
    box->addButton(m_start, QDialogButtonBox::AcceptRole);
    cancel->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 16);
    column->setSpacing(12);
    column->addWidget(title);
    column->addLayout(grid);
    if (typeName) {
        auto* row = new QHBoxLayout;
        m_name = new QLineEdit(this);
        m_name->setFont(theme.monoFont());
        m_name->setAccessibleName(QStringLiteral("Name of the connection, to confirm"));
        row->addWidget(plainLabel(QStringLiteral("Type %1 to confirm").arg(name), this));
        row->addWidget(m_name, 1);
        column->addLayout(row);
        m_start->setEnabled(false);
        connect(m_name, &QLineEdit::textChanged, this,
            [this, name](const QString& text) { m_start->setEnabled(text.trimmed() == name); });
        m_name->setFocus();
    }
    column->addWidget(box);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, [this] {
        m_start->setEnabled(false);
        emit confirmed();
        accept();
    });
}

} // namespace spillway::ui
