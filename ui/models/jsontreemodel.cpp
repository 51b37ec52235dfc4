// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/jsontreemodel.h"

#include "core/serde/text.h"
#include "ui/models/roles.h"
#include "ui/theme/format.h"

#include <utility>

namespace spillway::ui {

struct JsonTreeModel::Node {
    Node* parent = nullptr;
    int row = 0;
    int level = 0;
    std::string_view key; ///< as written, with its quotes; empty: an item of an array
    std::string_view value; ///< as written, from its first to its last byte
    qint64 more = 0; ///< not a value but the row that says how many are left out
    bool read = false;
    std::vector<std::unique_ptr<Node>> children;

    bool isContainer() const { return !value.empty() && (value.front() == '{' || value.front() == '['); }
    bool isEmptyContainer() const { return isContainer() && value.find_first_not_of(" \t\r\n", 1) == value.size() - 1; }
    bool opens() const { return isContainer() && !isEmptyContainer() && level < mostLevels; }
};

JsonTreeModel::JsonTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
{
}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setJson(const QByteArray& json)
{
    beginResetModel();
    m_root.reset();
    m_json = json;
    const std::string_view text = bytesOf(m_json);
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin != std::string_view::npos) {
        m_root = std::make_unique<Node>();
        m_root->value = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
        m_root->children = read(*m_root); // nobody asks for the first level
        m_root->read = true;
    }
    endResetModel();
}

std::vector<std::unique_ptr<JsonTreeModel::Node>> JsonTreeModel::read(Node& container)
{
    std::vector<std::unique_ptr<Node>> children;
    if (!container.opens())
        return children;
    qint64 more = 0;
    std::string_view key;
    JsonScanner scanner(container.value);
    JsonToken token;
    scanner.next(token); // the bracket
    while (scanner.next(token) && scanner.depth() > 0) {
        if (token.kind == JsonTokenKind::Key) {
            key = token.text;
            continue;
        }
        const bool opens = token.kind == JsonTokenKind::Punct && (token.text == "{" || token.text == "[");
        if (token.kind == JsonTokenKind::Punct && !opens)
            continue; // between values
        const char* const begin = token.text.data();
        while (scanner.depth() > 1 && scanner.next(token)) { } // to the end of an object or array
        const char* const end = token.text.data() + token.text.size();
        if (children.size() >= std::size_t(mostChildren)) {
            ++more;
            continue;
        }
        auto child = std::make_unique<Node>();
        child->parent = &container;
        child->row = int(children.size());
        child->level = container.level + 1;
        child->key = std::exchange(key, {});
        child->value = { begin, std::size_t(end - begin) };
        children.push_back(std::move(child));
    }
    if (more > 0) {
        auto rest = std::make_unique<Node>();
        rest->parent = &container;
        rest->row = int(children.size());
        rest->level = container.level + 1;
        rest->more = more;
        children.push_back(std::move(rest));
    }
    return children;
}

JsonTreeModel::Node* JsonTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    if (!node || row < 0 || column < 0 || column >= ColumnCount || std::size_t(row) >= node->children.size()
        || parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[std::size_t(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    Node* parent = nodeOf(child)->parent;
    return parent && parent != m_root.get() ? createIndex(parent->row, 0, parent) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node && parent.column() <= 0 ? int(node->children.size()) : 0;
}

int JsonTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node && parent.column() <= 0 && node->opens();
}

bool JsonTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node && parent.column() <= 0 && !node->read && node->opens();
}

void JsonTreeModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    Node* node = nodeOf(parent);
    node->read = true;
    auto children = read(*node);
    if (children.empty())
        return;
    beginInsertRows(parent, 0, int(children.size()) - 1);
    node->children = std::move(children);
    endInsertRows();
}

QVariant JsonTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node& node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (node.more > 0)
            return index.column() == NameColumn ? tr("%1 more").arg(format::count(node.more)) : QString();
        if (index.column() == NameColumn)
            return node.key.empty() ? QString::number(node.row)
                                    : visibleText(node.key.substr(1, node.key.size() - 2)); // without its quotes
        if (node.isEmptyContainer())
            return node.value.front() == '{' ? QStringLiteral("{}") : QStringLiteral("[]");
        return visibleText(node.value, node.isContainer() ? 80 : PreviewChars);
    case CopyRole:
        return index.column() == ValueColumn && node.more == 0
            ? QVariant(QByteArray(node.value.data(), qsizetype(node.value.size())))
            : QVariant();
    case MutedRole:
        return node.more > 0 || (index.column() == ValueColumn && node.isContainer())
            || (index.column() == NameColumn && node.key.empty());
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : tr("Value");
}

} // namespace spillway::ui
