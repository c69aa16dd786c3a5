#include "core/engine/summarize_model.h"

#include "core/engine/parameter_count.h"
#include "core/engine/prepared_run.h"

#include <algorithm>
#include <chrono>

namespace modalscope {
namespace {

constexpr int kTimedBatches = 3; // after one that warms up
constexpr double kMostSeconds = 2.0;

/// "encoder.pix240.0.weight" → "encoder pix240 (mlp)"; everything else is a head.
std::string partOf(const std::string& name, const PreparedRun& run)
{
    for (std::size_t m = 0; m < run.names.size(); ++m)
        if (name.starts_with("encoder." + run.names[m] + "."))
            return "encoder " + run.names[m] + " ("
                + labelOf(chooseEncoder(run.experiment.encoder(run.names[m]).kind, run.modalities[m])) + ")";
    return "head";
}

void addPart(ModelSummary& summary, const std::string& name, std::int64_t parameters)
{
    auto& parts = summary.parts;
    auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.name == name; });
    if (part == parts.end())
        part = parts.insert(parts.end(), {name, 0});
    part->parameters += parameters;
}

/// The first rows of train as one batch, over and over.
Batch firstBatch(const PreparedRun& run)
{
    const auto& train = *run.dataset->split("train");
    const auto rows = std::min<std::int64_t>(run.experiment.train.batchSize, train.size);
    Batch batch;
    for (const auto& modality : run.modalities) {
        std::vector<std::int64_t> shape{rows};
        shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
        batch.inputs.push_back(torch::full(shape, 0.5, torch::dtype(run.type).device(run.device)));
    }
    batch.labels = torch::arange(rows, torch::kInt64).remainder(run.dataset->classCount()).to(run.device);
    batch.presence.resize(run.modalities.size());
    batch.rows = torch::arange(rows, torch::kInt64).to(run.device);
    batch.index = 1; // diagnostics that only some batches have are no part of the usual time
    batch.count = int((train.size + rows - 1) / rows);
    return batch;
}

double timeOneBatch(PreparedRun& run, const Batch& batch)
{
    using Clock = std::chrono::steady_clock;
    StepRecord record;
    run.method->beginEpoch(0, 1e-6);
    run.method->trainBatch(batch, record);
    const auto start = Clock::now();
    double seconds = 0;
    int batches = 0;
    while (batches < kTimedBatches && seconds < kMostSeconds) {
        run.method->trainBatch(batch, record);
        ++batches;
        seconds = std::chrono::duration<double>(Clock::now() - start).count();
    }
    return seconds / batches;
}

/// Values of one sample at the input and, roughly, at the layers behind it.
double activationValues(const PreparedRun& run)
{
    double values = 0;
    for (std::size_t m = 0; m < run.names.size(); ++m) {
        const auto& options = run.experiment.encoder(run.names[m]);
        const auto& modality = run.modalities[m];
        const double size = double(modality.size());
        const double pixels = modality.shape.size() >= 2
            ? double(modality.shape[modality.shape.size() - 1] * modality.shape[modality.shape.size() - 2])
            : 1;
        const double frames = modality.kind == ModalityKind::Video ? double(modality.shape.front()) : 1;
        values += size + options.feature;
        switch (chooseEncoder(options.kind, modality)) {
        case EncoderKind::Cnn: {
            double area = pixels;
            for (const int channels : options.channels) {
                values += 3 * frames * channels * area;
                area /= 4;
            }
            break;
        }
        case EncoderKind::Resnet18:
            values += 45 * frames * pixels;
            break;
        case EncoderKind::Gru:
            values += 8.0 * options.layers * options.width * double(modality.shape.front());
            break;
        case EncoderKind::Transformer: {
            const double times = double(modality.shape.front());
            values += options.layers * times * (16.0 * options.width + options.heads * times);
            break;
        }
        case EncoderKind::Mlp:
        case EncoderKind::Auto:
            for (const int width : options.hidden)
                values += 2 * width;
            break;
        }
    }
    return values;
}

double trainingBytes(const PreparedRun& run, std::int64_t parameters)
{
    const double copies
        = run.experiment.train.optimizer == OptimizerKind::Sgd ? 3 : 4; // weights, gradients, buffers
    const double values
        = copies * double(parameters) + activationValues(run) * run.experiment.train.batchSize;
    return values * double(torch::elementSize(run.type));
}

} // namespace

Result<ModelSummary> summarizeModel(const Experiment& experiment, std::shared_ptr<const Dataset> dataset)
{
    auto prepared = prepareRun(experiment, std::move(dataset));
    if (!prepared)
        return prepared.error();
    auto& run = prepared.value();
    ModelSummary summary;
    for (const auto& [name, tensor] : run.method->weights())
        if (isParameter(name))
            addPart(summary, partOf(name, run), tensor.numel());
    summary.parameters = countParameters(run).total;
    summary.trainingBytes = trainingBytes(run, summary.parameters);
    const auto batch = firstBatch(run);
    summary.secondsPerEpoch = timeOneBatch(run, batch) * batch.count;
    return summary;
}

} // namespace modalscope
