#include "app/pages/adapter_maker.h"

#include "core/analysis/compared_group.h"
#include "core/figure/adapter_figure.h"
#include "core/figure/adapter_table.h"
#include "core/figure/figure_notes.h"

#include <algorithm>

namespace modalscope {

AdapterResult makeAdapters(const AdapterRequest& request)
{
    AdapterResult made;
    made.base = request.base;
    const auto base
        = std::ranges::find_if(*request.runs, [&](const auto& run) { return run.id() == request.base; });
    if (base == request.runs->end())
        return made;
    made.stored = readAdapters(base->folder);
    for (const auto& name : base->metrics.namesBelow("test/fused"))
        if (base->metrics.has("test/fused/" + name))
            made.metrics.push_back(name);
    const auto main = mainMetric(base->metrics);
    made.metric
        = std::ranges::find(made.metrics, request.metric) != made.metrics.end() ? request.metric : main;
    made.summary = adapterSummary(*base, request.modalities, made.stored.sets, *request.runs, made.metric);
    const StoredRun* const members[] = {&*base};
    const auto conditions = conditionsText(runGroups(members));
    made.table = adapterTable(made.summary, "Adapters for missing modalities");
    made.table.provenance.command = "adapters page";
    made.figure = adapterFigure(made.summary, conditions);
    if (made.summary.rows.empty())
        made.table.note = "No adapter set has been learned for this run yet: tick at the left which "
                          "modalities may be missing and which options to learn, then press Learn.";
    for (const auto& problem : made.stored.problems)
        made.table.note += " " + problem + ".";
    return made;
}

} // namespace modalscope
