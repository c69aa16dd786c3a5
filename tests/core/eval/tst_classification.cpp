#include "core/base/atomic_file.h"
#include "core/eval/calibration.h"
#include "core/eval/classification.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

namespace modalscope::tst_classification {

namespace {

ArrayD arrayOf(const std::vector<std::vector<double>>& rows)
{
    ArrayD array({std::int64_t(rows.size()), std::int64_t(rows.front().size())});
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(rows[i].begin(), rows[i].end(), array.row(std::int64_t(i)).begin());
    return array;
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-12;
}

} // namespace

/// Protects the definitions of the metrics: against numbers of an independent program and cases worked out by
/// hand.
class TestClassification : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void golden_data()
    {
        const auto text = readFile(MODALSCOPE_SOURCE_DIR "/tests/golden/measures.json");
        QVERIFY(text);
        m_golden = nlohmann::json::parse(text.value());
        QTest::addColumn<QString>("name");
        for (const auto& [name, values] : m_golden["cases"].items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        QCOMPARE(m_golden["cases"].size(), 14U);
    }

    void golden()
    {
        QFETCH(QString, name);
        const auto& expected = m_golden["cases"][name.toStdString()];
        const auto labels = m_golden["labels"].get<std::vector<int>>();
        const auto scores = arrayOf(expected["scores"].get<std::vector<std::vector<double>>>());
        const auto samples = scoreSamples(scores, false, labels, {});
        const std::vector<std::uint32_t> once(labels.size(), 1);

        double right = 0;
        for (std::size_t i = 0; i < labels.size(); ++i)
            right += samples.isRight(i) ? 1 : 0;
        QVERIFY(isClose(right / double(labels.size()), expected["accuracy"].get<double>()));

        const auto counts = confusionMatrix(samples);
        const auto rows = expected["confusion"].get<std::vector<std::vector<std::int64_t>>>();
        for (std::size_t i = 0; i < 16; ++i)
            QCOMPARE(counts[i], rows[i / 4][i % 4]);
        const std::vector<double> confusion(counts.begin(), counts.end());
        QVERIFY(isClose(macroF1(confusion, 4), expected["macro_f1"].get<double>()));

        const auto calibration = calibrate(samples);
        QVERIFY(isClose(calibration.error(), expected["ece"].get<double>()));
        for (std::size_t k = 0; k < 15; ++k)
            QCOMPARE(calibration.count[k], expected["ece_bin_count"][k].get<double>());

        const AveragePrecision precision(samples);
        for (int c = 0; c < 4; ++c)
            QVERIFY(isClose(
                precision.ofClass(c, once), expected["average_precision"][std::size_t(c)].get<double>()));
        QVERIFY(isClose(precision.mean(once), expected["map"].get<double>()));
    }

    void lossIsCrossEntropy()
    {
        const std::vector<int> labels{0, 1};
        // ln(e² + e + 1) − 2, and an extreme row that must not overflow: its loss is the distance of the
        // logits.
        const auto samples = scoreSamples(arrayOf({{2, 1, 0}, {1000, -1000, 0}}), false, labels, {});
        QVERIFY(isClose(samples.loss[0], std::log(std::exp(2.0) + std::exp(1.0) + 1) - 2));
        QVERIFY(isClose(samples.loss[1], 2000));
        QVERIFY(isClose(samples.probabilities.values[0] + samples.probabilities.values[1]
                + samples.probabilities.values[2],
            1));
        const auto given = scoreSamples(arrayOf({{0.25, 0.75}, {1, 0}}), true, labels, {});
        QVERIFY(isClose(given.loss[0], std::log(4.0)));
        QVERIFY(isClose(given.loss[1], -std::log(2.220446049250313e-16)));
    }

    void maskLeavesSamplesOut()
    {
        const std::vector<int> labels{0, 1, 1};
        const std::vector<std::uint8_t> mask{1, 0, 1};
        const auto samples = scoreSamples(arrayOf({{2, 1}, {9, 0}, {0, 3}}), false, labels, mask);
        QCOMPARE(samples.size(), 2);
        QCOMPARE(samples.predicted, (std::vector<int>{0, 1}));
        QCOMPARE(samples.labels, (std::vector<int>{0, 1}));
    }

    void tiesInAveragePrecisionAreOneStep()
    {
        // Scores of class 1: .8 (positive), .5 (negative), .5 (positive): ½·1/1 + ½·2/3.
        const std::vector<int> labels{1, 0, 1};
        const auto samples = scoreSamples(arrayOf({{.2, .8}, {.5, .5}, {.5, .5}}), true, labels, {});
        const AveragePrecision precision(samples);
        const std::vector<std::uint32_t> once(3, 1);
        QVERIFY(isClose(precision.ofClass(1, once), 0.5 + 0.5 * 2 / 3));
        // A sample that counts twice is the same as two samples.
        const std::vector<int> fourLabels{1, 0, 0, 1};
        const auto four
            = scoreSamples(arrayOf({{.2, .8}, {.5, .5}, {.5, .5}, {.5, .5}}), true, fourLabels, {});
        const std::vector<std::uint32_t> weights{1, 2, 1};
        const std::vector<std::uint32_t> fourOnce(4, 1);
        QVERIFY(isClose(precision.ofClass(1, weights), AveragePrecision(four).ofClass(1, fourOnce)));
    }

    void absentClass()
    {
        const std::vector<int> labels{0, 0};
        const auto samples = scoreSamples(arrayOf({{2, 1, 0}, {0, 1, 0}}), false, labels, {});
        const AveragePrecision precision(samples);
        const std::vector<std::uint32_t> once(2, 1);
        QVERIFY(std::isnan(precision.ofClass(2, once)));
        QVERIFY(isClose(precision.mean(once), 1));
        const auto counts = confusionMatrix(samples);
        const std::vector<double> confusion(counts.begin(), counts.end());
        // class 0: TP 1, FN 1 → 2/3; class 1: FP 1 → 0; class 2: 0/0 → 0.
        QVERIFY(isClose(macroF1(confusion, 3), 2.0 / 9));
    }

    void binsAreClosedAbove()
    {
        QCOMPARE(calibrationBin(1.0), 14);
        QCOMPARE(calibrationBin(0.2, 5), 0);
        QCOMPARE(calibrationBin(0.2000001, 5), 1);
        QCOMPARE(calibrationBin(0.0), 0);
        QCOMPARE(calibrationBin(std::nan("")), 0);
    }

private:
    nlohmann::json m_golden;
};

TEST_ENTRY(TestClassification, NoApplication)

} // namespace modalscope::tst_classification

#include "tst_classification.moc"
