#include "core/base/random.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace modalscope::tst_random {

/// The numbers are those of the published generator, the same everywhere, and distributed as they should be.
class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheStatedGenerator();
    void purposesAreUnrelated();
    void stateContinues();
    void uniform();
    void normal();
    void belowIsUnbiased();
    void permutation();
};

void TestRandom::isTheStatedGenerator()
{
    // xoshiro256** from the state 1, 2, 3, 4: the first outputs of the authors' C program
    Random random(0);
    random.setState({1, 2, 3, 4});
    QCOMPARE(random.next(), std::uint64_t(11520));
    QCOMPARE(random.next(), std::uint64_t(0));
    QCOMPARE(random.next(), std::uint64_t(1509978240));
    QCOMPARE(random.next(), std::uint64_t(1215971899390074240ULL));
    // splitmix64 from 0: the state of Random(0) begins with its first output
    QCOMPARE(Random(0).state()[0], std::uint64_t(0xe220a8397b1dcdafULL));
}

void TestRandom::purposesAreUnrelated()
{
    std::set<std::uint64_t> seeds;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        for (const char* purpose : {"shuffle/epoch 1", "shuffle/epoch 2", "init/a", ""})
            seeds.insert(seedFor(seed, purpose));
    QCOMPARE(seeds.size(), std::size_t(400));
    QCOMPARE(Random(3, "x").next(), Random(seedFor(3, "x")).next());
}

void TestRandom::stateContinues()
{
    Random random(5);
    for (int i = 0; i < 10; ++i)
        random.normal();
    Random resumed(99);
    resumed.setState(random.state());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(resumed.normal(), random.normal());
}

void TestRandom::uniform()
{
    Random random(1);
    constexpr int count = 100000;
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        const double value = random.uniform(-2, 4);
        QVERIFY(value >= -2 && value < 4);
        sum += value;
    }
    QVERIFY(std::abs(sum / count - 1) < 5 * std::sqrt(3.0 / count)); // variance of U(-2, 4) is 36/12
}

void TestRandom::normal()
{
    Random random(2);
    constexpr int count = 100000;
    double sum = 0, squares = 0, fourth = 0;
    for (int i = 0; i < count; ++i) {
        const double value = random.normal();
        sum += value;
        squares += value * value;
        fourth += value * value * value * value;
    }
    QVERIFY(std::abs(sum / count) < 5 / std::sqrt(count));
    QVERIFY(std::abs(squares / count - 1) < 5 * std::sqrt(2.0 / count)); // variance of x² is 2
    QVERIFY(std::abs(fourth / count - 3) < 5 * std::sqrt(96.0 / count)); // of x⁴: 105 − 9
}

void TestRandom::belowIsUnbiased()
{
    Random random(3);
    std::array<int, 7> counts{};
    for (int i = 0; i < 70000; ++i)
        ++counts[random.below(7)];
    for (const int count : counts)
        QVERIFY(std::abs(count - 10000) < 5 * std::sqrt(10000 * 6.0 / 7));
    QCOMPARE(random.below(1), std::uint64_t(0));
    // With a bound of 3 · 2^62 a quarter of the raw values must be thrown away; what is left is uniform below
    // it.
    int upper = 0;
    constexpr std::uint64_t bound = 3ULL << 62;
    for (int i = 0; i < 10000; ++i)
        upper += random.below(bound) >= bound / 2;
    QVERIFY(std::abs(upper - 5000) < 250);
}

void TestRandom::permutation()
{
    auto order = Random(4).permutation(100);
    QVERIFY(!std::ranges::is_sorted(order));
    QCOMPARE(Random(4).permutation(100), order);
    std::ranges::sort(order);
    for (std::int64_t i = 0; i < 100; ++i)
        QCOMPARE(order[std::size_t(i)], i);
    QVERIFY(Random(4).permutation(0).empty());
    std::array<int, 6> counts{}; // all six orders of three are equally likely
    Random random(5);
    for (int i = 0; i < 6000; ++i) {
        const auto three = random.permutation(3);
        ++counts[std::size_t(2 * three[0] + (three[1] > three[2] ? 1 : 0))];
    }
    for (const int count : counts)
        QVERIFY(std::abs(count - 1000) < 150);
}

TEST_ENTRY(TestRandom, NoApplication)

} // namespace modalscope::tst_random

#include "tst_random.moc"
