#include "app/pages/ablation_maker.h"

#include "core/base/text.h"
#include "core/experiment/ablation_study.h"
#include "core/figure/ablation_figure.h"
#include "core/figure/summary_table.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace modalscope {
namespace {

std::vector<ComparedGroup> mlaGroups(const std::vector<StoredRun>& runs)
{
    std::vector<const StoredRun*> members;
    for (const auto& run : runs)
        if (run.experiment.method.kind == MethodKind::Mla)
            members.push_back(&run);
    return runGroups(members);
}

/// The asked one, else the one with the shortest label: "MLA" before "MLA, HGM off".
const ComparedGroup* baseOf(const std::vector<ComparedGroup>& groups, const std::string& asked)
{
    const ComparedGroup* best = nullptr;
    for (const auto& group : groups) {
        if (group.id == asked)
            return &group;
        if (best == nullptr || group.label.size() < best->label.size())
            best = &group;
    }
    return best;
}

Result<std::vector<StudyRun>> planOf(
    const ComparedGroup& base, const std::vector<std::string>& keys, const Dataset& dataset)
{
    std::vector<std::uint64_t> seeds;
    for (const auto* run : base.runs)
        seeds.push_back(run->experiment.seed);
    auto study = ablationStudy(base.runs.front()->experiment, keys, seeds);
    if (!study)
        return study.error();
    return planStudy(study.value(), dataset);
}

/// The runs of the full method and of the components that are asked for, with how far each component is.
/// Every component is planned with the others; one that cannot be planned for this base is left out.
struct ComponentPlan {
    std::vector<StudyRun> runs; ///< of the table
    std::map<std::string, std::vector<std::string>> ids; ///< by key, of all components
    std::optional<Error> error; ///< why one that was asked for cannot be planned
};

std::vector<std::string> everyKey()
{
    std::vector<std::string> keys;
    for (const auto& component : ablationComponents())
        keys.push_back(component.key);
    return keys;
}

ComponentPlan componentPlan(const AblationRequest& request, const ComparedGroup& base)
{
    ComponentPlan made;
    auto all = planOf(base, everyKey(), *request.dataset);
    if (!all) { // without the others the message is about what was asked for
        all = planOf(base, request.components, *request.dataset);
        if (!all)
            made.error = all.error();
    }
    const auto isAsked = [&](const std::string& key) {
        return key.empty() || std::ranges::find(request.components, key) != request.components.end();
    };
    for (auto& run : all ? std::move(all).value() : std::vector<StudyRun>()) {
        const auto key = ablationKey(run.variant);
        if (!key.empty())
            made.ids[key].push_back(run.id);
        if (isAsked(key))
            made.runs.push_back(std::move(run));
    }
    return made;
}

std::set<std::string> finishedIds(const std::vector<StoredRun>& runs)
{
    std::set<std::string> ids;
    for (const auto& run : runs)
        if (!run.metrics.isNull())
            ids.insert(run.id());
    return ids;
}

} // namespace

AblationResult makeAblation(const AblationRequest& request)
{
    AblationResult made;
    const auto bases = mlaGroups(*request.runs);
    for (const auto& group : bases)
        made.bases.emplace_back(group.id, group.label);
    const auto* base = baseOf(bases, request.base);
    if (base == nullptr || !request.dataset)
        return made;
    made.base = base->id;
    made.rates = base->runs.front()->metrics.namesBelow("test/rates");
    const auto plan = componentPlan(request, *base);
    const auto finished = finishedIds(*request.runs);
    for (const auto& [key, ids] : plan.ids)
        made.components[key]
            = {int(std::ranges::count_if(ids, [&](const auto& id) { return finished.contains(id); })),
                int(ids.size())};
    if (plan.error) {
        made.table.note = plan.error->message;
        return made;
    }
    std::ranges::copy_if(plan.runs, std::back_inserter(made.toTrain),
        [&](const StudyRun& run) { return !finished.contains(run.id); });
    const auto groups = studyGroups(plan.runs, *request.runs);
    const auto rows = ablation(groups, base->id, request.test, request.split);
    const auto where = request.split == "test"
        ? std::string()
        : ", tested at rate " + request.split.substr(request.split.rfind('/') + 1);
    made.table = ablationTable(rows, "Ablation of " + base->label + where);
    made.differences = ablationFigure(rows, request.colors);
    return made;
}

} // namespace modalscope
