#include "core/data/synthetic.h"
#include "core/eval/linear_probe.h"
#include "core/eval/regression.h"
#include "core/eval/segmentation.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_synthetic_evidence {

namespace {

std::vector<float> valuesOf(const RowReader& rows)
{
    return readAll(rows, {rows.rowSize()}).value().values;
}

/// The segmentation dataset whose probes are known: 1000 pictures would take a test too long.
const Dataset& scenes()
{
    static const auto dataset
        = makeSample(SampleKind::Segmentation, {.seed = 1, .train = 30, .valid = 2, .test = 20}).value();
    return dataset;
}

const Dataset& utterances()
{
    static const auto dataset = makeSample(SampleKind::Sentiment, {.seed = 1}).value();
    return dataset;
}

struct PixelRows {
    ArrayD features; ///< [pixel, feature]
    std::vector<int> labels;
};

/// What is seen of every third pixel that counts: mean and deviation of each channel in the 5 × 5 pixels
/// around it.
PixelRows seenPixels(
    const Dataset& dataset, const char* splitName, const std::vector<std::size_t>& modalities)
{
    const auto& split = *dataset.split(splitName);
    const auto rows = dataset.labelShape[0], columns = dataset.labelShape[1], plane = rows * columns;
    const auto labels = valuesOf(*split.labelMaps);
    std::vector<std::vector<double>> found;
    PixelRows out;
    for (const auto m : modalities) {
        const auto values = valuesOf(*split.rows[m]);
        const auto channels = dataset.modalities[m].shape[0];
        std::size_t next = 0;
        for (std::int64_t i = 0; i < split.size; ++i)
            for (std::int64_t y = 2; y < rows - 2; y += 3)
                for (std::int64_t x = 2; x < columns - 2; x += 3) {
                    const auto label = labels[std::size_t(i * plane + y * columns + x)];
                    if (label == float(*dataset.ignoreLabel))
                        continue;
                    if (m == modalities.front()) {
                        out.labels.push_back(int(label));
                        found.emplace_back();
                    }
                    auto& features = found[next++];
                    for (std::int64_t c = 0; c < channels; ++c) {
                        double sum = 0, squares = 0;
                        for (std::int64_t near = 0; near < 25; ++near) {
                            const double value = values[std::size_t((i * channels + c) * plane
                                + (y - 2 + near / 5) * columns + x - 2 + near % 5)];
                            sum += value / 25;
                            squares += value * value / 25;
                        }
                        features.push_back(sum);
                        features.push_back(std::sqrt(std::max(0.0, squares - sum * sum)));
                    }
                }
    }
    out.features = ArrayD({std::int64_t(found.size()), std::int64_t(found.front().size())});
    for (std::size_t i = 0; i < found.size(); ++i)
        std::ranges::copy(found[i], out.features.row(std::int64_t(i)).begin());
    return out;
}

/// Test scores of a linear classifier of what is seen of each pixel.
SegmentationScores probeScores(const Dataset& dataset, const std::vector<std::size_t>& modalities)
{
    const auto train = seenPixels(dataset, "train", modalities);
    const auto test = seenPixels(dataset, "test", modalities);
    const auto probe
        = fitLinearProbe(train.features, train.labels, dataset.classCount(), {.iterations = 40}).value();
    const auto logits = probe.logits(test.features);
    std::vector<std::int64_t> predicted, labels(test.labels.begin(), test.labels.end());
    for (std::int64_t i = 0; i < logits.rows(); ++i)
        predicted.push_back(std::ranges::max_element(logits.row(i)) - logits.row(i).begin());
    PixelConfusion confusion(dataset.classCount(), dataset.ignoreLabel);
    if (!confusion.add(labels, predicted, 0))
        qFatal("the labels of a synthetic dataset are no classes");
    return segmentationScores(confusion);
}

bool isPadding(std::span<const float> step)
{
    return std::ranges::all_of(step, [](float value) { return value == 0; });
}

/// Mean of the steps that are there, of some modalities side by side, and 1.
std::vector<std::vector<double>> pooled(const char* splitName, const std::vector<std::size_t>& modalities)
{
    const auto& split = *utterances().split(splitName);
    std::vector<std::vector<double>> out(std::size_t(split.size), {1.0});
    for (const auto m : modalities) {
        const auto values = valuesOf(*split.rows[m]);
        const auto steps = std::size_t(utterances().modalities[m].shape[0]);
        const auto size = std::size_t(utterances().modalities[m].shape[1]);
        for (std::size_t i = 0; i < out.size(); ++i) {
            std::vector<double> sums(size, 0.0);
            double count = 0;
            for (std::size_t t = 0; t < steps; ++t) {
                const auto step = std::span(values).subspan((i * steps + t) * size, size);
                count += !isPadding(step);
                std::ranges::transform(sums, step, sums.begin(), std::plus<>());
            }
            for (const double sum : sums)
                out[i].push_back(sum / count);
        }
    }
    return out;
}

/// Ridge regression (penalty 1) by Gaussian elimination; returns its predictions on test.
std::vector<double> ridgePredictions(const std::vector<std::size_t>& modalities)
{
    const auto train = pooled("train", modalities), test = pooled("test", modalities);
    const auto& targets = utterances().split("train")->targets.values;
    const auto size = train.front().size();
    std::vector<std::vector<double>> system(size, std::vector<double>(size + 1, 0.0));
    for (std::size_t r = 0; r < size; ++r) {
        system[r][r] = 1;
        for (std::size_t i = 0; i < train.size(); ++i) {
            for (std::size_t c = 0; c < size; ++c)
                system[r][c] += train[i][r] * train[i][c];
            system[r][size] += train[i][r] * targets[i];
        }
    }
    for (std::size_t pivot = 0; pivot < size; ++pivot) // positive definite: no rows change places
        for (std::size_t r = 0; r < size; ++r) {
            if (r == pivot)
                continue;
            const double factor = system[r][pivot] / system[pivot][pivot];
            for (std::size_t c = pivot; c <= size; ++c)
                system[r][c] -= factor * system[pivot][c];
        }
    std::vector<double> predictions;
    for (const auto& row : test) {
        double sum = 0;
        for (std::size_t c = 0; c < size; ++c)
            sum += row[c] * system[c][size] / system[c][c];
        predictions.push_back(sum);
    }
    return predictions;
}

double probeCorrelation(const std::vector<std::size_t>& modalities)
{
    return regressionScores(ridgePredictions(modalities), utterances().split("test")->targets.values).pearson;
}

std::string shown(std::initializer_list<double> values)
{
    std::string text;
    for (const double value : values)
        text += std::to_string(value) + " ";
    return text;
}

} // namespace

/// Each modality of the synthetic segmentation and sentiment data says what it is described to say: told by
/// linear probes.
class TestSyntheticEvidence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothPicturesAreNeeded();
    void bordersAreIgnored();
    void textDominates();
};

void TestSyntheticEvidence::bothPicturesAreNeeded()
{
    const auto& names = scenes().classNames;
    QCOMPARE(names,
        (std::vector<std::string>{
            "ground", "colour 1", "heat 1", "colour and heat 1", "texture 1", "colour 2", "heat 2"}));
    const auto rgb = probeScores(scenes(), {0}), thermal = probeScores(scenes(), {1}),
               both = probeScores(scenes(), {0, 1});
    const auto numbers = shown({rgb.mean.iou, thermal.mean.iou, both.mean.iou, rgb.accuracy[2],
        thermal.accuracy[2], rgb.accuracy[6], thermal.accuracy[6], rgb.accuracy[1], thermal.accuracy[1],
        rgb.accuracy[4], thermal.accuracy[4], rgb.accuracy[5], thermal.accuracy[5], both.accuracy[2]});
    // rgb dominates, and both say clearly more
    QVERIFY2(rgb.mean.iou > thermal.mean.iou + 0.1, numbers.c_str());
    QVERIFY2(both.mean.iou > rgb.mean.iou + 0.15, numbers.c_str());
    // each picture shows what has left a trace in the other
    for (const std::size_t heat : {2, 6})
        QVERIFY2(
            thermal.accuracy[heat] > rgb.accuracy[heat] + 0.1 && rgb.accuracy[heat] > 0.2, numbers.c_str());
    for (const std::size_t colour : {1, 5})
        QVERIFY2(rgb.accuracy[colour] > thermal.accuracy[colour] + 0.1 && thermal.accuracy[colour] > 0.2,
            numbers.c_str());
    QVERIFY2(rgb.accuracy[4] > thermal.accuracy[4] + 0.1, numbers.c_str()); // faint stripes: not for a line
}

void TestSyntheticEvidence::bordersAreIgnored()
{
    const auto labels = valuesOf(*scenes().split("train")->labelMaps);
    std::vector<std::int64_t> counts(256, 0);
    for (const float label : labels)
        ++counts[std::size_t(label)];
    const auto share = [&](std::size_t label) { return double(counts[label]) / double(labels.size()); };
    QVERIFY2(share(255) > 0.05 && share(255) < 0.3, shown({share(255)}).c_str());
    QVERIFY2(share(0) > 0.3 && share(0) < 0.8, shown({share(0)}).c_str());
    for (std::size_t label = 1; label < 7; ++label)
        QVERIFY2(share(label) > 0.01, shown({share(label)}).c_str());
    // no two classes touch
    for (std::size_t i = 0; i < labels.size(); i += 64 * 64)
        for (std::size_t place = 0; place < 64 * 64; ++place) {
            const float own = labels[i + place];
            if (own == 255)
                continue;
            if (place % 64 != 63 && labels[i + place + 1] != 255)
                QCOMPARE(labels[i + place + 1], own);
            if (place / 64 != 63 && labels[i + place + 64] != 255)
                QCOMPARE(labels[i + place + 64], own);
        }
}

void TestSyntheticEvidence::textDominates()
{
    const double text = probeCorrelation({0}), audio = probeCorrelation({1}), vision = probeCorrelation({2});
    const double sound = probeCorrelation({1, 2}), all = probeCorrelation({0, 1, 2});
    const auto numbers = shown({text, audio, vision, sound, all});
    QVERIFY2(text > 0.65 && text < 0.9, numbers.c_str());
    for (const double weak : {audio, vision})
        QVERIFY2(weak > 0.25 && weak < text - 0.15, numbers.c_str());
    QVERIFY2(all > text + 0.015, numbers.c_str()); // they add something
    // but partly the same: less than two that err on their own, whose R² / (1 − R²) add up
    const auto strength = [](double r) { return r * r / (1 - r * r); };
    QVERIFY2(strength(sound) < 0.85 * (strength(audio) + strength(vision)), numbers.c_str());
}

TEST_ENTRY(TestSyntheticEvidence, NoApplication)

} // namespace modalscope::tst_synthetic_evidence

#include "tst_synthetic_evidence.moc"
