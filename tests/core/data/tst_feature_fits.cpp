#include "core/data/feature_fits.h"
#include "tests/core/data/made_features.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_feature_fits {

namespace {

using Places = std::vector<std::size_t>;

} // namespace

/// Protects which arrays a fit is made of and which rows it sees: nothing is joined that does not fit, and no
/// row is lost, doubled or taken from another sample.
class TestFeatureFits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allArraysAreAll()
    {
        QCOMPARE(allArrays(madeFeatures(2, {3, 3, 5})), (Places{0, 1, 2}));
        QCOMPARE(allArrays({}), Places{});
    }

    void togetherOrEachByItself()
    {
        const auto set = madeFeatures(2, {3, 5, 3});
        const Places arrays{2, 0};
        QCOMPARE(fitsOf(set, arrays, false, "").value(), (std::vector<Places>{{2, 0}})); // in this order
        QCOMPARE(fitsOf(set, arrays, true, "").value(), (std::vector<Places>{{2}, {0}}));
    }

    void oneFitNeedsOneLength()
    {
        const auto set = madeFeatures(2, {3, 5, 3});
        const auto refused = fitsOf(set, Places{0, 2, 1}, false, "give --separate.");
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(refused.error().message,
            std::string("made: m0 has 3 features and m1 has 5; one common fit needs the same number: give "
                        "--separate."));
        QCOMPARE(fitsOf(set, Places{0, 2, 1}, true, "").value(), (std::vector<Places>{{0}, {2}, {1}}));
        QCOMPARE(fitsOf(set, Places{1}, false, "").value(), (std::vector<Places>{{1}}));
    }

    /// Nobody has to look whether the only fit is an empty one.
    void noArraysAreNoFit()
    {
        const auto set = madeFeatures(2, {3});
        QVERIFY(fitsOf(set, {}, false, "").value().empty());
        QVERIFY(fitsOf(set, {}, true, "").value().empty());
    }

    void rowsBelowEachOther()
    {
        const auto set = madeFeatures(2, {2, 3, 2});
        const auto joined = joinedRows(set, Places{2, 0});
        QCOMPARE(joined.shape, (Shape{4, 2}));
        QCOMPARE(joined.values, (std::vector<float>{200, 201, 210, 211, 0, 1, 10, 11}));
        QCOMPARE(joinedRows(set, Places{1}), set.features[1]);
    }

    /// In the order asked for, of every array the same.
    void someSamplesAlone()
    {
        const auto set = madeFeatures(4, {2, 2});
        const std::vector<std::int64_t> only{3, 1};
        const auto joined = joinedRows(set, Places{0, 1}, only);
        QCOMPARE(joined.shape, (Shape{4, 2}));
        QCOMPARE(joined.values, (std::vector<float>{30, 31, 10, 11, 130, 131, 110, 111}));
    }

    /// Images and sequences are taken as rows of numbers.
    void arraysOfMoreAxesAreFlat()
    {
        auto set = madeFeatures(2, {6});
        set.features[0].shape = {2, 2, 3};
        QCOMPARE(fitsOf(set, Places{0}, false, "").value().size(), std::size_t(1));
        const auto joined = joinedRows(set, Places{0}, std::vector<std::int64_t>{1});
        QCOMPARE(joined.shape, (Shape{1, 6}));
        QCOMPARE(joined.values, (std::vector<float>{10, 11, 12, 13, 14, 15}));
    }
};

TEST_ENTRY(TestFeatureFits, NoApplication)

} // namespace modalscope::tst_feature_fits

#include "tst_feature_fits.moc"
