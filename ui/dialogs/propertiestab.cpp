// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/propertiestab.h"

#include "core/profile/allowlist.h"
#include "ui/dialogs/connectiontab.h"
#include "ui/models/propertymodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/tableview.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace spillway::ui {

namespace {

/// The editor of names offers those that are accepted.
class NameDelegate : public TextDelegate {
public:
    using TextDelegate::TextDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QWidget* editor = TextDelegate::createEditor(parent, option, index);
        if (auto* edit = qobject_cast<QLineEdit*>(editor)) {
            auto* completer = new QCompleter(acceptedProperties(), edit);
            completer->setFilterMode(Qt::MatchContains);
            edit->setCompleter(completer);
        }
        return editor;
    }
};

} // namespace

PropertiesTab::PropertiesTab(const Theme& theme, QWidget* parent)
    : ProfileTab(theme, parent)
    , m_model(new PropertyModel(ConnectionTab::properties(), this))
    , m_table(new TableView(theme, TableView::Density::Regular, this))
    , m_secrets(plainLabel({}, this))
{
    m_table->setModel(m_model);
    m_table->setTextColumn(PropertyModel::NameColumn, 210, { .mono = true });
    m_table->setTextColumn(PropertyModel::ValueColumn, 130, { .mono = true });
    m_table->setTextColumn(PropertyModel::ReasonColumn, 200);
    m_table->setStretchColumn(PropertyModel::ReasonColumn);
    m_table->setItemDelegateForColumn(
        PropertyModel::NameColumn, new NameDelegate(theme, TextDelegate::Look{ .mono = true }, m_table));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
        | QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_table->setAccessibleName(tr("Properties"));
    QPushButton* remove = plainButton(theme, tr("Remove"), this, QStringLiteral("trash"));
    m_secrets->setForegroundRole(QPalette::PlaceholderText);
    m_secrets->setWordWrap(true);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_secrets, 1);
    foot->addWidget(remove);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    connect(remove, &QPushButton::clicked, this, [this] { m_model->removeProperty(m_table->currentIndex().row()); });
    connect(m_model, &PropertyModel::edited, this, &ProfileTab::changed);
}

void PropertiesTab::load(const ConnectionProfile& profile)
{
    m_model->setProperties(profile.properties);
    QStringList others;
    for (const QString& name : profile.secretNames)
        if (name != QLatin1String("sasl.password") && name != QLatin1String("ssl.key.password")
            && name != QLatin1String(RegistryPassword))
            others << name;
    m_secrets->setText(others.isEmpty()
            ? tr("Only properties Spillway knows to be harmless are accepted.")
            : tr("Also set, as secrets in the keyring: %1.").arg(others.join(QStringLiteral(", "))));
}

void PropertiesTab::store(ConnectionProfile& profile) const
{
    std::map<QString, QString> all;
    for (const QString& name : ConnectionTab::properties())
        if (const auto at = profile.properties.find(name); at != profile.properties.end())
            all.insert(*at);
    all.merge(m_model->properties());
    profile.properties = std::move(all);
}

bool PropertiesTab::check()
{
    return !m_model->hasProblem();
}

int PropertiesTab::count() const
{
    return m_model->count();
}

} // namespace spillway::ui
