#include "app/pages/adapter_plan.h"

#include "core/base/text.h"
#include "core/config/json_options.h"

#include <algorithm>
#include <bit>
#include <map>

namespace modalscope {
namespace {

/// Where a set lies, whatever the order of its modalities.
std::string placeOfAdapter(AdaptOptions options)
{
    std::ranges::sort(options.present);
    return adapterFolder(options);
}

nlohmann::json comparable(AdaptOptions options)
{
    std::ranges::sort(options.present);
    return toJson(options);
}

/// One entry for each set, option and seed. What learns nothing has one seed.
std::vector<AdaptOptions> wantedSets(
    const AdapterChoice& choice, const std::vector<std::vector<std::string>>& sets)
{
    std::vector<AdaptOptions> wanted;
    for (const auto& set : sets)
        for (const auto kind : choice.kinds)
            for (int seed = 0; seed < (kind == AdapterKind::Pretrained ? 1 : choice.seeds); ++seed) {
                auto& options = wanted.emplace_back(choice.settings);
                options.present = set;
                options.adapter.kind = kind;
                options.seed = std::uint64_t(seed);
            }
    return wanted;
}

std::string problemOf(const AdapterChoice& choice)
{
    if (choice.mayBeMissing.empty())
        return "Tick at least one modality that may be missing.";
    if (choice.kinds.empty())
        return "Tick at least one option.";
    if (int(choice.mayBeMissing.size()) > kMostMissingModalities)
        return "At most " + std::to_string(kMostMissingModalities) + " modalities may be missing; "
            + std::to_string(choice.mayBeMissing.size()) + " are ticked.";
    return {};
}

} // namespace

std::vector<std::vector<std::string>> availableSets(
    const std::vector<std::string>& modalities, const std::vector<std::string>& mayBeMissing)
{
    std::vector<std::vector<std::string>> sets;
    for (std::uint32_t missing = 1; missing < 1u << mayBeMissing.size(); ++missing) {
        std::vector<std::string> set;
        for (const auto& name : modalities) {
            const auto place = std::ranges::find(mayBeMissing, name) - mayBeMissing.begin();
            if ((missing >> place & 1) == 0)
                set.push_back(name);
        }
        if (!set.empty())
            sets.push_back(std::move(set));
    }
    std::ranges::stable_sort(sets, std::greater(), [](const auto& set) { return set.size(); });
    return sets;
}

AdapterPlan adapterPlan(const AdapterChoice& choice, std::span<const StoredAdapters> stored,
    const std::function<bool(std::size_t base, const AdaptOptions&)>& isQueued)
{
    AdapterPlan plan;
    plan.problem = problemOf(choice);
    if (!plan.problem.empty())
        return plan;
    const auto sets = availableSets(choice.modalities, choice.mayBeMissing);
    plan.sets = int(sets.size());
    const auto wanted = wantedSets(choice, sets);
    plan.total = int(wanted.size() * stored.size());
    if (plan.total > kMostAdapterSets) {
        plan.problem = std::to_string(plan.total) + " adapter sets are more than "
            + std::to_string(kMostAdapterSets)
            + "; tick fewer modalities or options, or take fewer seeds or runs.";
        return plan;
    }
    for (std::size_t base = 0; base < stored.size(); ++base) {
        std::map<std::string, const StoredAdapter*> known;
        for (const auto& set : stored[base].sets)
            known.emplace(placeOfAdapter(set.options), &set);
        for (const auto& options : wanted) {
            const auto found = known.find(placeOfAdapter(options));
            if (found != known.end()) {
                const bool isSame = comparable(found->second->options) == comparable(options);
                ++(isSame ? plan.known : plan.different);
                plan.there.push_back({base, options, found->second->folder, isSame});
            } else if (isQueued(base, options))
                ++plan.queued;
            else
                plan.todo.push_back({base, options});
        }
    }
    plan.isComplete = plan.todo.empty();
    if (plan.isComplete)
        plan.problem = plan.different > 0 ? "Everything has been learned, " + std::to_string(plan.different)
                + " of it with other settings: “Learn again” replaces these, more seeds add to them."
            : plan.queued > 0 ? "All of these adapter sets are there or in the queue."
                              : "All of these adapter sets are there already.";
    return plan;
}

TrainOptions suggestedTraining(const StoredRun& base)
{
    auto train = AdaptOptions::defaultTraining();
    train.batchSize = std::min(train.batchSize, base.experiment.train.batchSize);
    if (base.metrics.has("test/fused/miou"))
        train.learningRate = 6e-5;
    return train;
}

} // namespace modalscope
