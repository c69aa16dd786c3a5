#include "core/data/missing_mask.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope::tst_missing_mask {

namespace {

struct Statistics {
    double missing = 0;
    double share[3] = {}; // rows with 1, 2, 3 modalities present
};

Statistics statisticsOf(const PresenceMask& mask)
{
    Statistics statistics;
    const auto samples = mask.front().size();
    for (std::size_t i = 0; i < samples; ++i) {
        const int present = std::accumulate(
            mask.begin(), mask.end(), 0, [&](int sum, const auto& column) { return sum + column[i]; });
        if (present >= 1)
            statistics.share[present - 1] += 1.0 / double(samples);
        statistics.missing += double(int(mask.size()) - present) / double(samples * mask.size());
    }
    return statistics;
}

} // namespace

/// The masks follow the published rule: their statistics are those of the reference program.
class TestMissingMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishedStatistics_data();
    void publishedStatistics();
    void keepsExactlyOneFromTwoThirdsOn();
    void terminatesOnSmallData();
    void keepsOneModalityPerSample_data();
    void keepsOneModalityPerSample();
    void bernoulliRate();
    void oneModalityHidesExactlySoMany_data();
    void oneModalityHidesExactlySoMany();
    void oneModalityAloneIsNeverHidden();
    void shareOfMissingCells();
    void saturation();
    void isSeeded();
};

// mean and sd over 20 seeds of the reference program, N = 5000, three modalities
void TestMissingMask::publishedStatistics_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QList<double>>("mean");
    QTest::addColumn<QList<double>>("sd");
    using L = QList<double>;
    QTest::newRow("0.1") << 0.1 << L{.1021, .0238, .2586, .7176} << L{.0022, .0023, .0069, .0064};
    QTest::newRow("0.2") << 0.2 << L{.2023, .0920, .4230, .4850} << L{.0021, .0039, .0084, .0064};
    QTest::newRow("0.3") << 0.3 << L{.3022, .2044, .4977, .2979} << L{.0024, .0041, .0066, .0055};
    QTest::newRow("0.4") << 0.4 << L{.4024, .3658, .4757, .1585} << L{.0015, .0035, .0075, .0055};
    QTest::newRow("0.5") << 0.5 << L{.5026, .5680, .3718, .0602} << L{.0019, .0061, .0082, .0034};
    QTest::newRow("0.6") << 0.6 << L{.6036, .8202, .1703, .0094} << L{.0016, .0047, .0048, .0013};
}

void TestMissingMask::publishedStatistics()
{
    QFETCH(double, rate);
    QFETCH(QList<double>, mean);
    QFETCH(QList<double>, sd);
    QList<double> average(4, 0.0);
    constexpr int seeds = 20;
    for (int seed = 0; seed < seeds; ++seed) {
        const auto one = statisticsOf(gcnetMask(5000, 3, rate, std::uint64_t(seed)));
        const double values[] = {one.missing, one.share[0], one.share[1], one.share[2]};
        for (int i = 0; i < 4; ++i) {
            // a single mask lies within 4 sd; 80 numbers per rate, so 4.5 for the extremes of them
            QVERIFY2(std::abs(values[i] - mean[i]) < 4.5 * sd[i] + 5e-5,
                qPrintable(QStringLiteral("seed %1, statistic %2: %3").arg(seed).arg(i).arg(values[i])));
            average[i] += values[i] / seeds;
        }
    }
    for (int i = 0; i < 4; ++i) // two means of 20 differ by sd · sqrt(2/20)
        QVERIFY2(std::abs(average[i] - mean[i]) < 4 * sd[i] * std::sqrt(2.0 / seeds) + 5e-5,
            qPrintable(QStringLiteral("statistic %1: mean %2").arg(i).arg(average[i])));
}

void TestMissingMask::keepsExactlyOneFromTwoThirdsOn()
{
    const auto a = gcnetMask(3000, 3, 0.7, 5);
    QCOMPARE(a, gcnetMask(3000, 3, 0.8, 5));
    QCOMPARE(a, gcnetMask(3000, 3, 2.0 / 3, 5));
    const auto statistics = statisticsOf(a);
    QVERIFY(std::abs(statistics.share[0] - 1) < 1e-9);
    for (const auto& column : a) // each modality equally often: 1000 ± 4 · sqrt(3000 · 2/9)
        QVERIFY(std::abs(std::accumulate(column.begin(), column.end(), 0) - 1000) < 104);
    QCOMPARE(gcnetMask(50, 2, 0.5, 1), gcnetMask(50, 2, 0.9, 1)); // two modalities: from one half on
}

void TestMissingMask::terminatesOnSmallData()
{
    for (const int samples : {0, 1, 2, 5, 7})
        for (const int modalities : {1, 2, 3, 6})
            for (const double rate : {0.0, 0.1, 0.33, 0.5, 0.9}) {
                const auto mask = gcnetMask(samples, modalities, rate, 3);
                QCOMPARE(int(mask.size()), modalities);
                QCOMPARE(int(mask.front().size()), samples);
            }
}

void TestMissingMask::keepsOneModalityPerSample_data()
{
    QTest::addColumn<double>("rate");
    for (const double rate : {0.0, 0.2, 0.5, 0.9})
        QTest::addRow("%.1f", rate) << rate;
}

void TestMissingMask::keepsOneModalityPerSample()
{
    QFETCH(double, rate);
    for (const auto& mask : {gcnetMask(2000, 4, rate, 1), bernoulliMask(2000, 4, rate, 1)})
        for (std::size_t i = 0; i < 2000; ++i) {
            const int present = mask[0][i] + mask[1][i] + mask[2][i] + mask[3][i];
            QVERIFY(present >= 1 && (rate > 0 || present == 4));
        }
}

void TestMissingMask::bernoulliRate()
{
    // Of three cells each lost with 0.4, all are lost with 0.064, and one of these comes back: missing 0.4 −
    // 0.064/3.
    const auto statistics = statisticsOf(bernoulliMask(20000, 3, 0.4, 9));
    QVERIFY(std::abs(statistics.missing - (0.4 - 0.064 / 3)) < 4 * std::sqrt(0.24 / 60000));
}

void TestMissingMask::oneModalityHidesExactlySoMany_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("hidden");
    QTest::newRow("none") << 50 << 0.0 << 0;
    QTest::newRow("a fifth") << 50 << 0.2 << 10;
    QTest::newRow("rounded up") << 7 << 0.5 << 4;
    QTest::newRow("rounded down") << 7 << 0.06 << 0;
    QTest::newRow("nine tenths") << 1000 << 0.9 << 900;
    QTest::newRow("no samples") << 0 << 0.5 << 0;
}

void TestMissingMask::oneModalityHidesExactlySoMany()
{
    QFETCH(int, samples);
    QFETCH(double, rate);
    QFETCH(int, hidden);
    const auto mask = oneModalityMask(samples, 3, 1, rate, 4);
    QCOMPARE(mask.size(), std::size_t(3));
    for (std::size_t m = 0; m < 3; ++m) {
        QCOMPARE(int(mask[m].size()), samples);
        QCOMPARE(int(std::count(mask[m].begin(), mask[m].end(), 0)), m == 1 ? hidden : 0);
    }
}

void TestMissingMask::oneModalityAloneIsNeverHidden()
{
    QCOMPARE(oneModalityMask(20, 1, 0, 0.9, 4), PresenceMask(1, std::vector<std::uint8_t>(20, 1)));
}

void TestMissingMask::shareOfMissingCells()
{
    QCOMPARE(missingShare({}), 0.0); // nothing hidden
    QCOMPARE(missingShare({{}, {}}), 0.0);
    QCOMPARE(missingShare({{1, 0, 1, 0}, {1, 1, 1, 0}}), 3.0 / 8);
    QVERIFY(std::abs(missingShare(oneModalityMask(100, 4, 2, 0.4, 1)) - 0.1) < 1e-12);
}

/// Where it begins, every sample keeps exactly one.
void TestMissingMask::saturation()
{
    for (const int modalities : {2, 3, 5}) {
        const double rate = gcnetSaturation(modalities);
        QCOMPARE(rate, 1 - 1.0 / modalities);
        QVERIFY(std::abs(missingShare(gcnetMask(400, modalities, rate, 2)) - rate) < 1e-12);
        QVERIFY(missingShare(gcnetMask(400, modalities, rate - 0.05, 2)) < rate - 0.01);
    }
}

void TestMissingMask::isSeeded()
{
    QCOMPARE(oneModalityMask(500, 3, 0, 0.4, 2), oneModalityMask(500, 3, 0, 0.4, 2));
    QVERIFY(oneModalityMask(500, 3, 0, 0.4, 2) != oneModalityMask(500, 3, 0, 0.4, 3));
    QCOMPARE(gcnetMask(500, 3, 0.4, 2), gcnetMask(500, 3, 0.4, 2));
    QVERIFY(gcnetMask(500, 3, 0.4, 2) != gcnetMask(500, 3, 0.4, 3));
    QVERIFY(bernoulliMask(500, 3, 0.4, 2) != bernoulliMask(500, 3, 0.4, 3));
}

TEST_ENTRY(TestMissingMask, NoApplication)

} // namespace modalscope::tst_missing_mask

#include "tst_missing_mask.moc"
