#include "tests/support/test_entry.h"
#include "widgets/samples/color_map.h"

#include <QTest>

#include <array>
#include <cmath>
#include <limits>

namespace modalscope::tst_color_map {

/// Protects: pictures of samples show values in order, whatever the values are.
class TestColorMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void viridisMatchesItsTable();
    void viridisGrowsLighter();
    void rangeLeavesOutWhatIsNotANumber();
    void imagesHaveRowsAndColumns();
    void threeChannelsAreColours();
};

/// Entries of matplotlib 3's viridis table at 0, 1/2 and 1.
void TestColorMap::viridisMatchesItsTable()
{
    const std::array table{std::pair(0.0, QColor(68, 1, 84)), std::pair(0.5, QColor(33, 145, 140)),
        std::pair(1.0, QColor(253, 231, 37))};
    constexpr int kTolerance = 6;
    for (const auto& [share, wanted] : table) {
        const QColor color(viridis(share));
        QVERIFY2(std::abs(color.red() - wanted.red()) <= kTolerance
                && std::abs(color.green() - wanted.green()) <= kTolerance
                && std::abs(color.blue() - wanted.blue()) <= kTolerance,
            qPrintable(color.name()));
    }
}

void TestColorMap::viridisGrowsLighter()
{
    int last = -1;
    for (int i = 0; i <= 100; ++i) {
        const int grey = qGray(viridis(i / 100.0));
        QVERIFY(grey >= last - 1);
        last = grey;
    }
}

void TestColorMap::rangeLeavesOutWhatIsNotANumber()
{
    const std::array<float, 4> values{
        2, std::numeric_limits<float>::quiet_NaN(), -1, std::numeric_limits<float>::infinity()};
    QCOMPARE(valueRange(values), std::pair(-1.0F, 2.0F));
    const std::array<float, 2> equal{3, 3};
    QCOMPARE(valueRange(equal), std::pair(0.0F, 1.0F));
}

void TestColorMap::imagesHaveRowsAndColumns()
{
    const std::array<float, 6> values{0, 1, 2, 3, 4, 5}; // [row 2, column 3]
    const auto image = mapImage(values, 2, 3, false);
    QCOMPARE(image.size(), QSize(3, 2));
    QCOMPARE(qGray(image.pixel(0, 0)), 0);
    QCOMPARE(qGray(image.pixel(2, 1)), 255);
    QCOMPARE(qGray(image.pixel(0, 1)), 153); // 3/5 of 255
}

void TestColorMap::threeChannelsAreColours()
{
    const std::array<float, 6> values{1, 0, 0.5F, 0, 0, 1}; // [channel 3, row 1, column 2]
    const auto image = channelImage(values, 3, 1, 2);
    QCOMPARE(QColor(image.pixel(0, 0)), QColor(255, 128, 0));
    QCOMPARE(QColor(image.pixel(1, 0)), QColor(0, 0, 255));
    QCOMPARE(channelImage(values, 2, 1, 3).size(), QSize(6, 1));
}

TEST_ENTRY(TestColorMap, NoApplication)

} // namespace modalscope::tst_color_map

#include "tst_color_map.moc"
