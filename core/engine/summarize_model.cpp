#include "core/engine/summarize_model.h"

#include "core/engine/activation_values.h"
#include "core/engine/parameter_count.h"
#include "core/engine/prepared_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kTimedCalls = 10;
constexpr int kWarmUpCalls = 3;
constexpr double kWarmUpSeconds = 0.1; // then the steps are so long that the first is like the others
constexpr double kMostSeconds = 1.0;
constexpr std::int64_t kPredictedRows = 256;
constexpr std::int64_t kTimedPictures = 2; // of segmentation: a whole batch may take minutes

bool isNetworkOfAll(const PreparedRun& run)
{
    return run.experiment.method.kind == MethodKind::Network;
}

/// "encoder rgb", "encoder thermal + depth", "fusion", "head": by what the network says of its layers.
std::string networkPart(const Part& part, const PreparedRun& run)
{
    if (part.kind != PartKind::Encoder)
        return part.kind == PartKind::Fusion ? "fusion" : "head";
    std::string name = "encoder";
    for (std::size_t i = 0; i < part.modalities.size(); ++i)
        name += (i == 0 ? " " : " + ") + run.names[std::size_t(part.modalities[i])];
    return name;
}

/// "encoder.pix240.0.weight" → "encoder pix240 (mlp)"; everything else is a head.
std::string partOf(const std::string& name, const PreparedRun& run)
{
    if (isNetworkOfAll(run))
        return networkPart(run.method->modules().front().partOf(name), run);
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

/// A made-up batch of the run's shapes.
Batch madeUpBatch(const PreparedRun& run, std::int64_t rows)
{
    Batch batch;
    for (const auto& modality : run.modalities) {
        std::vector<std::int64_t> shape{rows};
        shape.insert(shape.end(), modality.shape.begin(), modality.shape.end());
        batch.inputs.push_back(torch::full(shape, 0.5, torch::dtype(run.type).device(run.device)));
    }
    const auto& dataset = *run.dataset;
    if (dataset.task == Task::Segmentation)
        batch.labels = torch::zeros({rows, dataset.labelShape[0], dataset.labelShape[1]}, torch::kInt64);
    else if (dataset.task == Task::Regression)
        batch.labels = torch::zeros({rows, dataset.labelShape[0]}, run.type);
    else
        batch.labels = torch::arange(rows, torch::kInt64).remainder(dataset.classCount());
    batch.labels = batch.labels.to(run.device);
    batch.presence.resize(run.modalities.size());
    batch.rows = torch::arange(rows, torch::kInt64).to(run.device);
    batch.index = 1; // diagnostics that only some batches have are no part of the usual time
    return batch;
}

/// Seconds of one call, from a few behind those that warm up.
template <class Step>
double secondsOf(const Step& step)
{
    using Clock = std::chrono::steady_clock;
    const auto since
        = [](Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); };
    const auto begin = Clock::now();
    for (int i = 0; i < kWarmUpCalls && (i == 0 || since(begin) < kWarmUpSeconds); ++i)
        step();
    const auto start = Clock::now();
    double seconds = 0;
    int calls = 0;
    while (calls < kTimedCalls && seconds < kMostSeconds) {
        step();
        ++calls;
        seconds = since(start);
    }
    return seconds / calls;
}

/// How long a run takes, alone on the machine: its steps and predictions timed, the rest computed.
class TimeEstimate {
public:
    explicit TimeEstimate(PreparedRun& run)
        : m_run(run)
        , m_train(size("train"))
        , m_valid(size("valid"))
        , m_test(size("test"))
    { }

    double secondsPerEpoch(double parameters)
    {
        const auto rows = std::min<std::int64_t>(m_run.experiment.train.batchSize, m_train);
        const bool isDense = m_run.dataset->task == Task::Segmentation;
        const auto timed = isDense ? std::min(rows, kTimedPictures) : rows;
        auto batch = madeUpBatch(m_run, timed);
        batch.count = int((m_train + rows - 1) / rows);
        StepRecord record;
        m_run.method->beginEpoch(0, 1e-6);
        const double step
            = secondsOf([&] { m_run.method->trainBatch(batch, record); }) * double(rows) / double(timed);
        const bool looksAtTest = m_run.experiment.evaluate.select == SelectEpoch::BestOnTest;
        const double scored = double(m_valid + (looksAtTest ? m_test : 0));
        return step * batch.count + scored * secondsPerRow() + kEpochFiles
            + kFileByte * kEpochCopies * parameters * double(torch::elementSize(m_run.type));
    }

    /// Evaluation of the kept epoch, and what every run needs however short it is.
    double secondsAtEnd()
    {
        auto options = m_run.experiment.evaluate;
        options.probe = options.probe && m_run.dataset->task == Task::Classification;
        const double modalities = double(m_run.names.size());
        const double subsets = options.subsets == "all" && modalities > 1 ? std::exp2(modalities) - 1 : 0;
        const double evaluated = double(m_valid + m_test);
        const double probes = options.probe ? modalities : 0;
        double fitted = 0;
        for (const auto& name : m_run.names)
            fitted += isNetworkOfAll(m_run) ? 0 : double(m_run.experiment.encoder(name).feature);
        const double features = fitted * (evaluated + (options.probe ? double(m_train) : 0));
        const double rates = double(options.missingRates.size());
        const double permuted = options.permutations * modalities;
        const double predicted = evaluated * (1 + subsets) + (options.probe ? double(m_train) : 0)
            + double(m_test) * (rates + permuted);
        const double intervals = 1 + modalities + probes + subsets;
        return kRunFiles + predicted * secondsPerRow() + kFileByte * features * sizeof(double)
            + intervals * kIntervalSample * (resampled(m_valid) + resampled(m_test))
            + rates * (1 + modalities) * kIntervalSample * resampled(m_test)
            + (options.probe ? kProbeValue * fitted * double(m_train * m_run.dataset->classCount()) : 0);
    }

private:
    // Measured on one core of a server of 2022.
    static constexpr double kEpochFiles = 2e-3; // history, log and status
    static constexpr double kEpochCopies = 3; // weights, optimiser's buffers, best weights
    static constexpr double kFileByte = 1e-9;
    static constexpr double kRunFiles = 0.25; // folder, network, predictions.h5, hashes
    static constexpr double kIntervalSample = 7e-5; // 1000 resamples
    static constexpr double kProbeValue = 1.3e-7; // 200 iterations

    std::int64_t size(const char* split) const
    {
        const auto* found = m_run.dataset->split(split);
        return found == nullptr ? 0 : found->size;
    }

    /// Beyond so many samples fewer resamples are drawn (core/eval/bootstrap.h).
    static double resampled(std::int64_t samples) { return double(std::min<std::int64_t>(samples, 50000)); }

    double secondsPerRow()
    {
        if (m_secondsPerRow < 0) {
            const auto most = std::max<std::int64_t>(1, std::max(m_valid, m_test));
            const auto rows = std::min(
                most, isNetworkOfAll(m_run) ? std::int64_t(evaluationBatchSize(m_run)) : kPredictedRows);
            const auto batch = madeUpBatch(m_run, rows);
            const double seconds
                = secondsOf([&] { (void)m_run.method->predict(batch).fused.to(torch::kCPU); });
            m_secondsPerRow = seconds / double(rows);
        }
        return m_secondsPerRow;
    }

    PreparedRun& m_run;
    std::int64_t m_train, m_valid, m_test;
    double m_secondsPerRow = -1;
};

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
    TimeEstimate time(run);
    summary.secondsPerEpoch = time.secondsPerEpoch(double(summary.parameters));
    summary.secondsAtEnd = time.secondsAtEnd();
    return summary;
}

} // namespace modalscope
