#include "core/analysis/histogram_bins.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_histogram_bins {

/// Protects: every value is in one bin, at edges always in the same one.
class TestHistogramBins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void edgesBelongToTheUpperBin()
    {
        const HistogramBins bins{0, 0.1, 10};
        QCOMPARE(bins.binOf(0), 0);
        QCOMPARE(bins.binOf(0.05), 0);
        QCOMPARE(bins.binOf(0.1 + 0.2), 3); // 0.30000000000000004
        QCOMPARE(bins.binOf(0.7 - 0.4), 3); // 0.29999999999999993
        QCOMPARE(bins.binOf(1), 9);
        QCOMPARE(bins.binOf(7), 9);
        QCOMPARE(bins.binOf(-7), 0);
        QCOMPARE(bins.binOf(std::nan("")), -1);
        QCOMPARE(bins.binOf(HUGE_VAL), 9);
        QVERIFY(std::abs(bins.middle(3) - 0.35) < 1e-12);
    }

    void stepsStandInTheMiddleOfTheirBin()
    {
        const std::vector<double> values{-0.5, 1.5, 0.5, std::nan("")};
        const auto bins = binsAroundSteps(values, 0.5, 16);
        QCOMPARE(bins.count, 5);
        for (int bin = 0; bin < bins.count; ++bin) {
            QCOMPARE(bins.middle(bin), -0.5 + 0.5 * bin);
            QCOMPARE(bins.binOf(bins.middle(bin)), bin);
        }
    }

    void manyStepsAreTakenTogether()
    {
        const std::vector<double> values{-7, 8};
        const auto bins = binsAroundSteps(values, 0.5, 16);
        QCOMPARE(bins.width, 1.0);
        QCOMPARE(bins.count, 16);
        QCOMPARE(bins.middle(0), -7.0);
    }

    void withoutValuesThereIsOneBin()
    {
        const auto bins = binsAroundSteps({}, 0.5, 16);
        QCOMPARE(bins.count, 1);
        QCOMPARE(bins.middle(0), 0.0);
    }
};

TEST_ENTRY(TestHistogramBins, NoApplication)

} // namespace modalscope::tst_histogram_bins

#include "tst_histogram_bins.moc"
