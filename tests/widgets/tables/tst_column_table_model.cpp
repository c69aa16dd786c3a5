#include "tests/support/test_entry.h"
#include "widgets/tables/column_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace modalscope::tst_column_table_model {

namespace {

struct Fruit {
    QString name;
    int count;
};

std::vector<TableColumn<Fruit>> columns()
{
    using Column = TableColumn<Fruit>;
    return {{QStringLiteral("name"), [](const Fruit& fruit) { return fruit.name; }},
        Column(QStringLiteral("count"), [](const Fruit& fruit) { return QString::number(fruit.count); })
            .alignedRight()
            .sortedBy([](const Fruit& fruit) { return fruit.count; })
            .explained(QStringLiteral("how many"))
            .coloured(
                [](const Fruit& fruit) { return fruit.count < 0 ? QVariant(QColor(Qt::red)) : QVariant(); })};
}

QString printed(const QAbstractItemModel& model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row)
        lines << model.index(row, 0).data().toString() + QLatin1Char(' ')
                + model.index(row, 1).data().toString();
    return lines.join(QLatin1Char('|'));
}

} // namespace

/// Protects: a list of columns is a whole table, and new rows disturb nothing that stays.
class TestColumnTableModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersByColumn();
    void followsChanges_data();
    void followsChanges();
    void keepsWhatStays();
};

void TestColumnTableModel::answersByColumn()
{
    ColumnTableModel<Fruit> model(columns());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({{QStringLiteral("pear"), 10}, {QStringLiteral("fig"), -2}});
    QCOMPARE(printed(model), QStringLiteral("pear 10|fig -2"));
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("count"));
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString(), QStringLiteral("how many"));
    QCOMPARE(model.index(0, 1).data(SortRole), QVariant(10));
    QCOMPARE(model.index(0, 0).data(SortRole), QVariant(QStringLiteral("pear")));
    QVERIFY(model.index(0, 1).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(!model.index(0, 1).data(Qt::ForegroundRole).isValid());
    QCOMPARE(model.index(1, 1).data(Qt::ForegroundRole).value<QColor>(), QColor(Qt::red));
    QVERIFY(!model.index(5, 0).isValid());
}

void TestColumnTableModel::followsChanges_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const auto list = [](const char* text) {
        return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    };
    QTest::addRow("appended") << list("a b") << list("a b c d");
    QTest::addRow("removed") << list("a b c d") << list("b d");
    QTest::addRow("removed and appended") << list("a b c") << list("b d");
    QTest::addRow("other order") << list("a b c") << list("c a b");
    QTest::addRow("all gone") << list("a b") << list("");
    QTest::addRow("from nothing") << list("") << list("a");
    QTest::addRow("inserted before") << list("b c") << list("a b c");
}

void TestColumnTableModel::followsChanges()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    const auto fruits = [](const QStringList& names, int count) {
        std::vector<Fruit> list;
        for (const auto& name : names)
            list.push_back({name, count});
        return list;
    };
    ColumnTableModel<Fruit> model(columns());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setKey([](const Fruit& fruit) { return fruit.name; });
    model.setRows(fruits(before, 1));
    model.setRows(fruits(after, 2));
    QCOMPARE(model.rowCount(), int(after.size()));
    for (int row = 0; row < after.size(); ++row) {
        QCOMPARE(model.row(row).name, after[row]);
        QCOMPARE(model.index(row, 1).data().toString(), QStringLiteral("2"));
    }
}

void TestColumnTableModel::keepsWhatStays()
{
    ColumnTableModel<Fruit> model(columns());
    model.setKey([](const Fruit& fruit) { return fruit.name; });
    model.setRows({{QStringLiteral("a"), 1}, {QStringLiteral("b"), 1}, {QStringLiteral("c"), 1}});
    const QPersistentModelIndex kept(model.index(1, 0));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setRows({{QStringLiteral("b"), 5}, {QStringLiteral("c"), 1}, {QStringLiteral("d"), 1}});
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(kept.row(), 0);
    QCOMPARE(printed(model), QStringLiteral("b 5|c 1|d 1"));
}

TEST_ENTRY(TestColumnTableModel, QCoreApplication)

} // namespace modalscope::tst_column_table_model

#include "tst_column_table_model.moc"
