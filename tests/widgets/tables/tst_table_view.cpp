#include "tests/support/test_entry.h"
#include "widgets/base/search_field.h"
#include "widgets/tables/column_table_model.h"
#include "widgets/tables/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

namespace modalscope::tst_table_view {

struct Run {
    QString method;
    double accuracy;
};

/// Protects: rows can be found, ordered and taken elsewhere, and stay those of the source model.
class TestTableView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void sortsNumbersAsNumbers();
    void findsByWords();
    void selectsRowsOfTheSource();
    void copiesWhatIsShown();
    void remembersItsColumns();

private:
    QStringList shown() const;

    ColumnTableModel<Run>* m_model = nullptr;
    TableView* m_view = nullptr;
};

void TestTableView::init()
{
    using Column = TableColumn<Run>;
    m_model
        = new ColumnTableModel<Run>({{QStringLiteral("method"), [](const Run& run) { return run.method; }},
            Column(QStringLiteral("accuracy"), [](const Run& run) { return QString::number(run.accuracy); })
                .alignedRight()
                .sortedBy([](const Run& run) { return run.accuracy; })});
    m_model->setRows({{QStringLiteral("mla paper"), 98.5}, {QStringLiteral("concat"), 100},
        {QStringLiteral("mla off"), 9}});
    m_view = new TableView;
    m_view->setModel(m_model);
    m_view->show();
}

void TestTableView::cleanup()
{
    delete m_view;
    delete m_model;
}

QStringList TestTableView::shown() const
{
    QStringList names;
    for (int row = 0; row < m_view->table()->model()->rowCount(); ++row)
        names << m_view->table()->model()->index(row, 0).data().toString();
    return names;
}

void TestTableView::sortsNumbersAsNumbers()
{
    QCOMPARE(shown().first(), QStringLiteral("mla paper")); // unsorted at first
    m_view->sortBy(1);
    QCOMPARE(shown(),
        (QStringList{QStringLiteral("mla off"), QStringLiteral("mla paper"), QStringLiteral("concat")}));
    m_view->sortBy(1, Qt::DescendingOrder);
    QCOMPARE(shown().first(), QStringLiteral("concat"));
}

void TestTableView::findsByWords()
{
    QTest::keyClicks(m_view->searchField(), QStringLiteral("98 MLA"));
    QTRY_COMPARE(shown(), QStringList{QStringLiteral("mla paper")});
    QTest::keyClick(m_view->searchField(), Qt::Key_Escape);
    QTRY_COMPARE(shown().size(), 3);
}

void TestTableView::selectsRowsOfTheSource()
{
    m_view->sortBy(1);
    QSignalSpy changed(m_view, &TableView::selectionChanged);
    m_view->selectRows({1, 2});
    QVERIFY(changed.count() >= 1);
    QCOMPARE(m_view->selectedRows(), (QList<int>{2, 1})); // in the order shown
    QSignalSpy activated(m_view, &TableView::rowActivated);
    m_view->table()->setCurrentIndex(m_view->table()->model()->index(0, 0));
    QCOMPARE(m_view->currentRow(), 2);
    QTest::keyClick(m_view->table(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toInt(), 2);
}

void TestTableView::copiesWhatIsShown()
{
    m_view->sortBy(1);
    m_view->selectRows({0, 1});
    m_view->copySelection();
    QCOMPARE(QGuiApplication::clipboard()->text(),
        QStringLiteral("method\taccuracy\nmla paper\t98.5\nconcat\t100\n"));
    m_view->selectRows({});
    m_view->hideColumn(1);
    QCOMPARE(m_view->asTsv(), QStringLiteral("method\nmla off\nmla paper\nconcat\n"));
}

void TestTableView::remembersItsColumns()
{
    m_view->hideColumn(0);
    m_view->sortBy(1, Qt::DescendingOrder);
    const auto state = m_view->saveState();
    m_view->hideColumn(0, false);
    m_view->restoreState(state);
    QVERIFY(m_view->table()->isColumnHidden(0));
    QCOMPARE(m_view->table()->horizontalHeader()->sortIndicatorSection(), 1);
}

TEST_ENTRY(TestTableView, QApplication)

} // namespace modalscope::tst_table_view

#include "tst_table_view.moc"
