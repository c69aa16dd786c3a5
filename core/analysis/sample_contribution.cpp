#include "core/analysis/sample_contribution.h"

#include "core/analysis/contribution.h"
#include "core/base/text.h"

#include <algorithm>
#include <limits>

namespace modalscope {
namespace {

constexpr std::size_t kMostValued = 8; // modalities: 2^8 tests

constexpr std::string_view kSubsets = "subsets/";

/// The modalities of the largest set, in the order of the run.
std::vector<std::string> modalitiesOfSubsets(const std::vector<ConditionOutcome>& outcomes)
{
    std::vector<std::string> most;
    for (const auto& outcome : outcomes)
        if (outcome.name.starts_with(kSubsets)) {
            auto names = splitText(outcome.name.substr(kSubsets.size()), '+');
            if (names.size() > most.size())
                most = std::move(names);
        }
    return most;
}

const ConditionOutcome* outcomeOf(const std::vector<ConditionOutcome>& outcomes,
    const std::vector<std::string>& modalities, std::size_t subset)
{
    std::vector<std::string> names;
    for (std::size_t m = 0; m < modalities.size(); ++m)
        if ((subset >> m & 1) != 0)
            names.push_back(modalities[m]);
    const auto name = std::string(kSubsets) + joinText(names, "+");
    const auto found = std::find_if(
        outcomes.begin(), outcomes.end(), [&](const auto& outcome) { return outcome.name == name; });
    return found == outcomes.end() ? nullptr : &*found;
}

std::vector<std::uint8_t> rightOnes(const ConditionOutcome& outcome, std::span<const int> labels)
{
    std::vector<std::uint8_t> right(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
        right[i] = outcome.predicted[i] == labels[i] ? 1 : 0;
    return right;
}

/// Whether the sample has all its modalities in the test with all of them.
bool isWhole(const PresenceMask& mask, std::size_t sample)
{
    return std::all_of(mask.begin(), mask.end(), [&](const auto& present) {
        return present.empty() || sample >= present.size() || present[sample] != 0;
    });
}

} // namespace

SampleContribution sampleContribution(
    const RunConditions& conditions, const std::string& split, std::span<const int> labels)
{
    SampleContribution out;
    const auto place = conditions.outcomes.find(split);
    const auto modalities = place == conditions.outcomes.end() ? std::vector<std::string>()
                                                               : modalitiesOfSubsets(place->second);
    if (modalities.empty()) {
        out.notes.push_back("This run was not tested with every set of modalities on " + split
            + " (evaluate.subsets = all).");
        return out;
    }
    if (modalities.size() > kMostValued) {
        out.notes.push_back("More than " + std::to_string(kMostValued) + " modalities.");
        return out;
    }
    const auto subsets = std::size_t(1) << modalities.size();
    std::vector<std::vector<std::uint8_t>> right(subsets);
    const ConditionOutcome* all = nullptr;
    for (std::size_t subset = 1; subset < subsets; ++subset) {
        all = outcomeOf(place->second, modalities, subset);
        if (all == nullptr || all->predicted.size() != labels.size()) {
            out.notes.push_back("The tests of this run with sets of modalities are not complete.");
            return out;
        }
        right[subset] = rightOnes(*all, labels);
    }
    out.modalities = modalities;
    out.sums.assign(modalities.size(), 0.0);
    out.values = sampleValuation(right, int(modalities.size()));
    for (std::size_t i = 0; i < out.values.size(); ++i) {
        if (!isWhole(all->mask, i)) {
            out.values[i].assign(modalities.size(), std::numeric_limits<double>::quiet_NaN());
            continue;
        }
        ++out.counted;
        for (std::size_t m = 0; m < modalities.size(); ++m)
            out.sums[m] += out.values[i][m];
    }
    const auto left = std::int64_t(labels.size()) - out.counted;
    if (left > 0)
        out.notes.push_back(std::to_string(left) + " of " + std::to_string(labels.size())
            + " samples lack a modality in the test itself and are left out.");
    return out;
}

} // namespace modalscope
