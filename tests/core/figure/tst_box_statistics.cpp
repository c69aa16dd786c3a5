#include "core/figure/box_statistics.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace modalscope::tst_box_statistics {

/// Protects: what a box says of its values, and that bars, boxes and read-outs agree where they stand.
class TestBoxStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// numpy.quantile([1, 2, 3, 4, 100], [.25, .5, .75]) = 2, 3, 4; within 1.5 · 2 of the box: 1 to 4.
    void quartilesAndWhiskers()
    {
        const auto box = boxStatistics({100, 3, kNoValue, 1, 4, 2});
        QCOMPARE(box.n, 5);
        QCOMPARE(box.lowerQuartile, 2.0);
        QCOMPARE(box.median, 3.0);
        QCOMPARE(box.upperQuartile, 4.0);
        QCOMPARE(box.lowerWhisker, 1.0);
        QCOMPARE(box.upperWhisker, 4.0);
    }

    /// numpy.quantile([1, 2, 3, 4], [.25, .5, .75]) = 1.75, 2.5, 3.25
    void quartilesBetweenValues()
    {
        const auto box = boxStatistics({4, 1, 3, 2});
        QCOMPARE(box.lowerQuartile, 1.75);
        QCOMPARE(box.median, 2.5);
        QCOMPARE(box.upperQuartile, 3.25);
        QCOMPARE(box.upperWhisker, 4.0);
    }

    void whiskersNeverPointInwards()
    {
        const auto box = boxStatistics({0, 0, 0, 0, 0, 0, 0, 10, 10}); // upper quartile between 0 and 10
        QVERIFY(box.upperWhisker >= box.upperQuartile);
        QVERIFY(box.lowerWhisker <= box.lowerQuartile);
    }

    void oneValueAndNone()
    {
        const auto one = boxStatistics({7});
        QCOMPARE(one.median, 7.0);
        QCOMPARE(one.lowerWhisker, 7.0);
        QCOMPARE(boxStatistics({}).n, 0);
        QVERIFY(std::isnan(boxStatistics({kNoValue}).median));
    }

    void manyValuesShowOnlyOutliers()
    {
        std::vector<double> values(50);
        std::iota(values.begin(), values.end(), 0);
        QCOMPARE(stripValues(values).size(), std::size_t(50));
        values.push_back(1000);
        QCOMPARE(stripValues(values), std::vector<double>{1000});
        for (std::size_t i = 0; i < 100; ++i)
            QVERIFY(std::abs(stripPlace(i)) <= 0.5);
    }

    void seriesDoNotOverlap()
    {
        for (const std::size_t count : {1U, 2U, 7U}) {
            for (std::size_t s = 1; s < count; ++s) {
                const auto before = categorySlot(s - 1, count);
                const auto slot = categorySlot(s, count);
                QVERIFY(before.offset + before.width / 2 <= slot.offset - slot.width / 2);
            }
            const auto last = categorySlot(count - 1, count);
            QVERIFY(last.offset + last.width / 2 <= 0.4);
        }
        QCOMPARE(categorySlot(0, 1).offset, 0.0);
    }
};

TEST_ENTRY(TestBoxStatistics, NoApplication)

} // namespace modalscope::tst_box_statistics

#include "tst_box_statistics.moc"
