#pragma once

#include <QWidget>

class QAbstractItemModel;
class QMenu;
class QSortFilterProxyModel;
class QTableView;

namespace modalscope {

class SearchField;

/// A table with a search field above it: sorts by a click on a title, filters over all columns, chooses
/// columns by a right click on the titles, copies the selected rows as tab-separated text (Ctrl+C). Rows are
/// those of the source model.
class TableView : public QWidget {
    Q_OBJECT
public:
    explicit TableView(QWidget* parent = nullptr);

    /// A ColumnTableModel or any other table; not owned. Columns become as wide as the first rows need;
    /// `hiddenColumns` wait in the menu of the titles.
    void setModel(QAbstractItemModel* model, const QList<int>& hiddenColumns = {});

    QTableView* table() const { return m_table; }
    SearchField* searchField() const { return m_search; }

    QList<int> selectedRows() const; ///< in the order shown
    void selectRows(const QList<int>& rows);
    int currentRow() const; ///< -1 = none
    void setSearchShown(bool shown);
    void hideColumn(int column, bool hidden = true);
    void sortBy(int column, Qt::SortOrder order = Qt::AscendingOrder);

    /// Selected rows (all when none is) and shown columns, with titles.
    QString asTsv() const;

    QByteArray saveState() const; ///< widths, order, hidden columns, sorting
    void restoreState(const QByteArray& state);

public Q_SLOTS:
    void copySelection();

Q_SIGNALS:
    void selectionChanged(); ///< see selectedRows()
    void rowActivated(int row); ///< double click or Enter
    void contextMenuRequested(int row, QMenu* menu); ///< add actions to `menu`; it opens right after

private:
    void showColumnMenu(const QPoint& position);
    void showRowMenu(const QPoint& position);

    SearchField* m_search;
    QTableView* m_table;
    QSortFilterProxyModel* m_proxy;
};

} // namespace modalscope
