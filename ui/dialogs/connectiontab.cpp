// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/connectiontab.h"

#include "core/profile/connectionsettings.h"
#include "ui/dialogs/filecheck.h"
#include "ui/dialogs/formrow.h"
#include "ui/dialogs/secretfield.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace spillway::ui {

namespace {

const QString Protocol = QStringLiteral("security.protocol");
const QString Mechanism = QStringLiteral("sasl.mechanism");
const QString User = QStringLiteral("sasl.username");
const QString Password = QStringLiteral("sasl.password");
const QString Ca = QStringLiteral("ssl.ca.location");
const QString Certificate = QStringLiteral("ssl.certificate.location");
const QString Key = QStringLiteral("ssl.key.location");
const QString KeyPassword = QStringLiteral("ssl.key.password");

QString valueOf(const ConnectionProfile& profile, const QString& name)
{
    const auto at = profile.properties.find(name);
    return at == profile.properties.end() ? QString() : at->second;
}

void choose(QComboBox* box, const QString& text)
{
    int at = box->findText(text, Qt::MatchFixedString);
    if (at < 0) { // something this form does not offer, e.g. GSSAPI: kept as it is
        box->addItem(text);
        at = box->count() - 1;
    }
    box->setCurrentIndex(at);
}

QString fileProblem(FileCheck& files, const QString& path, bool orFolder)
{
    if (path.isEmpty() || (orFolder && path == QLatin1String("probe")))
        return {};
    switch (files.of(path, orFolder)) {
    case FileCheck::Answer::NotWhole:
        return ConnectionTab::tr("Give the whole path, from / on.");
    case FileCheck::Answer::Missing:
        return ConnectionTab::tr("There is no such file.");
    case FileCheck::Answer::NoFile:
        return ConnectionTab::tr("This is no file.");
    case FileCheck::Answer::Unreadable:
        return ConnectionTab::tr("You may not read this file.");
    case FileCheck::Answer::Good:
        break;
    }
    return {};
}

} // namespace

ProfileTab::ProfileTab(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
}

QGridLayout* ProfileTab::makeGrid()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 116);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    column->addStretch(1);
    return grid;
}

const QStringList& ConnectionTab::properties()
{
    static const QStringList names{ Protocol, Mechanism, User, Ca, Certificate, Key };
    return names;
}

ConnectionTab::ConnectionTab(const Theme& theme, QWidget* parent)
    : ProfileTab(theme, parent)
    , m_files(new FileCheck(this))
    , m_name(new QLineEdit)
    , m_servers(new QLineEdit)
    , m_protocol(new QComboBox)
    , m_mechanism(new QComboBox)
    , m_user(new QLineEdit)
    , m_password(new SecretField(theme, tr("Password")))
    , m_keyPassword(new SecretField(theme, tr("Key password")))
    , m_readOnly(new QCheckBox(tr("Read-only: refuse every change")))
    , m_production(new QCheckBox(tr("Mark as production")))
{
    connect(m_files, &FileCheck::changed, this, &ConnectionTab::filesChecked);
    m_name->setObjectName(QStringLiteral("name"));
    m_servers->setObjectName(QStringLiteral("servers"));
    m_user->setObjectName(QStringLiteral("user"));
    m_password->edit().setObjectName(QStringLiteral("password"));
    m_protocol->setObjectName(QStringLiteral("protocol"));
    m_mechanism->setObjectName(QStringLiteral("mechanism"));
    m_readOnly->setObjectName(QStringLiteral("readOnly"));
    m_production->setObjectName(QStringLiteral("production"));
    m_name->setMaxLength(100);
    m_servers->setFont(theme.monoFont());
    m_servers->setPlaceholderText(QStringLiteral("host:9092,host:9092"));
    m_protocol->addItems({ QStringLiteral("PLAINTEXT"), QStringLiteral("SSL"), QStringLiteral("SASL_PLAINTEXT"),
        QStringLiteral("SASL_SSL") });
    m_mechanism->addItems(
        { QStringLiteral("PLAIN"), QStringLiteral("SCRAM-SHA-256"), QStringLiteral("SCRAM-SHA-512") });
    m_protocol->setAccessibleName(tr("Security protocol"));
    m_mechanism->setAccessibleName(tr("SASL mechanism"));

    m_mechanismPart = new QWidget;
    auto* mechanism = new QHBoxLayout(m_mechanismPart);
    mechanism->setContentsMargins(8, 0, 0, 0);
    mechanism->setSpacing(12);
    mechanism->addWidget(plainLabel(tr("Mechanism")));
    mechanism->addWidget(m_mechanism);
    auto* security = new QWidget;
    auto* securityRow = new QHBoxLayout(security);
    securityRow->setContentsMargins(0, 0, 0, 0);
    securityRow->addWidget(m_protocol);
    securityRow->addWidget(m_mechanismPart);
    securityRow->addStretch(1);
    auto* safety = new QWidget;
    auto* safetyRow = new QHBoxLayout(safety);
    safetyRow->setContentsMargins(0, 4, 0, 4);
    safetyRow->setSpacing(24);
    safetyRow->addWidget(m_readOnly);
    safetyRow->addWidget(m_production);
    safetyRow->addStretch(1);

    QWidget* ca = file(m_ca, QStringLiteral("ca"), tr("CA certificate"));
    QWidget* certificate = file(m_certificate, QStringLiteral("certificate"), tr("Client certificate"));
    QWidget* key = file(m_key, QStringLiteral("key"), tr("Client key"));
    m_ca->setPlaceholderText(tr("the system's"));
    m_certificate->setPlaceholderText(tr("none"));
    m_key->setPlaceholderText(tr("none"));

    QGridLayout* grid = makeGrid();
    const auto row = [&](FormRow*& made, QWidget* input, const QString& name, QWidget* outlined = nullptr) {
        made = new FormRow(theme, input, outlined);
        made->addTo(grid, name);
    };
    row(m_nameRow, m_name, tr("Name"));
    row(m_serversRow, m_servers, tr("Bootstrap servers"));
    row(m_securityRow, security, tr("Security"));
    row(m_userRow, m_user, tr("User name"));
    row(m_passwordRow, m_password, tr("Password"), &m_password->edit());
    row(m_caRow, ca, tr("CA certificate"), m_ca);
    row(m_certificateRow, certificate, tr("Client certificate"), m_certificate);
    row(m_keyRow, key, tr("Client key"), m_key);
    row(m_keyPasswordRow, m_keyPassword, tr("Key password"), &m_keyPassword->edit());
    FormRow* safetyLine = nullptr;
    row(safetyLine, safety, tr("Safety"));

    for (QLineEdit* edit : { m_name, m_servers, m_user, m_ca, m_certificate, m_key })
        connect(edit, &QLineEdit::textChanged, this, &ProfileTab::changed);
    for (SecretField* secret : { m_password, m_keyPassword })
        connect(secret, &SecretField::changed, this, &ProfileTab::changed);
    connect(m_certificate, &QLineEdit::textChanged, this, &ConnectionTab::showFields);
    connect(m_protocol, &QComboBox::currentTextChanged, this, [this] {
        showFields();
        emit changed();
    });
    connect(m_mechanism, &QComboBox::currentTextChanged, this, &ProfileTab::changed);
    connect(m_readOnly, &QCheckBox::toggled, this, &ProfileTab::changed);
    connect(m_production, &QCheckBox::toggled, this, [this](bool production) {
        if (production && !m_loading) { // the safe side first; both can be unchecked again
            m_readOnly->setChecked(true);
            emit productionMarked();
        }
        emit changed();
    });
    showFields();
}

QWidget* ConnectionTab::file(QLineEdit*& edit, const QString& name, const QString& title)
{
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    edit = new QLineEdit(part);
    edit->setObjectName(name);
    edit->setFont(m_theme.monoFont());
    edit->setAccessibleName(title);
    QPushButton* choose = plainButton(m_theme, tr("Choose…"), part);
    choose->setAccessibleName(tr("Choose the file: %1").arg(title));
    row->addWidget(edit, 1);
    row->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this, edit, title] { chooseFile(edit, title); });
    return part;
}

void ConnectionTab::chooseFile(QLineEdit* edit, const QString& title)
{
    auto* dialog = new QFileDialog(window(), title, QFileInfo(edit->text()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("PEM files (*.pem *.crt *.cer *.key)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
    dialog->open();
}

bool ConnectionTab::sasl() const
{
    return m_protocol->currentText().startsWith(QLatin1String("SASL"));
}

bool ConnectionTab::tls() const
{
    return m_protocol->currentText().endsWith(QLatin1String("SSL"));
}

void ConnectionTab::showFields()
{
    m_mechanismPart->setVisible(sasl());
    m_userRow->setRowVisible(sasl());
    m_passwordRow->setRowVisible(sasl());
    m_caRow->setRowVisible(tls());
    m_certificateRow->setRowVisible(tls());
    const bool certificate = tls() && (!m_certificate->text().isEmpty() || !m_key->text().isEmpty());
    m_keyRow->setRowVisible(certificate);
    m_keyPasswordRow->setRowVisible(certificate);
}

void ConnectionTab::load(const ConnectionProfile& profile)
{
    const QSignalBlocker quiet(this);
    m_loading = true;
    m_name->setText(profile.name);
    m_servers->setText(profile.bootstrapServers);
    const QString protocol = valueOf(profile, Protocol).toUpper();
    choose(m_protocol, protocol.isEmpty() ? QStringLiteral("PLAINTEXT") : protocol);
    const QString mechanism = valueOf(profile, Mechanism);
    choose(m_mechanism, mechanism.isEmpty() ? QStringLiteral("PLAIN") : mechanism);
    m_user->setText(valueOf(profile, User));
    m_ca->setText(valueOf(profile, Ca));
    m_certificate->setText(valueOf(profile, Certificate));
    m_key->setText(valueOf(profile, Key));
    m_production->setChecked(profile.production);
    m_readOnly->setChecked(profile.readOnly);
    for (SecretField* secret : { m_password, m_keyPassword })
        secret->clearInput();
    showFields();
    m_loading = false;
}

void ConnectionTab::store(ConnectionProfile& profile) const
{
    profile.name = m_name->text().trimmed();
    profile.bootstrapServers = m_servers->text().trimmed();
    const auto set = [&](const QString& name, const QString& value, bool wanted) {
        if (wanted && !value.isEmpty())
            profile.properties[name] = value;
        else
            profile.properties.erase(name);
    };
    const bool plain = m_protocol->currentText() == QLatin1String("PLAINTEXT");
    if (valueOf(profile, Protocol).compare(m_protocol->currentText(), Qt::CaseInsensitive) != 0)
        set(Protocol, m_protocol->currentText(), !plain || !valueOf(profile, Protocol).isEmpty());
    set(Mechanism, m_mechanism->currentText(), sasl());
    set(User, m_user->text(), sasl());
    set(Ca, m_ca->text(), tls());
    set(Certificate, m_certificate->text(), tls());
    set(Key, m_key->text(), tls());
    profile.readOnly = m_readOnly->isChecked();
    profile.production = m_production->isChecked();
}

std::vector<std::pair<QString, SecretField*>> ConnectionTab::secrets() const
{
    std::vector<std::pair<QString, SecretField*>> fields;
    if (sasl())
        fields.emplace_back(Password, m_password);
    if (tls() && (!m_certificate->text().isEmpty() || !m_key->text().isEmpty()))
        fields.emplace_back(KeyPassword, m_keyPassword);
    return fields;
}

void ConnectionTab::replaceHost(const QString& host, const QString& name)
{
    QStringList addresses = m_servers->text().split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (QString& address : addresses) {
        address = address.trimmed();
        const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
        QString before = address.left(colon);
        if (before.startsWith(QLatin1Char('[')) && before.endsWith(QLatin1Char(']')))
            before = before.mid(1, before.size() - 2);
        if (colon > 0 && before.compare(host, Qt::CaseInsensitive) == 0)
            address = name + address.mid(colon);
    }
    m_servers->setText(addresses.join(QLatin1Char(',')));
}

bool ConnectionTab::check()
{
    const QString name = m_name->text().trimmed();
    m_nameRow->setProblem(name.isEmpty()                  ? tr("A connection needs a name.")
            : m_taken.contains(name, Qt::CaseInsensitive) ? tr("Another connection has this name.")
                                                          : QString());
    const QString servers = bootstrapProblem(m_servers->text().trimmed());
    m_serversRow->setProblem(
        servers.isEmpty() ? QString() : tr("The list %1. It is HOST:PORT, several with a comma between.").arg(servers));
    m_userRow->setProblem(sasl() && m_user->text().isEmpty() && m_mechanism->currentText() != QLatin1String("GSSAPI")
                && m_mechanism->currentText() != QLatin1String("OAUTHBEARER")
            ? tr("%1 needs a user name.").arg(m_mechanism->currentText())
            : QString());
    m_caRow->setProblem(tls() ? fileProblem(*m_files, m_ca->text(), true) : QString());
    QString certificate = tls() ? fileProblem(*m_files, m_certificate->text(), false) : QString();
    if (tls() && certificate.isEmpty() && m_certificate->text().isEmpty() && !m_key->text().isEmpty())
        certificate = tr("A key without its certificate is of no use.");
    m_certificateRow->setProblem(certificate);
    QString key = tls() ? fileProblem(*m_files, m_key->text(), false) : QString();
    if (tls() && key.isEmpty() && m_key->text().isEmpty() && !m_certificate->text().isEmpty())
        key = tr("The certificate needs its private key.");
    m_keyRow->setProblem(key);
    for (const FormRow* row : { m_nameRow, m_serversRow, m_userRow, m_caRow, m_certificateRow, m_keyRow })
        if (!row->problem().isEmpty())
            return false;
    return true;
}

} // namespace spillway::ui
