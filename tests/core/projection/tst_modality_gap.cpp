#include "core/base/random.h"
#include "core/projection/modality_gap.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_modality_gap {

namespace {

/// `rows` four times over, so that there are enough samples to learn from.
ArrayD repeated(const std::vector<double>& rows)
{
    ArrayD out({8, 2});
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] = rows[i % rows.size()];
    return out;
}

ArrayD noise(std::int64_t samples, std::int64_t values, double mean, std::uint64_t seed)
{
    Random random(seed);
    ArrayD out({samples, values});
    for (double& value : out.values)
        value = random.normal();
    for (std::int64_t i = 0; i < samples; ++i)
        out.row(i)[0] += mean;
    return out;
}

} // namespace

/// Protects the measures that say how far apart two modalities lie.
class TestModalityGap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void definitionByHand()
    {
        // golden/mla.json, modality_gap: X = {(3,4),(1,0)}, Y = {(0,2),(−1,1)}.
        const auto gap = measureModalityGap(
            repeated({3, 4, 1, 0}), repeated({0, 2, -1, 1}), std::vector<int>{0, 1, 0, 1, 0, 1, 0, -1})
                             .value();
        QVERIFY(std::abs(gap.difference[0] - 1.1535533906) < 1e-9);
        QVERIFY(std::abs(gap.difference[1] + 0.4535533906) < 1e-9);
        QVERIFY(std::abs(gap.distance - 1.2395144626) < 1e-9);
        // Means (0.8, 0.4) and (−√½/2, (1 + √½)/2).
        const double x = -std::sqrt(0.5) / 2, y = (1 + std::sqrt(0.5)) / 2;
        QVERIFY(
            std::abs(gap.centroidCosine - (0.8 * x + 0.4 * y) / (std::sqrt(0.8) * std::hypot(x, y))) < 1e-12);
        QCOMPARE(gap.classes.size(), std::size_t(2));
        QVERIFY(std::abs(gap.classes[0].distance - std::hypot(0.6, 0.2)) < 1e-12);
        QVERIFY(std::abs(gap.classes[1].distance - std::hypot(1 + std::sqrt(0.5), std::sqrt(0.5))) < 1e-12);
        QCOMPARE(gap.classes[1].samples, 3);
        // ‖(0.6, −0.2)‖² and ‖(1 + √½, −√½)‖².
        QVERIFY(std::abs(gap.alignment - (0.4 + 2 + 2 * std::sqrt(0.5)) / 2) < 1e-12);
        // Of 28 pairs 12 are equal and 16 at ‖(0.6, 0.8) − (1, 0)‖² = 0.8.
        QVERIFY(std::abs(gap.uniformityX - std::log((12 + 16 * std::exp(-1.6)) / 28)) < 1e-6);
    }

    void separabilityFollowsTheGap()
    {
        const auto near = measureModalityGap(noise(300, 8, 0, 1), noise(300, 8, 0, 2)).value();
        const auto far = measureModalityGap(noise(300, 8, 20, 1), noise(300, 8, -20, 2)).value();
        QVERIFY(near.separability < 0.6);
        QVERIFY(far.separability > 0.99);
        QVERIFY(near.distance < 0.2);
        QVERIFY(far.distance > 1.5);
        QVERIFY(far.uniformityX > near.uniformityX); // all in one direction
    }

    void shiftingClosesTheGap()
    {
        const auto x = noise(200, 8, 3, 1), y = noise(200, 8, -3, 2);
        const auto before = measureModalityGap(x, y).value();
        const auto after = shiftAlongGap(x, y, before.difference, before.distance);
        QVERIFY(measureModalityGap(after.x, after.y).value().distance < 0.3 * before.distance);
        const auto wider = shiftAlongGap(x, y, before.difference, -0.5);
        QVERIFY(measureModalityGap(wider.x, wider.y).value().distance > before.distance);
    }

    /// x along the first axis, y along the second: Δ = (1, −1), and a shift of √2 brings both to (½, ½).
    void shiftingByHand()
    {
        auto x = repeated({2, 0, 5, 0}), y = repeated({0, 3, 0, 0.5});
        const auto gap = gapVector(x, y);
        QCOMPARE(gap.samples, std::int64_t(8));
        QCOMPARE(gap.difference, (std::vector<double>{1, -1}));
        QVERIFY(std::abs(gap.distance - std::sqrt(2.0)) < 1e-12);
        const double h = std::sqrt(0.5);
        const auto one = shiftAlongGap(x, y, gap.difference, std::sqrt(2.0));
        const auto own = shiftAlongGap(x, y, gap.difference, std::sqrt(2.0), ShiftedLength::Own);
        for (int d = 0; d < 2; ++d) {
            QVERIFY(std::abs(one.x.row(0)[d] - h) < 1e-12 && std::abs(one.y.row(1)[d] - h) < 1e-12);
            QVERIFY(std::abs(own.x.row(0)[d] - 2 * h) < 1e-12 && std::abs(own.x.row(1)[d] - 5 * h) < 1e-12);
            QVERIFY(std::abs(own.y.row(0)[d] - 3 * h) < 1e-12 && std::abs(own.y.row(1)[d] - h / 2) < 1e-12);
        }
        const auto wider = shiftAlongGap(x, y, gap.difference, -std::sqrt(2.0), ShiftedLength::Own);
        // (1 + ½, −½) of length 2, and (−½, 1 + ½) of length 3.
        const double length = std::sqrt(2.5);
        QVERIFY(std::abs(wider.x.row(0)[0] - 3 / length) < 1e-12);
        QVERIFY(std::abs(wider.x.row(0)[1] + 1 / length) < 1e-12);
        QVERIFY(std::abs(wider.y.row(0)[1] - 4.5 / length) < 1e-12);
    }

    void unmovedFeaturesKeepEveryBit()
    {
        auto x = noise(50, 8, 3, 1), y = noise(50, 8, -3, 2);
        for (double& value : x.row(4))
            value = 0;
        y.row(5)[1] = std::numeric_limits<double>::infinity();
        const auto gap = gapVector(x, y);
        QCOMPARE(gap.samples, std::int64_t(48));
        QCOMPARE(gap.difference, measureModalityGap(x, y).value().difference);
        const auto none = shiftAlongGap(x, y, gap.difference, 0, ShiftedLength::Own);
        QVERIFY(none.x.values == x.values && none.y.values == y.values);
        const auto some = shiftAlongGap(x, y, gap.difference, 0.5, ShiftedLength::Own);
        const auto same = [](std::span<const double> a, std::span<const double> b) {
            return std::equal(a.begin(), a.end(), b.begin());
        };
        QVERIFY(same(some.x.row(4), x.row(4)) && same(some.y.row(5), y.row(5))); // no direction
        QVERIFY(!same(some.x.row(5), x.row(5)));
        const auto nowhere = gapVector(ArrayD({4, 3}), ArrayD({4, 3}));
        QCOMPARE(nowhere.samples, std::int64_t(0));
        QCOMPARE(nowhere.distance, 0.0);
    }

    void samplesWithoutADirectionAreLeftOut()
    {
        auto x = noise(50, 4, 1, 1), y = noise(50, 4, 1, 2);
        x.row(3)[0] = std::numeric_limits<double>::quiet_NaN();
        for (double& value : y.row(7))
            value = 0;
        const auto gap = measureModalityGap(x, y).value();
        QCOMPARE(gap.dropped, 2);
        QCOMPARE(gap.samples, 48);
        QVERIFY(std::isfinite(gap.distance));
    }

    void aSampleIsDrawnAndCounted()
    {
        const auto x = noise(400, 4, 1, 1), y = noise(400, 4, -1, 2);
        const auto gap = measureModalityGap(x, y, {}, {.exactUpTo = 100}).value();
        QCOMPARE(gap.judged, 100);
        const auto whole = measureModalityGap(x, y).value();
        QCOMPARE(gap.distance, whole.distance);
        QVERIFY(std::abs(gap.uniformityX - whole.uniformityX) < 0.3);
    }

    void badInput()
    {
        const auto lengths = measureModalityGap(ArrayD({8, 3}), ArrayD({8, 5}));
        QVERIFY(!lengths);
        QVERIFY(lengths.error().kind == ErrorKind::Shape);
        QVERIFY(lengths.error().message.find("3 and 5 values") != std::string::npos);
        QVERIFY(!measureModalityGap(ArrayD({8, 3}), ArrayD({7, 3})));
        QVERIFY(!measureModalityGap(ArrayD({8, 3}), ArrayD({8, 3}))); // zero vectors only
        std::stop_source source;
        source.request_stop();
        RunContext context;
        context.stop = source.get_token();
        const auto stopped = measureModalityGap(noise(50, 4, 0, 1), noise(50, 4, 0, 2), {}, {}, context);
        QVERIFY(!stopped);
        QVERIFY(stopped.error().kind == ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestModalityGap, NoApplication)

} // namespace modalscope::tst_modality_gap

#include "tst_modality_gap.moc"
