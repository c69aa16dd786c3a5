#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/analysis/sample_columns.h"

#include <cmath>
#include <memory>
#include <random>
#include <string>

namespace modalscope {

/// Samples as the embedding page shows them: features of two modalities around the place of their class, four
/// classes, predictions that are wrong in every fifth sample, ids "s0", "s1", ...; every row of the split.
inline std::shared_ptr<const EmbeddedSamples> shownSamples(
    std::int64_t count, const std::string& dataset = "fingerprint", const std::string& run = "")
{
    constexpr int kClasses = 4;
    std::mt19937 random(5);
    std::normal_distribution<float> noise(0, 0.1F);
    auto samples = std::make_shared<EmbeddedSamples>();
    samples->dataset = dataset;
    samples->split = "test";
    samples->run = run;
    auto& features = samples->features;
    features.source = "made for a test";
    features.names = {"image", "audio"};
    features.classNames = {"ant", "bee", "cat", "dog"};
    features.absent = {0, 0};
    features.features = {Array({count, 3}), Array({count, 2})};
    features.total = count;
    Predictions said;
    said.modalities = features.names;
    said.fused = ArrayD({count, kClasses});
    said.logits = {ArrayD({count, kClasses}), ArrayD({count, kClasses})};
    for (std::int64_t i = 0; i < count; ++i) {
        const int label = int(i % kClasses);
        features.rows.push_back(i);
        features.labels.push_back(label);
        features.ids.push_back("s" + std::to_string(i));
        said.labels.push_back(label);
        for (auto& array : features.features)
            for (auto& value : array.row(i))
                value = float(label) + noise(random);
        const int predicted = i % 5 == 0 ? (label + 1) % kClasses : label;
        said.fused.row(i)[std::size_t(predicted)] = 2 + double(i % 7);
        said.logits[0].row(i)[std::size_t(label)] = 3;
        said.logits[1].row(i)[std::size_t(predicted)] = 1;
    }
    samples->columns = sampleColumns({.said = &said, .weighting = SampleWeighting::Entropy}, features.rows);
    for (auto& column : samples->columns)
        if (column.isCategorical()) // classes are numbers where no dataset names them
            column.categories = features.classNames;
    ValueColumn id{.name = "id", .categories = features.ids};
    for (std::int64_t i = 0; i < count; ++i)
        id.codes.push_back(std::int32_t(i));
    samples->columns.push_back(std::move(id));
    return samples;
}

} // namespace modalscope
