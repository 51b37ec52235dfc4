// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/profileform.h"

#include "ui/dialogs/connectiontab.h"
#include "ui/dialogs/displaytab.h"
#include "ui/dialogs/propertiestab.h"
#include "ui/dialogs/registrytab.h"
#include "ui/dialogs/testpanel.h"
#include "ui/theme/icon.h"
#include "ui/theme/theme.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

/// A short window scrolls the fields instead of squeezing them.
QScrollArea* scrolling(QWidget* content, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

} // namespace

ProfileForm::ProfileForm(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_connection(new ConnectionTab(theme))
    , m_properties(new PropertiesTab(theme))
    , m_bar(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_test(new TestPanel(theme))
{
    m_bar->setDrawBase(true);
    m_bar->setExpanding(false);
    auto* display = new DisplayTab(theme);
    m_tabs = { m_connection, new RegistryTab(theme), display, m_properties };
    connect(m_connection, &ConnectionTab::productionMarked, display, &DisplayTab::confirmTwice);
    connect(m_test, &TestPanel::nameTaken, m_connection, &ConnectionTab::replaceHost);
    connect(m_connection, &ConnectionTab::filesChecked, this, [this] {
        check();
        emit checkedAgain();
    });
    const QString titles[] = { tr("Connection"), tr("Registry"), tr("Display"), tr("More properties") };
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        m_bar->addTab(titles[i]);
        connect(m_tabs[i], &ProfileTab::changed, this, [this] {
            check();
            if (!m_loading)
                emit changed();
        });
    }
    auto* first = new QWidget;
    auto* firstColumn = new QVBoxLayout(first);
    firstColumn->setContentsMargins(0, 0, 0, 0);
    firstColumn->setSpacing(0);
    firstColumn->addWidget(m_connection);
    auto* testRow = new QVBoxLayout;
    testRow->setContentsMargins(16, 0, 16, 12);
    testRow->addWidget(m_test);
    firstColumn->addLayout(testRow);
    firstColumn->addStretch(1);
    m_stack->addWidget(scrolling(first, m_stack));
    m_stack->addWidget(scrolling(m_tabs[1], m_stack));
    m_stack->addWidget(scrolling(m_tabs[2], m_stack));
    m_stack->addWidget(m_properties);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(16, 0, 16, 0);
    bar->addWidget(m_bar);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_stack, 1);
    connect(m_bar, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

void ProfileForm::setProfile(const ConnectionProfile& profile, const QStringList& takenNames)
{
    m_loading = true;
    m_loaded = profile;
    m_connection->setTakenNames(takenNames);
    for (ProfileTab* tab : m_tabs)
        tab->load(profile);
    m_test->clear();
    m_loading = false;
    check();
}

void ProfileForm::setSaved(const ConnectionProfile& profile)
{
    m_loaded = profile;
    for (const SecretEntry& entry : secrets())
        entry.field->clearInput();
    check();
}

ConnectionProfile ProfileForm::profile() const
{
    ConnectionProfile made = m_loaded;
    // properties first: it takes the list as a whole, and the fields of the others go on top
    m_properties->store(made);
    for (const ProfileTab* tab : m_tabs)
        if (tab != m_properties)
            tab->store(made);
    QStringList names;
    for (const QString& name : made.secretNames)
        if (name != QLatin1String("sasl.password") && name != QLatin1String("ssl.key.password")
            && name != QLatin1String(RegistryPassword))
            names << name; // has no field: stays
    for (const SecretEntry& entry : secrets())
        if (entry.field->willExist() || (m_loaded.secretNames.contains(entry.name) && !entry.field->isForgotten()))
            names << entry.name;
    names.sort();
    made.secretNames = names;
    return made;
}

bool ProfileForm::isDirty() const
{
    for (const SecretEntry& entry : secrets())
        if (entry.field->hasInput() || entry.field->isForgotten())
            return true;
    return profile() != m_loaded;
}

std::vector<ProfileForm::SecretEntry> ProfileForm::secrets() const
{
    std::vector<SecretEntry> all;
    for (const ProfileTab* tab : m_tabs)
        for (const auto& [name, field] : tab->secrets())
            all.push_back({ name, field });
    return all;
}

SecretField* ProfileForm::secret(const QString& name) const
{
    for (const SecretEntry& entry : secrets())
        if (entry.name == name)
            return entry.field;
    return nullptr;
}

void ProfileForm::setTab(int index)
{
    m_bar->setCurrentIndex(index);
}

void ProfileForm::check()
{
    m_valid = true;
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        const bool ok = m_tabs[i]->check();
        m_valid = m_valid && ok;
        m_bar->setTabIcon(int(i), ok ? QIcon() : statusIcon(m_theme, Status::Error));
    }
    const int more = m_properties->count();
    m_bar->setTabText(3, more > 0 ? tr("More properties %1").arg(more) : tr("More properties"));
    m_test->setRefusal(m_valid ? QString() : tr("Correct the marked fields first."));
}

} // namespace spillway::ui
