// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/importpanel.h"

#include "core/serde/text.h"
#include "ui/models/importmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace spillway::ui {

ImportPanel::ImportPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_model(new ImportModel(this))
    , m_table(new TableView(theme, TableView::Density::Regular, this))
    , m_title(plainLabel({}, this))
    , m_counts(plainLabel({}, this))
    , m_banner(new Banner(theme, this))
    , m_name(new QLineEdit(this))
    , m_import(primaryButton(theme, tr("Import as read-only"), this))
{
    m_title->setFont(theme.sectionFont());
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    m_counts->setWordWrap(true);
    m_table->setModel(m_model);
    m_table->setNumberColumn(ImportModel::LineColumn, 44);
    m_table->setTextColumn(ImportModel::SourceColumn, 140, { Qt::ElideRight, true });
    m_table->setStatusColumn(ImportModel::OutcomeColumn, 112);
    m_table->setTextColumn(ImportModel::TakenColumn, 170, { Qt::ElideRight, true });
    m_table->setTextColumn(ImportModel::ReasonColumn, 160);
    m_table->setStretchColumn(ImportModel::ReasonColumn);
    m_table->setAccessibleName(tr("Lines of the file"));
    m_name->setObjectName(QStringLiteral("importName"));
    m_name->setMaxLength(100);
    m_name->setAccessibleName(tr("Name of the connection"));
    m_import->setObjectName(QStringLiteral("import"));
    QPushButton* back = plainButton(theme, tr("Back"), this);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(plainLabel(tr("Name"), this));
    foot->addWidget(m_name, 1);
    foot->addWidget(back);
    foot->addWidget(m_import);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_counts);
    column->addWidget(m_banner);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    connect(back, &QPushButton::clicked, this, [this] {
        clear();
        emit rejected();
    });
    connect(m_name, &QLineEdit::textChanged, this, &ImportPanel::check);
    connect(m_import, &QPushButton::clicked, this, [this] {
        ImportPreview wanted = std::move(m_preview);
        wanted.profile.name = m_name->text().trimmed();
        clear();
        emit accepted(wanted);
    });
}

void ImportPanel::showPreview(ImportPreview preview, const QString& file, const QString& name)
{
    using Outcome = ImportedProperty::Outcome;
    m_preview = std::move(preview);
    m_model->setProperties(m_preview.properties);
    m_title->setText(tr("Import %1").arg(visibleText(QFileInfo(file).fileName())));
    QStringList counts;
    for (const auto outcome : { Outcome::Accepted, Outcome::Translated, Outcome::SecretFound, Outcome::Ignored,
             Outcome::Refused, Outcome::Dangerous })
        if (const int count = m_preview.count(outcome); count > 0)
            counts << QStringLiteral("%1 %2").arg(count).arg(outcomeName(outcome));
    m_counts->setText(tr("%1: %2. Nothing has been stored yet; secrets go to the keyring, the file stays as it is.")
                          .arg(m_preview.format == ImportFormat::JavaProperties ? tr("Java client properties")
                                                                                : tr("librdkafka properties"),
                              counts.join(QStringLiteral(", "))));
    m_name->setText(name);
    if (const auto ok = m_preview.acceptable(); !ok)
        m_banner->showMessage(Status::Error, tr("This file cannot be imported."),
            visibleText(ok.error().message) + QStringLiteral("; ") + visibleText(ok.error().hint));
    else
        m_banner->hide();
    check();
}

void ImportPanel::clear()
{
    m_preview = {};
    m_model->setProperties({});
    m_banner->hide();
    check();
}

void ImportPanel::check()
{
    m_import->setEnabled(m_preview.acceptable().has_value() && !m_name->text().trimmed().isEmpty());
}

} // namespace spillway::ui
