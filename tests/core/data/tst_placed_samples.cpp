#include "core/data/placed_samples.h"
#include "tests/core/data/made_features.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <limits>

namespace modalscope::tst_placed_samples {

namespace {

constexpr float kOut = std::numeric_limits<float>::quiet_NaN();

Array rowsOfTwo(std::vector<float> values)
{
    Array rows;
    rows.shape = {std::int64_t(values.size()) / 2, 2};
    rows.values = std::move(values);
    return rows;
}

} // namespace

/// Protects the table of coordinates: every line names the array, the row of the split and the sample that
/// its numbers belong to, and the numbers are the picture's to the last bit.
class TestPlacedSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arraysComeOneAfterTheOther()
    {
        const auto set = madeFeatures(2, {3, 3});
        PlacedSamples placed{&set, {"x", "y"}, {}};
        placed.append(rowsOfTwo({1, 2, 3, 4}));
        placed.append(rowsOfTwo({5, 6, 7, 8}));
        QCOMPARE(placed.positions, rowsOfTwo({1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(layoutCsv(placed), std::string("array,row,x,y\nm0,0,1,2\nm0,1,3,4\nm1,0,5,6\nm1,1,7,8\n"));
    }

    /// Layouts that nobody is in add nothing, and take nothing away.
    void anEmptyLayoutAddsNothing()
    {
        const auto set = madeFeatures(1, {3, 3});
        PlacedSamples placed{&set, {"x", "y"}, rowsOfTwo({1, 2})};
        placed.append(Array({0, 2}));
        QCOMPARE(placed.positions, rowsOfTwo({1, 2}));
    }

    /// Of the second array alone: its name, not the first's.
    void someArraysKeepTheirNames()
    {
        const auto set = madeFeatures(1, {3, 3, 3});
        const PlacedSamples placed{&set, {"pc1", "pc2"}, rowsOfTwo({1, 2, 3, 4}), {2, 1}};
        QCOMPARE(layoutCsv(placed), std::string("array,row,pc1,pc2\nm2,0,1,2\nm1,0,3,4\n"));
    }

    void whoWasLeftOutHasNoLine()
    {
        const auto set = madeFeatures(3, {3, 3});
        const PlacedSamples placed{
            &set, {"x", "y"}, rowsOfTwo({1, 2, kOut, kOut, 5, 6, kOut, kOut, 7, 8, 9, 1})};
        QCOMPARE(layoutCsv(placed), std::string("array,row,x,y\nm0,0,1,2\nm0,2,5,6\nm1,1,7,8\nm1,2,9,1\n"));
    }

    /// When only some rows were read, the number is that of the split.
    void rowsAreThoseOfTheSplit()
    {
        auto set = madeFeatures(2, {3, 3});
        set.rows = {4, 17};
        set.total = 20;
        const PlacedSamples placed{&set, {"x", "y"}, rowsOfTwo({1, 2, 3, 4, 5, 6, 7, 8})};
        QCOMPARE(layoutCsv(placed), std::string("array,row,x,y\nm0,4,1,2\nm0,17,3,4\nm1,4,5,6\nm1,17,7,8\n"));
    }

    /// A class by its name, by its number when it has none, and nothing when it is unknown.
    void idsAndLabels()
    {
        auto set = madeFeatures(4, {3});
        set.ids = {"a", "b,c", "d\"e", "f"};
        set.labels = {0, 1, 2, -1};
        set.classNames = {"cat", "dog, small"};
        const PlacedSamples placed{&set, {"x", "y"}, rowsOfTwo({1, 1, 2, 2, 3, 3, 4, 4})};
        QCOMPARE(layoutCsv(placed),
            std::string("array,row,id,label,x,y\nm0,0,a,cat,1,1\nm0,1,\"b,c\",\"dog, small\",2,2\n"
                        "m0,2,\"d\"\"e\",2,3,3\nm0,3,f,,4,4\n"));
    }

    /// A name is no place for a comma to make a column.
    void namesAreCells()
    {
        auto set = madeFeatures(1, {3});
        set.names = {"left, front"};
        const PlacedSamples placed{&set, {"x", "y"}, rowsOfTwo({1, 2})};
        QCOMPARE(layoutCsv(placed), std::string("array,row,x,y\n\"left, front\",0,1,2\n"));
    }

    void numbersComeBackAsTheyWere()
    {
        const auto set = madeFeatures(2, {3});
        const auto positions = rowsOfTwo({0.1F, -1.0F / 3, 16777217.5F, 1e-38F});
        const auto text = layoutCsv({&set, {"x", "y"}, positions});
        std::vector<float> read;
        for (const auto& line : QString::fromStdString(text).split(QLatin1Char('\n')).mid(1, 2))
            for (const auto& cell : line.split(QLatin1Char(',')).mid(2))
                read.push_back(cell.toFloat());
        QCOMPARE(read, positions.values);
    }

    void noSamplesAreAHeadAlone()
    {
        const auto set = madeFeatures(0, {3});
        QCOMPARE(layoutCsv({&set, {"x", "y", "z"}, {}}), std::string("array,row,x,y,z\n"));
    }
};

TEST_ENTRY(TestPlacedSamples, NoApplication)

} // namespace modalscope::tst_placed_samples

#include "tst_placed_samples.moc"
