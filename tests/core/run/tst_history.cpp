#include "core/run/history.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_history {

namespace {

HistoryRow row(int epoch, double loss)
{
    HistoryRow result;
    result.set("epoch", epoch);
    result.set("train/loss", loss);
    return result;
}

} // namespace

/// history.csv keeps every digit, and a line torn by a crash costs that line alone.
class TestHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip();
    void tornLine();
    void everyTruncationGivesWholeRows();
    void stopsAtWhatCannotBeRead_data();
    void stopsAtWhatCannotBeRead();
    void otherFilesAreRefused();
    void newColumns();
    void truncate();
};

void TestHistory::roundTrip()
{
    std::string text = historyHeaderCsv(row(1, 0));
    const double values[] = {1.0 / 3, -1e-300, std::nan(""), std::numeric_limits<double>::infinity()};
    for (int epoch = 1; epoch <= 4; ++epoch)
        text += historyLineCsv(row(epoch, values[epoch - 1]));
    const auto history = historyFromCsv(text);
    QVERIFY(bool(history));
    QCOMPARE(history.value().epochCount(), 4);
    QCOMPARE(history.value().names(), (std::vector<std::string>{"epoch", "train/loss"}));
    const auto losses = history.value().column("train/loss");
    QVERIFY(
        losses[0] == values[0] && losses[1] == values[1] && std::isnan(losses[2]) && losses[3] == values[3]);
    QVERIFY(history.value().column("no such").empty());
    QCOMPARE(historyToCsv(history.value()), text);
}

void TestHistory::tornLine()
{
    const auto whole = historyHeaderCsv(row(1, 0)) + historyLineCsv(row(1, 0.5));
    const auto history = historyFromCsv(whole + "2,0.2");
    QCOMPARE(history.value().epochCount(), 1);
    QCOMPARE(historyFromCsv(whole + "2,0.2\n").value().epochCount(), 2);
}

void TestHistory::everyTruncationGivesWholeRows()
{
    std::string text = historyHeaderCsv(row(1, 0));
    for (int epoch = 1; epoch <= 5; ++epoch)
        text += historyLineCsv(row(epoch, 0.125 * epoch));
    int before = 0;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const auto history = historyFromCsv(std::string_view(text).substr(0, size));
        QVERIFY(bool(history));
        const int epochs = history.value().epochCount();
        QVERIFY(epochs == before || epochs == before + 1);
        for (int epoch = 1; epoch <= epochs; ++epoch)
            QCOMPARE(history.value().column("train/loss")[std::size_t(epoch - 1)], 0.125 * epoch);
        before = epochs;
    }
    QCOMPARE(before, 5);
}

void TestHistory::stopsAtWhatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("too few cells") << QByteArray("2\n");
    QTest::newRow("too many cells") << QByteArray("2,1,1\n");
    QTest::newRow("no number") << QByteArray("2,x\n");
    QTest::newRow("epoch left out") << QByteArray("3,1\n");
    QTest::newRow("epoch repeated") << QByteArray("1,1\n");
    QTest::newRow("zero bytes") << QByteArray("2,\0\n", 4);
}

void TestHistory::stopsAtWhatCannotBeRead()
{
    QFETCH(QByteArray, line);
    const auto text = "epoch,train/loss\n1,0.5\n" + line.toStdString() + "2,0.25\n";
    const auto history = historyFromCsv(text);
    QVERIFY(bool(history));
    QCOMPARE(history.value().epochCount(), 1);
}

void TestHistory::otherFilesAreRefused()
{
    QVERIFY(!historyFromCsv("a,b\n1,2\n"));
    QVERIFY(!historyFromCsv("\n\n"));
    QCOMPARE(historyFromCsv("").value().epochCount(), 0);
}

void TestHistory::newColumns()
{
    History history;
    history.append(row(1, 0.5));
    auto second = row(2, 0.4);
    second.set("ogm/a/ratio", 2);
    history.append(second);
    history.append(row(3, 0.3));
    const auto ratio = history.column("ogm/a/ratio");
    QVERIFY(std::isnan(ratio[0]) && ratio[1] == 2 && std::isnan(ratio[2]));
    QCOMPARE(history.row(2).at("ogm/a/ratio"), 2.0);
    QVERIFY(std::isnan(history.row(2).at("other")));
    QCOMPARE(history.row(3).epoch(), 3);
}

void TestHistory::truncate()
{
    History history;
    for (int epoch = 1; epoch <= 4; ++epoch)
        history.append(row(epoch, epoch));
    history.truncate(9);
    QCOMPARE(history.epochCount(), 4);
    history.truncate(2);
    QCOMPARE(history.epochCount(), 2);
    QCOMPARE(history.column("train/loss").size(), std::size_t(2));
}

TEST_ENTRY(TestHistory, NoApplication)

} // namespace modalscope::tst_history

#include "tst_history.moc"
