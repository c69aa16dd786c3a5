#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/plot/figure_data_dialog.h"
#include "widgets/tables/table_view.h"

#include <QTableView>
#include <QTest>

namespace modalscope::tst_figure_data {

/// Protects: "Data…" shows exactly the numbers of the CSV.
class TestFigureData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsCells_data();
    void readsCells();
    void showsEveryRowOfTheCsv();
};

void TestFigureData::readsCells_data()
{
    QTest::addColumn<QString>("csv");
    QTest::addColumn<QStringList>("cells"); // of the last row
    QTest::addRow("plain") << QStringLiteral("a,b\n1,2\n")
                           << QStringList{QStringLiteral("1"), QStringLiteral("2")};
    QTest::addRow("no line end") << QStringLiteral("1,2")
                                 << QStringList{QStringLiteral("1"), QStringLiteral("2")};
    QTest::addRow("empty cells") << QStringLiteral("1,,\n")
                                 << QStringList{QStringLiteral("1"), QString(), QString()};
    QTest::addRow("comma") << QStringLiteral("\"a,b\",2\n")
                           << QStringList{QStringLiteral("a,b"), QStringLiteral("2")};
    QTest::addRow("quote") << QStringLiteral("\"say \"\"a\"\"\",2\r\n")
                           << QStringList{QStringLiteral("say \"a\""), QStringLiteral("2")};
    QTest::addRow("line end") << QStringLiteral("\"a\nb\",2\n")
                              << QStringList{QStringLiteral("a\nb"), QStringLiteral("2")};
}

void TestFigureData::readsCells()
{
    QFETCH(QString, csv);
    QFETCH(QStringList, cells);
    QCOMPARE(csvCells(csv).back(), cells);
}

void TestFigureData::showsEveryRowOfTheCsv()
{
    FigureDataDialog dialog(exampleFigure(5));
    const auto* table = dialog.findChild<TableView*>();
    const auto csv = QString::fromStdString(figureCsv(exampleFigure(5)));
    QCOMPARE(table->table()->model()->rowCount(), int(csvCells(csv).size()) - 1);
    auto tabs = table->asTsv();
    QCOMPARE(tabs.replace(QLatin1Char('\t'), QLatin1Char(',')), csv);
}

TEST_ENTRY(TestFigureData, QApplication)

} // namespace modalscope::tst_figure_data

#include "tst_figure_data.moc"
