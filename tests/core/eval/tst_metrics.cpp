#include "core/base/random.h"
#include "core/eval/metric_names.h"
#include "core/eval/metrics.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_metrics {

namespace {

/// Logits that favour the label by `margin`, plus noise.
ArrayD noisyLogits(const std::vector<int>& labels, int classes, double margin, std::uint64_t seed)
{
    Random random(seed, "logits");
    ArrayD logits({std::int64_t(labels.size()), classes});
    for (std::size_t i = 0; i < labels.size(); ++i)
        for (int c = 0; c < classes; ++c)
            logits.row(std::int64_t(i))[std::size_t(c)] = random.normal() + (labels[i] == c ? margin : 0);
    return logits;
}

std::vector<int> evenLabels(int count, int classes)
{
    std::vector<int> labels;
    for (int i = 0; i < count; ++i)
        labels.push_back(i % classes);
    return labels;
}

Predictions twoModalities(int count)
{
    Predictions out;
    out.labels = evenLabels(count, 4);
    out.modalities = {"easy", "hard"};
    out.logits = {noisyLogits(out.labels, 4, 3, 0), noisyLogits(out.labels, 4, 1, 1)};
    out.fused = noisyLogits(out.labels, 4, 4, 2);
    return out;
}

} // namespace

/// Protects the shape and the numbers of metrics.json, which scripts read.
class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void metricsHaveNamesForPeople()
    {
        QCOMPARE(metricLabel("miou_absent_as_zero"), std::string("mIoU, absent classes as 0"));
        QCOMPARE(metricLabel("pixel_accuracy"), std::string("pixel accuracy"));
        QCOMPARE(metricLabel("acc2"), std::string("Acc-2"));
    }

    void shapeOfASplit()
    {
        const auto json = splitMetrics(twoModalities(40), 7);
        QCOMPARE(json["n"].get<int>(), 40);
        QCOMPARE(json["modalities"].size(), 2U);
        for (const auto* metrics :
            {&json["fused"], &json["modalities"]["easy"], &json["modalities"]["hard"]}) {
            QCOMPARE(metrics->size(), 6U);
            for (const char* name : {"accuracy", "macro_f1", "map", "ece", "loss"}) {
                const auto& number = (*metrics)[name];
                QCOMPARE(number.size(), 3U);
                QVERIFY(number["low"].get<double>() <= number["value"].get<double>());
                QVERIFY(number["high"].get<double>() >= number["value"].get<double>());
            }
            QCOMPARE((*metrics)["confusion"].size(), 4U);
            int sum = 0;
            for (const auto& row : (*metrics)["confusion"])
                for (const auto& count : row)
                    sum += count.get<int>();
            QCOMPARE(sum, 40);
        }
    }

    void sameSeedSameJson()
    {
        const auto predictions = twoModalities(64);
        QCOMPARE(splitMetrics(predictions, 1).dump(), splitMetrics(predictions, 1).dump());
        QVERIFY(splitMetrics(predictions, 1).dump() != splitMetrics(predictions, 2).dump());
    }

    void aModalityIsMeasuredWhereItIsPresent()
    {
        auto predictions = twoModalities(40);
        predictions.presence = {{}, std::vector<std::uint8_t>(40, 0)};
        for (std::size_t i = 0; i < 10; ++i)
            predictions.presence[1][i] = 1;
        const auto json = splitMetrics(predictions, 0);
        int sum = 0;
        for (const auto& row : json["modalities"]["hard"]["confusion"])
            for (const auto& count : row)
                sum += count.get<int>();
        QCOMPARE(sum, 10);
        QCOMPARE(json["modalities"]["easy"].dump(),
            splitMetrics(twoModalities(40), 0)["modalities"]["easy"].dump());
        predictions.presence[1].assign(40, 0);
        QVERIFY(!splitMetrics(predictions, 0)["modalities"].contains("hard"));
    }

    void withoutLogitsThereIsNoEntry()
    {
        auto predictions = twoModalities(20);
        predictions.logits[0] = ArrayD();
        const auto json = splitMetrics(predictions, 0);
        QVERIFY(!json["modalities"].contains("easy"));
        QVERIFY(json["modalities"].contains("hard"));
    }

    void probabilitiesAreNotNormalisedAgain()
    {
        const std::vector<int> labels{0, 1};
        ArrayD probabilities({2, 2});
        probabilities.values = {0.9, 0.1, 0.4, 0.6};
        const auto json = classificationMetrics(probabilities, true, labels, {}, 0);
        QVERIFY(std::abs(json["loss"]["value"].get<double>() - (-std::log(0.9) - std::log(0.6)) / 2) < 1e-14);
        QVERIFY(std::abs(json["ece"]["value"].get<double>() - 0.25) < 1e-14); // (0.1 + 0.4) / 2
    }

    void nothingCounted() { QVERIFY(classificationMetrics(ArrayD({0, 3}), false, {}, {}, 0).empty()); }

    void metricByPath()
    {
        const nlohmann::json metrics{
            {"format", 1}, {"splits", {{"test", splitMetrics(twoModalities(40), 0)}}}};
        const auto accuracy = metricAt(metrics, "test/modalities/easy/accuracy");
        QVERIFY(accuracy && accuracy->low && accuracy->high);
        QCOMPARE(accuracy->value,
            metrics["splits"]["test"]["modalities"]["easy"]["accuracy"]["value"].get<double>());
        QVERIFY(metricAt(metrics["splits"], "test/fused/loss"));
        QVERIFY(!metricAt(metrics, "test/probe/easy/accuracy"));
        QVERIFY(!metricAt(metrics, "test/fused/confusion"));
        QVERIFY(!metricAt(metrics, "test/n"));
        QVERIFY(!metricAt(nlohmann::json(), "test/fused/accuracy"));
        const auto bare
            = metricAt(nlohmann::json::parse(R"({"test": {"fused": {"accuracy": {"value": 0.5}}}})"),
                "test/fused/accuracy");
        QVERIFY(bare && bare->value == 0.5 && !bare->low && !bare->high);
        QCOMPARE(toJson(*bare).dump(), std::string(R"({"value":0.5})"));
    }

    /// 100 classes of two samples: a class that a resample happens to miss is not an error of the classifier.
    void rareClassesDoNotLowerTheInterval()
    {
        const auto labels = evenLabels(200, 100);
        const auto f1
            = classificationMetrics(noisyLogits(labels, 100, 50, 0), false, labels, {}, 0)["macro_f1"];
        QCOMPARE(f1["value"].get<double>(), 1.0);
        QCOMPARE(f1["low"].get<double>(), 1.0);
        // A class that never occurs counts 0 in the value and in every resample.
        const std::vector<int> one(20, 0);
        ArrayD scores({20, 2});
        for (std::int64_t i = 0; i < 20; ++i)
            scores.row(i)[0] = 1;
        const auto half = classificationMetrics(scores, false, one, {}, 0)["macro_f1"];
        QCOMPARE(half["value"].get<double>(), 0.5);
        QCOMPARE(half["high"].get<double>(), 0.5);
    }

    void mapOfManyScoresHasNoInterval()
    {
        const auto labels = evenLabels(5'001, 10);
        const auto json = classificationMetrics(noisyLogits(labels, 10, 1, 0), false, labels, {}, 0);
        QVERIFY(json["map"].contains("value") && !json["map"].contains("low"));
        QVERIFY(json["macro_f1"].contains("low"));
    }

    /// Numbers that are not finite must not crash the program or end in text that is not JSON.
    void notFiniteScores()
    {
        auto predictions = twoModalities(12);
        predictions.fused.values[5] = std::nan("");
        predictions.fused.values[9] = std::numeric_limits<double>::infinity();
        const nlohmann::json metrics{{"test", splitMetrics(predictions, 0)}};
        const auto read = nlohmann::json::parse(metrics.dump());
        QVERIFY(metricAt(read, "test/fused/accuracy"));
        QVERIFY(!metricAt(read, "test/fused/loss"));
        QVERIFY(metricAt(read, "test/modalities/easy/loss"));
    }
};

TEST_ENTRY(TestMetrics, NoApplication)

} // namespace modalscope::tst_metrics

#include "tst_metrics.moc"
