#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/io/npy.h"
#include "core/store/epoch_features.h"
#include "core/store/run_arrays.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/fake_run.h"

#include <QLabel>

namespace modalscope {

/// Two clouds in `length` dimensions: label 0 around 0, label 1 around `apart`; the same on every call.
inline Array twoClouds(std::int64_t rows, std::int64_t length, float apart, std::uint32_t seed = 1)
{
    Array out({rows, length});
    std::uint32_t state = seed * 2654435761U + 12345U;
    for (std::int64_t i = 0; i < rows; ++i)
        for (auto& value : out.row(i)) {
            state = state * 1664525U + 1013904223U;
            value = float(state >> 8) / float(1 << 24) + (i % 2 == 1 ? apart : 0);
        }
    return out;
}

inline std::shared_ptr<EmbeddedSamples> madeSamples(std::vector<Array> features, bool withLabels = true)
{
    auto samples = std::make_shared<EmbeddedSamples>();
    auto& set = samples->features;
    set.source = "made";
    set.total = features.front().rows();
    for (std::size_t i = 0; i < features.size(); ++i) {
        set.names.push_back("m" + std::to_string(i));
        set.absent.push_back(0);
    }
    for (std::int64_t i = 0; i < set.total; ++i) {
        set.rows.push_back(i);
        if (withLabels)
            set.labels.push_back(int(i % 2));
    }
    set.features = std::move(features);
    samples->dataset = "d";
    samples->split = "test";
    return samples;
}

/// What the encoders of a run say: two clouds that are `apart`.
inline Predictions saidOfClouds(int samples, float apart)
{
    Predictions said;
    said.modalities = {"image", "audio"};
    for (int i = 0; i < samples; ++i)
        said.labels.push_back(i % 2);
    for (int m = 0; m < 2; ++m) {
        const auto values = twoClouds(samples, 4, apart + float(m), std::uint32_t(m + 1));
        ArrayD features({samples, 4});
        std::copy(values.values.begin(), values.values.end(), features.values.begin());
        said.features.push_back(std::move(features));
        said.logits.push_back(ArrayD({samples, 2}));
    }
    said.fused = ArrayD({samples, 2});
    said.presence = {{}, {}};
    return said;
}

/// A finished run with features of its kept epoch and, when there are some, of further epochs.
inline StoredRun writeEmbeddingRun(
    const std::string& root, const std::string& id, int samples = 30, const std::vector<int>& epochs = {})
{
    const Workspace workspace(root);
    if (!workspace.create())
        qFatal("no workspace");
    const auto run = writeFakeRun(workspace, id, "group-" + id, 0);
    const std::map<std::string, Predictions> said{{"test", saidOfClouds(samples, 4)}};
    if (!writePredictions(run.folder / "predictions.h5", said)
        || !writeFeatures(run.folder / "features.h5", said))
        qFatal("no features");
    for (const int epoch : epochs) {
        KeptFeatures kept{{}, saidOfClouds(samples, float(epoch)), {}};
        for (int i = 0; i < samples; ++i)
            kept.rows.push_back(i);
        if (!writeEpochFeatures(run.folder / epochFeaturesFile(epoch), {{"test", kept}}))
            qFatal("no features of an epoch");
    }
    return run;
}

/// Whether a sentence with this part is on the screen.
inline bool saysOnScreen(const QWidget& view, const char* part)
{
    const auto labels = view.findChildren<QLabel*>();
    return std::ranges::any_of(labels, [&](const QLabel* label) {
        return label->isVisible() && label->text().contains(QLatin1String(part));
    });
}

} // namespace modalscope
