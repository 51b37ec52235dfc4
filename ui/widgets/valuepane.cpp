// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/valuepane.h"

#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/factvalue.h"
#include "ui/widgets/filterfield.h"
#include "ui/widgets/hexview.h"
#include "ui/widgets/jsontree.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/statuslabel.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedLayout>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace spillway::ui {

namespace {

// Below these the toolbar gives up the word on its button, then the find field (Ctrl+Shift+F brings it back).
constexpr int widthForWords = 450;
constexpr int widthForFind = 380;
constexpr int leastWidth = 280;

} // namespace

ValuePane::ValuePane(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabBar(this))
    , m_find(new FilterField(theme, tr("Find in record"), this))
    , m_copy(flatButton(theme, tr("Copy"), this, QStringLiteral("copy")))
    , m_menu(new QMenu(this))
    , m_noticeBar(new QWidget(this))
    , m_notice(new StatusLabel(theme, m_noticeBar))
    , m_stack(new QStackedLayout)
    , m_code(new CodeView(theme, this))
    , m_hex(new HexView(theme, this))
    , m_tree(new JsonTree(theme, this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setMinimumWidth(leastWidth);

    auto* nothing = plainLabel(tr("Select a record to see it here."), this);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    auto* wordPage = new QWidget(this);
    auto* wordLayout = new QVBoxLayout(wordPage);
    wordLayout->setContentsMargins(16, 12, 16, 12);
    m_word = new FactValue(theme, wordPage);
    m_word->setAccessibleName(tr("Value"));
    wordLayout->addWidget(m_word);
    wordLayout->addStretch();
    m_stack->addWidget(nothing); // in the order of Shown
    m_stack->addWidget(wordPage);
    m_stack->addWidget(m_code);
    m_stack->addWidget(m_hex);
    m_stack->addWidget(m_tree);

    auto* noticeLayout = new QHBoxLayout(m_noticeBar);
    noticeLayout->setContentsMargins(16, 4, 12, 4);
    noticeLayout->addWidget(m_notice);
    m_noticeBar->setAutoFillBackground(true);
    m_noticeBar->setBackgroundRole(QPalette::AlternateBase);

    auto* bar = new QWidget(this);
    buildToolbar(bar);
    auto* line = new QFrame(this);
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(line);
    layout->addWidget(m_noticeBar);
    layout->addLayout(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        refresh();
        emit tabChanged(tab());
    });
    clear();
}

void ValuePane::buildToolbar(QWidget* bar)
{
    m_tabs->addTab(tr("Pretty"));
    m_tabs->addTab(tr("Tree"));
    m_tabs->addTab(tr("Raw"));
    m_tabs->addTab(tr("Hex"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setAccessibleName(tr("View of the value"));
    for (int i = 0; i < m_tabs->count(); ++i)
        m_tabs->setTabToolTip(i, plainTooltip(tr("Key %1").arg(i + 1)));

    m_find->setIconName(QStringLiteral("browser"));
    m_find->setAccessibleName(tr("Find in record"));
    m_find->setMinimumWidth(90);
    m_find->setMaximumWidth(220);
    makeCompact(m_theme, m_find);
    connect(m_find, &FilterField::filterChanged, this, &ValuePane::find);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { findNext(1); });

    makeCompact(m_theme, m_copy);
    m_copy->setAccessibleName(tr("Copy"));
    m_copy->setToolTip(plainTooltip(tr("Copy the value, byte for byte")));
    connect(m_copy, &QPushButton::clicked, this, &ValuePane::copyValue);

    m_menu->addAction(tr("Copy as Base64"), this, [this] {
        QApplication::clipboard()->setText(QString::fromLatin1(m_value.value_or(QByteArray()).toBase64()));
        emit reported(tr("Copied as Base64"));
    });
    m_menu->addAction(tr("Save value…"), this, &ValuePane::chooseFile);
    m_more = iconButton(m_theme, QStringLiteral("more"), tr("More for this record"), this);
    makeCompact(m_theme, m_more);
    connect(m_more, &QToolButton::clicked, this,
        [this] { m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });

    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(6);
    layout->addWidget(m_tabs, 0, Qt::AlignBottom);
    layout->addStretch();
    layout->addWidget(m_find, 1);
    layout->addWidget(m_copy);
    layout->addWidget(m_more);
}

void ValuePane::setValue(
    const std::optional<QByteArray>& value, const spillway::Detection& detection, const QString& fileName)
{
    m_hasRecord = true;
    m_value = value;
    m_detection = detection;
    m_fileName = fileName;
    refresh();
}

void ValuePane::clear()
{
    m_hasRecord = false;
    m_value.reset();
    m_detection = {};
    refresh();
}

ValuePane::Tab ValuePane::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}
void ValuePane::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
}

void ValuePane::startFind()
{
    m_find->show();
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void ValuePane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_copy->setText(width() < widthForWords ? QString() : tr("Copy"));
    m_find->setVisible(width() >= widthForFind);
}

void ValuePane::refresh()
{
    const bool hasBytes = m_hasRecord && m_value && !m_value->isEmpty();
    m_copy->setEnabled(hasBytes);
    m_more->setEnabled(m_hasRecord);
    const auto own = m_menu->actions().mid(0, 2);
    for (QAction* action : own)
        action->setEnabled(m_hasRecord && m_value.has_value());
    m_find->setEnabled(hasBytes);
    say({});
    // What is out of sight need not stay in memory.
    m_code->setPayload({});
    m_hex->setBytes({});
    m_tree->setJson({});
    if (!hasBytes) {
        if (m_hasRecord && !m_value)
            m_word->setContent({ tr("tombstone: the record says that its key is gone"), tr("null"), false, false });
        else if (m_hasRecord)
            m_word->setContent({ tr("a value of 0 bytes, which is not null"), tr("empty"), false, false });
        m_stack->setCurrentIndex(int(m_hasRecord ? Shown::Word : Shown::Nothing));
        return;
    }
    if (tab() == Tab::Hex)
        showHex({});
    else if (tab() == Tab::Tree && isJson())
        showTree();
    else if (tab() != Tab::Raw && m_detection.kind == spillway::PayloadKind::Binary && m_detection.decoded.isEmpty())
        showHex(tr("Not text: %1. Shown in hex.").arg(m_detection.reason.section(QStringLiteral(", "), 1)));
    else
        showCode(tab());
    m_find->setEnabled(m_stack->currentIndex() != int(Shown::Tree));
    find(m_find->text());
}

void ValuePane::showCode(Tab tab)
{
    const bool decoded = tab == Tab::Pretty && !m_detection.decoded.isEmpty();
    const std::string_view bytes = spillway::bytesOf(decoded ? m_detection.decoded : *m_value);
    const bool json = decoded || m_detection.kind == spillway::PayloadKind::Json;
    PayloadText payload = tab == Tab::Pretty && json ? prettyPayload(bytes) : rawPayload(bytes);
    if (payload.leftOutBytes > 0)
        say(tr("First %1 of %2 shown. Copy and Save value take all of it.")
                .arg(format::bytes(double(bytes.size() - payload.leftOutBytes)), format::bytes(double(bytes.size()))));
    else if (tab == Tab::Tree)
        say(tr("Not JSON: there is no tree. Shown raw."));
    m_code->setPayload(std::move(payload));
    m_stack->setCurrentIndex(int(Shown::Code));
}

bool ValuePane::isJson() const
{
    return !m_detection.decoded.isEmpty() || m_detection.kind == spillway::PayloadKind::Json;
}

void ValuePane::showTree()
{
    m_tree->setJson(m_detection.decoded.isEmpty() ? *m_value : m_detection.decoded);
    m_stack->setCurrentIndex(int(Shown::Tree));
}

void ValuePane::showHex(const QString& why)
{
    say(why);
    m_hex->setBytes(*m_value);
    m_stack->setCurrentIndex(int(Shown::Hex));
}

void ValuePane::say(const QString& notice)
{
    m_notice->setStatus(Status::Note, notice);
    m_notice->setToolTip(plainTooltip(notice));
    m_noticeBar->setVisible(!notice.isEmpty());
}

QString ValuePane::notice() const
{
    return m_noticeBar->isHidden() ? QString() : m_notice->text();
}

void ValuePane::find(const QString& text)
{
    m_match = -1;
    m_matchCount = 0;
    if (m_stack->currentIndex() == int(Shown::Code)) {
        m_matchCount = m_code->find(text);
    } else if (m_stack->currentIndex() == int(Shown::Hex)) {
        const QByteArray bytes = text.toUtf8();
        const qsizetype at = text.isEmpty() ? -1 : m_value->indexOf(bytes);
        m_hex->mark(qMax(qsizetype(0), at), at < 0 ? 0 : bytes.size());
        m_find->setCountText(text.isEmpty() ? QString()
                : at < 0                    ? tr("none")
                                            : tr("byte %1").arg(format::count(qint64(at))));
        return;
    }
    if (m_matchCount > 0)
        findNext(1);
    else
        m_find->setCountText(text.isEmpty() ? QString() : tr("none"));
}

void ValuePane::findNext(int step)
{
    if (m_matchCount == 0)
        return;
    m_match = (m_match + step + m_matchCount) % m_matchCount;
    m_code->showMatch(m_match);
    const QString more = m_matchCount == CodeView::maxMatches ? QStringLiteral("+") : QString();
    m_find->setCountText(tr("%1 of %2").arg(m_match + 1).arg(m_matchCount) + more);
}

void ValuePane::copyValue()
{
    if (m_value)
        emit reported(copyBytes(*m_value));
}

QString copyBytes(const QByteArray& bytes)
{
    auto* copied = new QMimeData;
    const QString size = format::bytes(double(bytes.size()));
    const bool isText = spillway::isValidUtf8(spillway::bytesOf(bytes));
    if (isText) {
        copied->setText(QString::fromUtf8(bytes));
    } else {
        copied->setData(QStringLiteral("application/octet-stream"), bytes);
        copied->setText(QString::fromLatin1(bytes.toBase64()));
    }
    QApplication::clipboard()->setMimeData(copied);
    return isText ? ValuePane::tr("Copied %1").arg(size)
                  : ValuePane::tr("Copied %1, not UTF-8: as Base64 where text is pasted").arg(size);
}

spillway::Result<> ValuePane::saveValue(const QString& path) const
{
    QSaveFile file(path);
    const QByteArray bytes = m_value.value_or(QByteArray());
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return spillway::Failure(spillway::Error{ spillway::ErrorCode::Failed,
        tr("The value could not be written to %1: %2").arg(path, file.errorString()), {}, false, false });
}

void ValuePane::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Save value"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(m_fileName);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        const spillway::Result<> saved = saveValue(path);
        emit reported(saved ? tr("Saved %1").arg(path) : saved.error().message);
        if (!saved)
            say(saved.error().message);
    });
    dialog->open();
}

} // namespace spillway::ui
