#include "core/analysis/calibration_report.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <random>

namespace modalscope::tst_calibration_report {

namespace {

/// Random logits of three modalities, the second absent in every third sample, the third without logits.
Predictions somePredictions(unsigned seed, int samples = 90)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Predictions said;
    said.modalities = {"image", "audio", "film"};
    said.fused = ArrayD({samples, 4});
    said.logits = {ArrayD({samples, 4}), ArrayD({samples, 4}), {}};
    for (auto* scores : {&said.fused, &said.logits[0], &said.logits[1]})
        for (auto& value : scores->values)
            value = 2 * normal(random);
    said.presence = {{}, std::vector<std::uint8_t>(std::size_t(samples), 1), {}};
    for (int i = 0; i < samples; ++i) {
        said.labels.push_back(i % 4);
        said.presence[1][std::size_t(i)] = i % 3 == 0 ? 0 : 1;
    }
    return said;
}

} // namespace

/// Protects: the reliability diagram and its error are those of the metrics.
class TestCalibrationReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theErrorIsThatOfTheMetrics()
    {
        const auto said = somePredictions(1);
        const auto report = calibrationReport(said);
        const auto metrics = splitMetrics(said, 0);
        QCOMPARE(report.runs, 1);
        QCOMPARE(report.curves.size(), std::size_t(3)); // image, audio, fused
        for (const auto& curve : report.curves) {
            const auto path = curve.who == "fused" ? curve.who : "modalities/" + curve.who;
            QVERIFY(std::abs(curve.error - metricAt(metrics, path + "/ece")->value) < 1e-12);
            QVERIFY(std::abs(curve.accuracy - metricAt(metrics, path + "/accuracy")->value) < 1e-12);
            QCOMPARE(curve.errors, (std::vector<double>{curve.error}));
            QCOMPARE(std::accumulate(curve.bins.count.begin(), curve.bins.count.end(), 0.0),
                double(curve.samples));
        }
        QCOMPARE(report.curves[1].samples, std::int64_t(60)); // where it is present
        QCOMPARE(report.curves.back().who, std::string("fused"));
        QCOMPARE(report.notes, (std::vector<std::string>{"No predictions of their own: film."}));
    }

    void valuesByHand()
    {
        Predictions said;
        said.labels = {0, 0, 1, 1};
        said.fused = ArrayD({4, 2});
        said.fused.values = {0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.4, 0.6}; // right, right, wrong, right
        said.fusedAreProbabilities = true;
        const auto report = calibrationReport(said, 5);
        const auto& curve = report.curves.at(0);
        QCOMPARE(curve.bins.count, (std::vector<double>{0, 0, 1, 0, 3})); // 0.6 is in (0.4, 0.6]
        QCOMPARE(curve.bins.right, (std::vector<double>{0, 0, 1, 0, 2}));
        QVERIFY(std::abs(curve.error - (0.4 + 3 * (0.9 - 2 / 3.0)) / 4) < 1e-12);
        QCOMPARE(curve.accuracy, 0.75);
    }

    void runsArePooled()
    {
        const auto first = somePredictions(1);
        const auto second = somePredictions(2);
        const std::vector<const Predictions*> both{&first, &second};
        const auto pooled = calibrationReport(both);
        const auto one = calibrationReport(first);
        const auto two = calibrationReport(second);
        QCOMPARE(pooled.runs, 2);
        for (std::size_t c = 0; c < pooled.curves.size(); ++c) {
            for (std::size_t k = 0; k < 15; ++k)
                QCOMPARE(pooled.curves[c].bins.count[k],
                    one.curves[c].bins.count[k] + two.curves[c].bins.count[k]);
            QCOMPARE(
                pooled.curves[c].errors, (std::vector<double>{one.curves[c].error, two.curves[c].error}));
        }
    }

    void nothing()
    {
        QVERIFY(calibrationReport(Predictions()).curves.empty());
        QVERIFY(calibrationReport(std::span<const Predictions* const>()).curves.empty());
    }
};

TEST_ENTRY(TestCalibrationReport, NoApplication)

} // namespace modalscope::tst_calibration_report

#include "tst_calibration_report.moc"
