#include "app/pages/axis_options.h"

#include "core/experiment/study.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

constexpr std::array<std::string_view, 12> kUsualAxes{"missing.train_rate", "missing.test_rate",
    "train.learning_rate", "train.batch_size", "train.epochs", "train.optimizer", "train.weight_decay",
    "method.hgm", "method.fusion", "missing.protocol", "missing.treatment", "encoders.*.feature"};

/// Those are filled in elsewhere, or are no options of a run.
bool isElsewhere(const std::string& path)
{
    constexpr std::array<std::string_view, 6> kElsewhere{
        "format", "name", "dataset", "seed", "encoders", "method.kind"};
    return std::find(kElsewhere.begin(), kElsewhere.end(), path) != kElsewhere.end();
}

std::vector<OptionHelp> everyOption()
{
    auto all = optionHelp(Experiment());
    const auto add = [&](std::vector<OptionHelp> more) {
        for (auto& option : more)
            if (std::none_of(
                    all.begin(), all.end(), [&](const auto& known) { return known.path == option.path; }))
                all.push_back(std::move(option));
    };
    for (const auto& choice : trainedMethods()) {
        MethodOptions method;
        method.kind = choice.value;
        add(optionHelp(method, "method"));
    }
    add(optionHelp(EncoderOptions(), "encoders.*"));
    std::erase_if(all, [](const auto& option) { return isElsewhere(option.path); });
    const auto rank = [](const OptionHelp& option) {
        return std::find(kUsualAxes.begin(), kUsualAxes.end(), option.path) - kUsualAxes.begin();
    };
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return all;
}

} // namespace

const std::vector<OptionHelp>& axisOptions()
{
    static const auto all = everyOption();
    return all;
}

std::span<const std::string_view> usualAxes()
{
    return kUsualAxes;
}

const OptionHelp* axisOption(std::string_view path)
{
    const auto& all = axisOptions();
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const auto& option) { return option.path == path; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<AxisPreset> axisPresets(std::string_view path)
{
    if (path != kTestRateAxis && path != "missing.train_rate")
        return {};
    return {{"0, 0.2, 0.4, 0.6", "0, 0.2, 0.4, 0.6"}, {"0 to 0.8", "0-0.8:0.2"}};
}

} // namespace modalscope
