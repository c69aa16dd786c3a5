#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_json.h"
#include "core/figure/fusion_trust_figure.h"
#include "core/figure/reliability_figure.h"
#include "core/figure/valuation_figure.h"
#include "tests/core/figure/stored_csv.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>
#include <random>

namespace modalscope::tst_prediction_figures {

namespace {

constexpr int kSamples = 120;

/// Random logits of two modalities, the second absent in every fourth sample.
Predictions somePredictions()
{
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    Predictions said;
    said.modalities = {"image", "audio"};
    said.logits.assign(2, ArrayD({kSamples, 3}));
    said.fused = ArrayD({kSamples, 3});
    for (auto* scores : {&said.fused, &said.logits[0], &said.logits[1]})
        for (auto& value : scores->values)
            value = 2 * normal(random);
    said.presence = {{}, std::vector<std::uint8_t>(kSamples, 1)};
    for (int i = 0; i < kSamples; ++i) {
        said.labels.push_back(i % 3);
        said.presence[1][std::size_t(i)] = i % 4 == 0 ? 0 : 1;
    }
    return said;
}

/// Every sample of class 1, whom each set of three modalities gets right at random.
SampleContribution someContribution()
{
    std::mt19937 random(7);
    RunConditions conditions;
    for (const char* set : {"a", "b", "c", "a+b", "a+c", "b+c", "a+b+c"}) {
        ConditionOutcome outcome{std::string("subsets/") + set, {}, {}};
        for (int i = 0; i < kSamples; ++i)
            outcome.predicted.push_back(int(random() % 2));
        conditions.outcomes["test"].push_back(outcome);
    }
    conditions.outcomes["test"].back().mask = {{}, std::vector<std::uint8_t>(kSamples, 1), {}};
    conditions.outcomes["test"].back().mask[1][17] = 0; // does not count
    return sampleContribution(conditions, "test", std::vector<int>(kSamples, 1));
}

PredictionSource source()
{
    return {.label = "MLA, seed 3",
        .conditions = "epoch chosen on valid; dataset toy",
        .runs = {"run-3"},
        .colors = {{"image", 4}},
        .command = "show"};
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// Protects: figures of single predictions count every sample once, and know which samples are in a bar.
class TestPredictionFigures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reliabilityHasAStepPerBin()
    {
        const auto report = calibrationReport(somePredictions());
        const auto figure = reliabilityFigure(report, source());
        QCOMPARE(figure.panels.size(), std::size_t(3));
        QCOMPARE(figure.name, std::string("reliability-test"));
        QCOMPARE(figure.title, std::string("Calibration: MLA, seed 3, test"));
        QVERIFY2(figure.note.starts_with("n = 120 samples of test; "), figure.note.c_str());
        QVERIFY2(figure.note.ends_with("epoch chosen on valid; dataset toy."), figure.note.c_str());
        QCOMPARE(figure.provenance.runs, (std::vector<std::string>{"run-3"}));
        for (std::size_t c = 0; c < 3; ++c) {
            const auto& curve = report.curves[c];
            const auto& panel = figure.panels[c];
            QVERIFY(panel.title.starts_with(curve.who + ", ECE 0."));
            QVERIFY(!panel.x.label.empty() && contains(panel.y.label, "(%)"));
            const auto& share = panel.lines[0];
            const auto& diagonal = panel.lines[1];
            const auto& steps = panel.lines[2];
            QVERIFY(share.faint && diagonal.dashed);
            QVERIFY(diagonal.y.front() == 0 && diagonal.y.back() == 100);
            double sum = 0;
            for (std::size_t k = 0; k < 15; ++k) {
                QCOMPARE(steps.x[2 * k + 1], double(k + 1) / 15);
                const double expected = 100 * curve.bins.right[k] / curve.bins.count[k];
                QVERIFY(std::isnan(expected) ? std::isnan(steps.y[2 * k]) : steps.y[2 * k] == expected);
                sum += share.y[2 * k];
            }
            QVERIFY(std::abs(sum - 100) < 1e-9);
        }
        QCOMPARE(figure.panels[0].lines[2].color, 4);
        QCOMPARE(figure.panels[2].lines[2].color, 0); // fused
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void pooledRunsAreSaid()
    {
        const auto said = somePredictions();
        const std::vector<const Predictions*> runs{&said, &said};
        const auto figure = reliabilityFigure(calibrationReport(runs), source());
        QVERIFY2(figure.note.starts_with("n = 240 predictions on test, those of 2 runs pooled; "),
            figure.note.c_str());
        QVERIFY2(contains(figure.note, "ECE (fused) of single runs"), figure.note.c_str());
    }

    void barsOfTrustHoldEverySampleOnce()
    {
        const auto trust = fusionTrust(somePredictions());
        const auto figure = fusionTrustFigure(trust, source());
        QCOMPARE(figure.panels.size(), std::size_t(5));
        for (std::size_t p = 0; p < 4; ++p) {
            const auto& panel = figure.panels[p];
            QVERIFY(!panel.x.label.empty() && !panel.y.label.empty());
            std::vector<int> seen(kSamples, 0);
            for (std::size_t s = 0; s < panel.bars.size(); ++s)
                for (std::size_t bin = 0; bin < panel.x.categories.size(); ++bin) {
                    const auto samples = samplesInBar(trust, p, s, bin);
                    QCOMPARE(double(samples.size()), panel.bars[s].values[bin]);
                    for (const auto sample : samples)
                        ++seen[std::size_t(sample)];
                }
            for (std::size_t i = 0; i < kSamples; ++i)
                QCOMPARE(seen[i], trust.isPresent(p % 2, i) ? 1 : 0);
        }
        QVERIFY2(contains(figure.note, "the trusted modality is right in "), figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void barsOfTheSummaryAreShares()
    {
        const auto trust = fusionTrust(somePredictions());
        const auto figure = fusionTrustFigure(trust, source());
        const auto& panel = figure.panels.back();
        QCOMPARE(panel.x.categories, (std::vector<std::string>{"image", "audio"}));
        double share = 0;
        for (std::size_t m = 0; m < 2; ++m) {
            const auto trusted = samplesInBar(trust, 4, 0, m);
            QVERIFY(!trusted.empty());
            share += panel.bars[0].values[m];
            QCOMPARE(panel.bars[0].values[m], 100 * double(trusted.size()) / kSamples);
            for (const std::size_t series : {1, 2}) {
                const auto right = samplesInBar(trust, 4, series, m);
                QVERIFY(std::includes(trusted.begin(), trusted.end(), right.begin(), right.end()));
                QCOMPARE(panel.bars[series].values[m], 100 * double(right.size()) / double(trusted.size()));
            }
            QCOMPARE(panel.bars[3].values[m],
                100 * double(samplesInBar(trust, 4, 3, m).size()) / double(trust.modalities[m].present));
        }
        QVERIFY(std::abs(share - 100) < 1e-9);
    }

    void barsOfValuesHoldEverySampleOnce()
    {
        const auto worth = someContribution();
        QCOMPARE(worth.counted, std::int64_t(kSamples - 1));
        const auto figure = valuationFigure(worth, source());
        const auto& panel = figure.panels.at(0);
        QCOMPARE(panel.bars.size(), std::size_t(3));
        for (std::size_t m = 0; m < 3; ++m) {
            std::vector<int> seen(kSamples, 0);
            for (std::size_t bin = 0; bin < panel.x.categories.size(); ++bin) {
                const auto samples = samplesInBar(worth, 0, m, bin);
                QCOMPARE(double(samples.size()), panel.bars[m].values[bin]);
                for (const auto sample : samples) {
                    ++seen[std::size_t(sample)];
                    const double middle = numberFromText(panel.x.categories[bin]);
                    QVERIFY(std::abs(worth.values[std::size_t(sample)][m] - middle) < 0.25 + 1e-6);
                }
            }
            for (std::size_t i = 0; i < kSamples; ++i)
                QCOMPARE(seen[i], i == 17 ? 0 : 1);
        }
        QVERIFY2(
            figure.note.starts_with("n = 119 samples of test; mean per sample: a "), figure.note.c_str());
        QVERIFY2(
            figure.note.ends_with("1 of 120 samples lack a modality in the test itself and are left out."),
            figure.note.c_str());
        QCOMPARE(storedCsv(figure), figureCsv(figure));
    }

    void barsThatAreNotThereHoldNothing()
    {
        const auto trust = fusionTrust(somePredictions());
        const auto worth = someContribution();
        const auto none = std::size_t(-1);
        for (const std::size_t panel : {std::size_t(0), std::size_t(4), std::size_t(5), none}) {
            QVERIFY(samplesInBar(trust, panel, none, 0).empty());
            QVERIFY(samplesInBar(trust, panel, 0, none).empty());
        }
        QVERIFY(samplesInBar(trust, 0, 2, 0).empty());
        QVERIFY(samplesInBar(FusionTrust(), 0, 0, 0).empty());
        QVERIFY(samplesInBar(worth, 0, 0, none).empty());
        QVERIFY(samplesInBar(worth, 1, 0, 0).empty());
        QVERIFY(samplesInBar(SampleContribution(), 0, 0, 0).empty());
    }

    void nothingToDrawSaysWhy()
    {
        Predictions film; // a method without predictions of single modalities
        film.modalities = {"image"};
        film.labels = {0};
        film.fused = ArrayD({1, 2});
        for (const auto& figure : {reliabilityFigure({}, source()), fusionTrustFigure({}, source()),
                 fusionTrustFigure(fusionTrust(film), source()), valuationFigure({}, source()),
                 valuationFigure(sampleContribution({}, "test", {}), source())}) {
            QVERIFY(figure.panels.empty());
            QVERIFY(!figure.note.empty());
        }
        QCOMPARE(reliabilityFigure(calibrationReport(film), source()).panels.size(), std::size_t(1));
    }
};

TEST_ENTRY(TestPredictionFigures, NoApplication)

} // namespace modalscope::tst_prediction_figures

#include "tst_prediction_figures.moc"
