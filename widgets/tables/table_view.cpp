#include "widgets/tables/table_view.h"

#include "widgets/base/search_field.h"
#include "widgets/tables/column_table_model.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

constexpr int kRowsThatSetWidths = 40; // all of thousands would take seconds

/// Keeps rows in which every word of the search is found somewhere.
class WordFilter : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QStringList& words)
    {
        m_words = words;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        if (m_words.isEmpty())
            return true;
        QString text;
        for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
            text += sourceModel()->index(row, column, parent).data().toString() + QLatin1Char('\n');
        return std::all_of(m_words.begin(), m_words.end(),
            [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }
    /// Numbers before texts, so that a missing value stands apart.
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const auto a = left.data(SortRole);
        const auto b = right.data(SortRole);
        const bool aIsText = a.userType() == QMetaType::QString;
        const bool bIsText = b.userType() == QMetaType::QString;
        if (aIsText && bIsText)
            return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
        return aIsText == bIsText ? QVariant::compare(a, b) == QPartialOrdering::Less : bIsText;
    }

private:
    QStringList m_words;
};

} // namespace

TableView::TableView(QWidget* parent)
    : QWidget(parent)
    , m_search(new SearchField(tr("Filter"), this))
    , m_table(new QTableView(this))
    , m_proxy(new WordFilter(this))
{
    m_search->setObjectName(QStringLiteral("tableSearch"));
    m_table->setObjectName(QStringLiteral("table"));
    m_table->setModel(m_proxy);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 9);
    auto* header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setResizeContentsPrecision(kRowsThatSetWidths);
    m_proxy->setSortRole(SortRole);
    m_proxy->sort(-1);
    header->setSortIndicator(-1, Qt::AscendingOrder);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(5);
    layout->addWidget(m_search);
    layout->addWidget(m_table, 1);

    auto* copy = new QAction(tr("Copy"), this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(copy);
    connect(copy, &QAction::triggered, this, &TableView::copySelection);
    connect(m_search, &SearchField::searched, this, [this](const QString& text) {
        static_cast<WordFilter*>(m_proxy)->setWords(text.split(QLatin1Char(' '), Qt::SkipEmptyParts));
    });
    connect(header, &QHeaderView::customContextMenuRequested, this, &TableView::showColumnMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &TableView::showRowMenu);
    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex& index) { Q_EMIT rowActivated(m_proxy->mapToSource(index).row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &TableView::selectionChanged);
}

void TableView::setModel(QAbstractItemModel* model, const QList<int>& hiddenColumns)
{
    m_proxy->setSourceModel(model);
    for (const int column : hiddenColumns) // hidden ones need no width
        hideColumn(column, true);
    m_table->resizeColumnsToContents();
}

QList<int> TableView::selectedRows() const
{
    auto indexes = m_table->selectionModel()->selectedRows();
    std::sort(indexes.begin(), indexes.end(), [](const auto& a, const auto& b) { return a.row() < b.row(); });
    QList<int> rows;
    for (const auto& index : indexes)
        rows << m_proxy->mapToSource(index).row();
    return rows;
}

void TableView::selectRows(const QList<int>& rows)
{
    QItemSelection selection;
    for (const int row : rows) {
        const auto index = m_proxy->mapFromSource(m_proxy->sourceModel()->index(row, 0));
        if (index.isValid())
            selection.select(index, index);
    }
    m_table->selectionModel()->select(
        selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (!selection.isEmpty())
        m_table->scrollTo(selection.first().topLeft());
}

int TableView::currentRow() const
{
    return m_proxy->mapToSource(m_table->currentIndex()).row();
}

void TableView::setSearchShown(bool shown)
{
    m_search->setVisible(shown);
}

void TableView::hideColumn(int column, bool hidden)
{
    m_table->setColumnHidden(column, hidden);
}

void TableView::sortBy(int column, Qt::SortOrder order)
{
    m_table->sortByColumn(column, order);
}

QString TableView::asTsv() const
{
    const auto* header = m_table->horizontalHeader();
    QList<int> columns; // in the order shown
    for (int i = 0; i < header->count(); ++i)
        if (const int column = header->logicalIndex(i); !header->isSectionHidden(column))
            columns << column;
    QList<int> rows;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        rows.resize(m_proxy->rowCount());
        std::iota(rows.begin(), rows.end(), 0);
    }
    const auto line = [&](const auto& text) {
        QStringList cells;
        for (const int column : columns)
            cells << text(column)
                         .replace(QLatin1Char('\t'), QLatin1Char(' '))
                         .replace(QLatin1Char('\n'), QLatin1Char(' '));
        return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    };
    auto tsv = line([&](int column) { return m_proxy->headerData(column, Qt::Horizontal).toString(); });
    for (const int row : rows)
        tsv += line([&](int column) { return m_proxy->index(row, column).data().toString(); });
    return tsv;
}

void TableView::copySelection()
{
    QGuiApplication::clipboard()->setText(asTsv());
}

QByteArray TableView::saveState() const
{
    return m_table->horizontalHeader()->saveState();
}

void TableView::restoreState(const QByteArray& state)
{
    if (!state.isEmpty())
        m_table->horizontalHeader()->restoreState(state);
}

void TableView::showColumnMenu(const QPoint& position)
{
    QMenu menu(this);
    auto* header = m_table->horizontalHeader();
    for (int column = 0; column < header->count(); ++column) {
        auto* action = menu.addAction(m_proxy->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(
            header->isSectionHidden(column) || header->count() - header->hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, this, [this, column](bool shown) { hideColumn(column, !shown); });
    }
    menu.exec(header->mapToGlobal(position));
}

void TableView::showRowMenu(const QPoint& position)
{
    QMenu menu(this);
    const auto index = m_table->indexAt(position);
    Q_EMIT contextMenuRequested(m_proxy->mapToSource(index).row(), &menu);
    if (!menu.isEmpty())
        menu.addSeparator();
    connect(menu.addAction(tr("Copy")), &QAction::triggered, this, &TableView::copySelection);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

} // namespace modalscope
