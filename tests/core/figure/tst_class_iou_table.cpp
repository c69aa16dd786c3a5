#include "core/figure/class_iou_table.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_class_iou_table {

namespace {

PixelCounts counts(
    std::vector<std::int64_t> right, std::vector<std::int64_t> labelled, std::vector<std::int64_t> predicted)
{
    PixelCounts made;
    made.right = std::move(right);
    made.labelled = std::move(labelled);
    made.predicted = std::move(predicted);
    return made;
}

ClassIouSource source()
{
    ClassIouSource source{.name = "iou", .title = "t", .classNames = {"road", "car", "sky"}};
    source.predictions = {{"complete", counts({4, 2, 0}, {4, 2, 0}, {4, 2, 0})},
        {"missing", counts({4, 0, 0}, {4, 2, 0}, {6, 0, 0})},
        {"adapted", counts({4, 1, 0}, {4, 2, 0}, {5, 1, 0})}};
    source.run = "0123456789ab";
    source.notes = {"n = 1."};
    return source;
}

} // namespace

/// Protects that the table of classes says each prediction, what it changes, and what occurs nowhere.
class TestClassIouTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPredictionAndWhatItChanges()
    {
        const auto table = classIouTable(source());
        QCOMPARE(table.columns.size(), std::size_t(6));
        QCOMPARE(table.columns[4], std::string("missing − complete (points)"));
        QCOMPARE(table.rows.size(), std::size_t(5));
        const auto& car = table.rows[1].cells;
        QCOMPARE(shownCell(car[0]).value, std::string("100.0"));
        QCOMPARE(shownCell(car[1]).value, std::string("0.0"));
        QCOMPARE(shownCell(car[2]).value, std::string("50.0"));
        QCOMPARE(shownCell(car[4]).value, std::string("+50.0"));
        QVERIFY(car[2].best && !car[0].best); // the complete one takes no part
        QCOMPARE(table.rows[3].label, std::string("mIoU"));
        QCOMPARE(shownCell(table.rows[3].cells[2]).value, std::string("65.0")); // (80 + 50) / 2
        QVERIFY(table.note.find("n = 1.") != std::string::npos);
        QVERIFY2(table.note.find("Bold: the best of missing and adapted; complete takes no part.")
                != std::string::npos,
            table.note.c_str());
        QCOMPARE(table.provenance.runs, std::vector<std::string>{"0123456789ab"});
    }

    void aClassThatOccursNowhereHasADash()
    {
        const auto table = classIouTable(source());
        for (const auto& cell : table.rows[2].cells)
            QVERIFY(!shownCell(cell).isNumber);
        for (const auto& text : {tableText(table), tableCsv(table), tableLatex(table), tableMarkdown(table)})
            QVERIFY(text.find("nan") == std::string::npos);
    }

    void onePredictionHasNoDifferences()
    {
        auto alone = source();
        alone.predictions.resize(1);
        const auto table = classIouTable(alone);
        QCOMPARE(table.columns.size(), std::size_t(2));
        QVERIFY(!table.rows[0].cells[0].best);
        QVERIFY(table.note.find("Bold") == std::string::npos); // nothing is
    }
};

TEST_ENTRY(TestClassIouTable, NoApplication)

} // namespace modalscope::tst_class_iou_table

#include "tst_class_iou_table.moc"
