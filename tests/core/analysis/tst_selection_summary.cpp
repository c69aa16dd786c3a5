#include "core/analysis/sample_places.h"
#include "core/analysis/sample_search.h"
#include "core/analysis/selection_summary.h"
#include "tests/support/test_entry.h"
#include "tests/support/timing.h"

#include <QTest>

#include <cmath>
#include <random>

namespace modalscope::tst_selection_summary {

namespace {

/// Four samples of two classes, the last without a prediction of audio.
std::vector<ValueColumn> fourSamples()
{
    const float none = NAN;
    return {{.name = "class", .codes = {0, 0, 1, 1}, .categories = {"cat", "dog"}},
        {.name = "prediction", .codes = {0, 1, 1, 0}, .categories = {"cat", "dog"}},
        {.name = "wrong", .numbers = {0, 1, 0, 1}}, {.name = "entropy", .numbers = {0, 0.35F, 0.69F, none}},
        {.name = "prediction audio", .codes = {1, 0, 1, -1}, .categories = {"cat", "dog"}},
        {.name = "wrong audio", .numbers = {1, 0, 0, none}},
        {.name = "id", .codes = {0, 1, 2, 3}, .categories = {"Ann-1", "ann-2", "bob, \"b\"", "12"}}};
}

SelectionMask maskOf(std::size_t size, std::initializer_list<std::size_t> samples)
{
    SelectionMask mask(size);
    for (const auto sample : samples)
        mask.add(sample);
    return mask;
}

std::string found(const char* text)
{
    const std::vector<std::int64_t> rows{10, 11, 12, 13};
    const auto mask = searchSamples(text, fourSamples(), rows);
    return mask ? toText(mask.value()) : mask.error().message;
}

} // namespace

/// Protects: what a selection is said to consist of, how it is searched for and what is written of it.
class TestSelectionSummary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        const auto summary = selectionSummary(fourSamples(), maskOf(4, {1, 2, 3}));
        QCOMPARE(summary.selected, std::int64_t(3));
        QCOMPARE(summary.all, std::int64_t(4));
        QCOMPARE(summary.accuracy.size(), std::size_t(2));
        QCOMPARE(summary.accuracy[0].who, std::string("fused"));
        QCOMPARE(summary.accuracy[0].selected.n, std::int64_t(3));
        QCOMPARE(summary.accuracy[0].selected.right, std::int64_t(1));
        QCOMPARE(summary.accuracy[0].all.accuracy(), 0.5);
        QCOMPARE(summary.accuracy[1].selected.n, std::int64_t(2)); // one lacks audio
        QCOMPARE(summary.accuracy[1].selected.accuracy(), 1.0);
        QCOMPARE(summary.accuracy[1].all.n, std::int64_t(3));
        QCOMPARE(summary.confusion, (std::vector<std::vector<std::int64_t>>{{0, 1}, {1, 1}}));
        // bins of ln(2) / 20 = 0.0347: 0.35 is in bin 10, 0.69 in bin 19
        QCOMPARE(summary.entropyBins.count, 20);
        QCOMPARE(summary.allEntropy[0], std::int64_t(1));
        QCOMPARE(summary.selectedEntropy[0], std::int64_t(0));
        QCOMPARE(summary.selectedEntropy[10], std::int64_t(1));
        QCOMPARE(summary.selectedEntropy[19], std::int64_t(1));
        QVERIFY(std::abs(summary.selectedMeanEntropy - 0.52) < 1e-6);
        QVERIFY(std::abs(summary.allMeanEntropy - 1.04 / 3) < 1e-6);
    }

    void nothingSelectedAndNothingKnown()
    {
        const auto none = selectionSummary(fourSamples(), SelectionMask(4));
        QCOMPARE(none.selected, std::int64_t(0));
        QVERIFY(std::isnan(none.accuracy[0].selected.accuracy()));
        QVERIFY(std::isnan(none.selectedMeanEntropy));
        const auto unknown = selectionSummary({}, SelectionMask());
        QVERIFY(unknown.accuracy.empty() && unknown.confusion.empty());
        const std::vector<ValueColumn> regression{{.name = "prediction", .numbers = {1, 2}},
            {.name = "target", .numbers = {1, 3}}, {.name = "wrong", .numbers = {0, 0}}};
        QVERIFY(selectionSummary(regression, SelectionMask(2, true)).accuracy.empty());
    }

    void placesAndRows()
    {
        FeatureSet shown;
        shown.rows = {1, 4, 6};
        shown.total = 8;
        const auto places = selectedSamples(maskOf(6, {0, 1, 4}), shown.rows); // row 6 lies behind it
        QCOMPARE(toText(places), std::string("0-1"));
        const auto rows = selectedRows(places, shown);
        QCOMPARE(rows.size(), std::size_t(8));
        QCOMPARE(toText(rows), std::string("1,4"));
        QCOMPARE(selectedSamples(rows, shown.rows), places);
        QCOMPARE(placesOf(places), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(placeOfRow(shown.rows, 6), std::int64_t(2));
        QCOMPARE(placeOfRow(shown.rows, 5), std::int64_t(-1));
        QCOMPARE(placeOfRow(shown.rows, 7), std::int64_t(-1));
    }

    void plainTextIsSearchedInTexts()
    {
        QCOMPARE(found("ann"), std::string("0-1")); // no upper case
        QCOMPARE(found("  DOG "), std::string("2-3")); // the class, not what was predicted
        QCOMPARE(found("12"), std::string("3")); // an id of digits before the row of the split
        QCOMPARE(found("11"), std::string("1")); // the row
        QCOMPARE(found("99"), std::string());
        QCOMPARE(found(""), std::string());
        QCOMPARE(found("b, \"b"), std::string("2"));
    }

    void filtersAreRecognised()
    {
        QCOMPARE(found("class == dog and wrong"), std::string("3"));
        QCOMPARE(found("wrong"), std::string("1,3")); // the name of a column of numbers
        QCOMPARE(found("not wrong"), std::string("0,2"));
        QCOMPARE(found("id contains ANN"), std::string("0-1"));
        QVERIFY(!isFilter("cats and dogs", fourSamples())); // words of people
        QVERIFY(isFilter("wrong and \"wrong audio\"", fourSamples()));
        QVERIFY(!isFilter("\"a = b\"", fourSamples()));
        QVERIFY(found("entropy >").find("value to compare with is missing") != std::string::npos);
        QVERIFY(found("colour == red").find("no column \"colour\"") != std::string::npos);
    }

    void csvHoldsRowsAndColumns()
    {
        const std::vector<std::int64_t> rows{10, 11, 12, 13};
        const auto text = sampleCsv(fourSamples(), rows, maskOf(4, {2, 3}));
        QCOMPARE(text,
            std::string("row,class,prediction,wrong,entropy,prediction audio,wrong audio,id\n"
                        "12,dog,dog,0,0.69,dog,0,\"bob, \"\"b\"\"\"\n"
                        "13,dog,cat,1,,,,12\n"));
    }

    void aHundredThousandSamplesTakeMilliseconds()
    {
        constexpr std::size_t kSamples = 100'000;
        std::mt19937 random(7);
        std::vector<ValueColumn> columns;
        const std::vector<std::string> classes{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
        const auto addTexts = [&](const std::string& name) {
            auto& column = columns.emplace_back(ValueColumn{.name = name, .categories = classes});
            for (std::size_t i = 0; i < kSamples; ++i)
                column.codes.push_back(std::int32_t(random() % 10));
        };
        const auto addNumbers = [&](const std::string& name) {
            auto& column = columns.emplace_back(ValueColumn{.name = name});
            for (std::size_t i = 0; i < kSamples; ++i)
                column.numbers.push_back(float(random() % 2));
        };
        for (const char* suffix : {"", " a", " b", " c"}) {
            addTexts(std::string("prediction") + suffix);
            addNumbers(std::string("wrong") + suffix);
            addNumbers(std::string("entropy") + suffix);
        }
        addTexts("class");
        SelectionMask selected(kSamples);
        for (std::size_t i = 0; i < kSamples; i += 3)
            selected.add(i);
        const double least = leastMilliseconds(10, [&](QElapsedTimer& timer) {
            timer.restart();
            const auto summary = selectionSummary(columns, selected);
            if (summary.accuracy.size() != 4)
                qFatal("four accuracies");
        });
        QVERIFY2(least < 10, qPrintable(QString::number(least)));
    }
};

TEST_ENTRY(TestSelectionSummary, NoApplication)

} // namespace modalscope::tst_selection_summary

#include "tst_selection_summary.moc"
