#include "core/engine/predict_maps.h"

#include "core/engine/attach_adapters.h"
#include "core/engine/open_run.h"
#include "core/engine/task_evaluation.h"

#include <algorithm>

namespace modalscope {
namespace {

/// What the network is shown; puts the adapters on it when there are any.
Result<EvaluationInput> mapInput(PreparedRun& run, const MapRequest& request)
{
    if (request.adapters.empty() && request.present.empty())
        return EvaluationInput{request.split};
    if (request.adapters.empty()) {
        AdaptOptions options;
        options.present = request.present;
        options.input = request.input;
        const auto set = missingSet(run, options);
        return set ? inputOf(run, set.value(), request.split) : Result<EvaluationInput>(set.error());
    }
    const auto file = adaptersFor(run, request.folder, request.adapters, request.present);
    if (!file)
        return file.error();
    const auto set = missingSet(run, file.value().options);
    if (!set)
        return set.error();
    if (auto attached = attachAdapters(run, file.value(), set.value()); !attached)
        return attached.error();
    return inputOf(run, set.value(), request.split);
}

} // namespace

Result<LabelMaps> predictMaps(const MapRequest& request, const RunContext& context)
{
    const auto& dataset = *request.dataset;
    if (auto good = checkLabelMaps(dataset); !good)
        return good.error();
    const auto* split = dataset.split(request.split);
    if (split == nullptr)
        return invalidInput("split: the dataset " + dataset.name + " has no split " + request.split
            + "; choose one that it has");
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    auto input = mapInput(run.value(), request);
    if (!input)
        return input.error();
    LabelMaps maps{int(dataset.labelShape[0]), int(dataset.labelShape[1])};
    maps.classes.resize(std::size_t(split->size * maps.pixels()));
    const auto take = [&](std::int64_t first, const torch::Tensor& predicted) -> Result<void> {
        const std::span classes(predicted.data_ptr<std::int64_t>(), std::size_t(predicted.numel()));
        std::ranges::transform(classes, maps.classes.begin() + std::ptrdiff_t(first * maps.pixels()),
            [](std::int64_t label) { return std::uint8_t(label); });
        return {};
    };
    const auto tested
        = testSplit(run.value(), std::move(input).value(), context, "predicting " + request.split, take);
    if (!tested)
        return tested.error();
    const auto counts = tested.value().tally.counts();
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] == 0)
            std::fill_n(
                maps.classes.begin() + std::ptrdiff_t(i) * maps.pixels(), maps.pixels(), LabelMaps::kNone);
    return maps;
}

} // namespace modalscope
