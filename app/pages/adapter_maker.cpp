#include "app/pages/adapter_maker.h"

#include "core/analysis/compared_group.h"
#include "core/analysis/dedicated_runs.h"
#include "core/experiment/check_network.h"
#include "core/figure/adapter_figure.h"
#include "core/figure/adapter_table.h"
#include "core/figure/figure_notes.h"

#include <algorithm>

namespace modalscope {

namespace {

/// Whether the base's method is defined for so many modalities.
bool isDefinedFor(const StoredRun& base, std::size_t count)
{
    const auto& method = base.experiment.method;
    if (method.kind != MethodKind::Network)
        return true; // one modality alone is method `unimodal`
    const auto task = isDense(method.network.kind) ? Task::Segmentation : Task::Regression;
    const auto kinds = networksFor(task, int(count));
    return std::ranges::find(kinds, method.network.kind) != kinds.end();
}

/// What the dedicated column lacks.
std::vector<Experiment> dedicatedToTrain(
    const AdapterSummary& summary, std::span<const AdaptedRun> bases, const DedicatedRuns& dedicated)
{
    std::vector<Experiment> experiments;
    std::vector<std::vector<std::string>> sets; // rows may differ in nothing but what stands for the others
    for (const auto& row : summary.rows) {
        if (row.isWhole || std::ranges::find(sets, row.present) != sets.end()
            || !isDefinedFor(*bases.front().run, row.present.size()))
            continue;
        sets.push_back(row.present);
        const auto known = dedicated.on(row.present);
        for (const auto& base : bases) {
            const bool isThere = std::ranges::any_of(
                known, [&](const auto* run) { return run->experiment.seed == base.run->experiment.seed; });
            if (!isThere)
                experiments.push_back(dedicatedExperiment(*base.run, row.present));
        }
    }
    return experiments;
}

} // namespace

AdapterResult makeAdapters(const AdapterRequest& request)
{
    AdapterResult made;
    std::vector<const StoredRun*> runs;
    for (const auto& id : request.bases)
        if (const auto run = std::ranges::find(*request.runs, id, &StoredRun::id);
            run != request.runs->end()) {
            made.bases.push_back(id);
            runs.push_back(&*run);
            made.stored.push_back(readAdapters(run->folder));
        }
    if (runs.empty())
        return made;
    std::vector<AdaptedRun> bases;
    for (std::size_t i = 0; i < runs.size(); ++i)
        bases.push_back({runs[i], made.stored[i].sets});
    const auto& metrics = runs.front()->metrics;
    for (const auto& name : metrics.namesBelow("test/fused"))
        if (metrics.has("test/fused/" + name))
            made.metrics.push_back(name);
    const auto main = mainMetric(metrics);
    made.metric
        = std::ranges::find(made.metrics, request.metric) != made.metrics.end() ? request.metric : main;
    made.summary = adapterSummary(bases, request.modalities, *request.runs, made.metric);
    made.dedicatedToTrain
        = dedicatedToTrain(made.summary, bases, DedicatedRuns(*runs.front(), *request.runs));
    made.table = adapterTable(made.summary, "Adapters for missing modalities");
    made.table.provenance.command = "adapters page";
    made.figure = adapterFigure(made.summary, conditionsText(runGroups(runs)));
    if (made.summary.rows.empty())
        made.table.note = "No adapter set has been learned for this run yet: tick at the left which "
                          "modalities may be missing and which options to learn, then press Learn.";
    for (const auto& stored : made.stored)
        for (const auto& problem : stored.problems)
            made.table.note += " " + problem + ".";
    return made;
}

} // namespace modalscope
