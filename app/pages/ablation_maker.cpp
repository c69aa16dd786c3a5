#include "app/pages/ablation_maker.h"

#include "core/base/text.h"
#include "core/experiment/ablation_study.h"
#include "core/figure/ablation_figure.h"
#include "core/figure/summary_table.h"

#include <algorithm>
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

bool isFinishedRun(const std::vector<StoredRun>& runs, const std::string& id)
{
    return std::any_of(runs.begin(), runs.end(),
        [&](const StoredRun& run) { return run.id() == id && !run.metrics.isNull(); });
}

ComponentState stateOf(const AblationRequest& request, const ComparedGroup& base, const std::string& key)
{
    ComponentState state;
    const auto plan = planOf(base, {key}, *request.dataset);
    if (!plan)
        return state;
    for (const auto& run : plan.value()) {
        if (run.variant.empty())
            continue;
        ++state.expected;
        state.finished += isFinishedRun(*request.runs, run.id) ? 1 : 0;
    }
    return state;
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
    for (const auto& component : ablationComponents())
        made.components[component.key] = stateOf(request, *base, component.key);
    const auto plan = planOf(*base, request.components, *request.dataset);
    if (!plan) {
        made.table.note = plan.error().message;
        return made;
    }
    for (const auto& run : plan.value())
        if (!isFinishedRun(*request.runs, run.id))
            made.toTrain.push_back(run);
    const auto groups = studyGroups(plan.value(), *request.runs);
    const auto rows = ablation(groups, base->id, request.test, request.split);
    const auto where = request.split == "test"
        ? std::string()
        : ", tested at rate " + request.split.substr(request.split.rfind('/') + 1);
    made.table = ablationTable(rows, "Ablation of " + base->label + where);
    made.differences = ablationFigure(rows, request.colors);
    return made;
}

} // namespace modalscope
