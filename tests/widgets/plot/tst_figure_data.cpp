#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/plot/figure_data_dialog.h"
#include "widgets/plot/plain_number.h"
#include "widgets/tables/table_view.h"

#include <QStyledItemDelegate>
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
    void numbersAreShownRounded();
    void numbersForPeople_data();
    void numbersForPeople();
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

/// Only shown so: what is copied has every digit, see above.
void TestFigureData::numbersAreShownRounded()
{
    FigureDataDialog dialog(exampleFigure(5));
    const auto* table = dialog.findChild<TableView*>()->table();
    const auto* delegate = qobject_cast<QStyledItemDelegate*>(table->itemDelegate());
    const auto shown
        = [&](const char* cell) { return delegate->displayText(QString::fromLatin1(cell), QLocale::c()); };
    QCOMPARE(shown("44.75812909820202"), QStringLiteral("44.7581"));
    QCOMPARE(shown("-0.3333333333333333"), QStringLiteral("−0.333333"));
    for (const char* cell : {"5", "20251122", "44.75", "concat", "nan", ""})
        QCOMPARE(shown(cell), QString::fromLatin1(cell));
}

void TestFigureData::numbersForPeople_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("four digits") << plainNumber(93.2436) << QStringLiteral("93.24");
    QTest::newRow("no exponent") << plainNumber(1234.4) << QStringLiteral("1234");
    QTest::newRow("few digits") << plainNumber(1200, 2) << QStringLiteral("1200");
    QTest::newRow("no zeros") << plainNumber(-0.5) << QStringLiteral("−0.5");
    QTest::newRow("zero") << plainNumber(0) << QStringLiteral("0");
    QTest::newRow("small") << plainNumber(0.00012346) << QStringLiteral("0.0001235");
    QTest::newRow("tiny") << plainNumber(1.234e-7) << QStringLiteral("1.23×10⁻⁷");
    QTest::newRow("huge") << plainNumber(-1.2e8) << QStringLiteral("−1.2×10⁸");
    QTest::newRow("range") << plainRange(8.338, 55) << QStringLiteral("8.3 to 55");
    QTest::newRow("whole range") << plainRange(0, 1200) << QStringLiteral("0 to 1200");
    QTest::newRow("narrow range") << plainRange(93.2141, 93.2262) << QStringLiteral("93.2141 to 93.2262");
    QTest::newRow("no range") << plainRange(5, 5) << QStringLiteral("5 to 5");
}

void TestFigureData::numbersForPeople()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(text, expected);
}

TEST_ENTRY(TestFigureData, QApplication)

} // namespace modalscope::tst_figure_data

#include "tst_figure_data.moc"
