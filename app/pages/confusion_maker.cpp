#include "app/pages/confusion_maker.h"

#include "app/pages/chosen_runs.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/experiment/ablation_study.h"
#include "core/figure/figure_notes.h"

#include <algorithm>
#include <optional>

namespace modalscope {
namespace {

nlohmann::json metricsFile(const StoredRun& run)
{
    if (run.metrics.isNull())
        return {};
    auto file = RunFolder(run.folder).metrics();
    return file ? std::move(file).value() : nlohmann::json();
}

/// Nothing where the file has no such matrix, or none that is square.
std::optional<ConfusionCounts> countsIn(const nlohmann::json& file, const ConfusionOptions& options)
{
    const auto place = options.who == "fused"
        ? nlohmann::json::json_pointer() / "splits" / options.split / "fused" / "confusion"
        : nlohmann::json::json_pointer() / "splits" / options.split / "modalities" / options.who
            / "confusion";
    try {
        auto counts = file.at(place).get<ConfusionCounts>();
        const bool isSquare
            = std::ranges::all_of(counts, [&](const auto& row) { return row.size() == counts.size(); });
        return isSquare && !counts.empty() ? std::optional(std::move(counts)) : std::nullopt;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt; // a file that anyone may have written
    }
}

bool addCounts(ConfusionCounts& sum, const ConfusionCounts& counts)
{
    if (sum.empty())
        sum.assign(counts.size(), std::vector<std::int64_t>(counts.size(), 0));
    if (sum.size() != counts.size())
        return false;
    for (std::size_t row = 0; row < sum.size(); ++row)
        for (std::size_t column = 0; column < sum.size(); ++column)
            sum[row][column] += counts[row][column];
    return true;
}

Figure summedFigure(const ConfusionRequest& request, const ConfusionOptions& options)
{
    ConfusionCounts sum;
    std::vector<StoredRun> added;
    for (const auto& run : request.runs)
        if (const auto counts = countsIn(metricsFile(run), options); counts && addCounts(sum, *counts))
            added.push_back(run);
    if (added.empty())
        return confusionFigure(request.runs.front(), {}, options); // whose note says why
    std::vector<const StoredRun*> members;
    ConfusionSource source;
    std::vector<std::string> ids;
    for (const auto& run : added) {
        members.push_back(&run);
        ids.push_back(run.id());
    }
    source.name = "confusion-" + options.who + "-" + options.split + "-sum";
    source.title = "Confusion of " + variantTitle(added.front().experiment.method) + ": " + options.who + ", "
        + options.split + ", sum over " + std::to_string(added.size())
        + (added.size() == 1 ? " run" : " runs");
    source.split = options.split;
    source.conditions = poolingText(added, request.leftOut) + "; " + conditionsText(runGroups(members));
    source.classNames = options.classNames;
    source.provenance = {ids, programVersion(), sha256Hex(joinText(ids, ",")).substr(0, 12), options.command};
    return confusionFigure(sum, source);
}

} // namespace

ConfusionResult makeConfusion(const ConfusionRequest& request)
{
    ConfusionResult made;
    const auto& first = request.runs.front();
    const auto file = metricsFile(first);
    made.names = confusionNames(first, file, request.options.split);
    auto options = request.options;
    const auto has
        = [&](const std::string& name) { return std::ranges::find(made.names, name) != made.names.end(); };
    if (!has(options.who) && !made.names.empty())
        options.who = has("fused") ? "fused" : made.names.front();
    made.who = options.who;
    made.figure = request.runs.size() == 1 && request.leftOut == 0 ? confusionFigure(first, file, options)
                                                                   : summedFigure(request, options);
    return made;
}

} // namespace modalscope
