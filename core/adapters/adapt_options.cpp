#include "core/adapters/adapt_options.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/config/json_settings.h"

#include <algorithm>

namespace modalscope {

std::span<const Choice<MissingInput>> choices(MissingInput)
{
    static constexpr Choice<MissingInput> all[] = {
        {MissingInput::AsTrained, "as-trained", "As in training"},
        {MissingInput::Zero, "zero", "Zeros"},
        {MissingInput::Mean, "mean", "Mean of train"},
        {MissingInput::BranchOff, "branch-off", "Branch off"},
    };
    return all;
}

TrainOptions AdaptOptions::defaultTraining()
{
    TrainOptions train;
    train.epochs = 50;
    train.optimizer = OptimizerKind::AdamW;
    train.learningRate = 1e-3;
    train.weightDecay = 0.01;
    train.schedule = {.kind = ScheduleKind::Polynomial, .power = 0.9};
    return train;
}

Result<AdaptOptions> withSetting(const AdaptOptions& options, const std::string& assignment)
{
    return optionsWithSetting(options, assignment);
}

std::vector<std::string> inRunOrder(
    std::vector<std::string> present, const std::vector<std::string>& modalities)
{
    std::ranges::stable_sort(
        present, {}, [&](const auto& name) { return std::ranges::find(modalities, name); });
    return present;
}

std::string adapterFolder(const AdaptOptions& options)
{
    constexpr std::size_t kLongestSet = 200; // a file system takes names of 255 bytes
    auto set = joinText(options.present, "+");
    if (set.size() > kLongestSet)
        set = "set-of-" + std::to_string(options.present.size()) + "-" + sha256Hex(set).substr(0, 16);
    return set + "-" + toText(options.adapter.kind) + "-s" + std::to_string(options.seed);
}

} // namespace modalscope
