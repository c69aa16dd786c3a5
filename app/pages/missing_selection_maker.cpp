#include "app/pages/missing_selection_maker.h"

#include "core/figure/figure_notes.h"
#include "core/figure/selection_condition_figure.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

/// Nothing when there are none.
std::optional<std::filesystem::file_time_type> conditionsWritten(const StoredRun& run)
{
    std::error_code code;
    const auto time = std::filesystem::last_write_time(RunFolder(run.folder).file("conditions.h5"), code);
    return code ? std::nullopt : std::optional(time);
}

std::string runsWithoutConditions(std::size_t without, std::size_t all, const std::string& split)
{
    const auto whose = without == all
        ? std::string("The runs shown have no")
        : std::to_string(without) + " of the " + std::to_string(all) + " runs shown have no";
    return whose + " stored predictions of these samples of " + split
        + " under other conditions and take no part: runs that are trained with every set of modalities or "
          "with "
          "rates (page Experiment, tab Evaluation) store them, tests that are added later do not.";
}

} // namespace

std::shared_ptr<const RunConditionBits> MissingSelectionMaker::bitsOf(
    const StoredRun& run, const std::string& split)
{
    auto& known = m_known[run.id()];
    const auto changed = conditionsWritten(run);
    if (known.changed == changed && known.split == split)
        return known.bits;
    known = {changed, split, nullptr};
    if (!changed)
        return nullptr;
    if (auto read = readConditionBits(run, split); read && !read.value().empty())
        known.bits = std::make_shared<const RunConditionBits>(std::move(read).value());
    return known.bits;
}

MissingSelectionResult MissingSelectionMaker::make(const MissingSelectionRequest& request)
{
    MissingSelectionResult made;
    if (!request.runs || !request.selected)
        return made;
    std::vector<const StoredRun*> runs;
    std::map<std::string, std::shared_ptr<const RunConditionBits>> bits;
    std::set<std::string> ids;
    for (const auto& run : *request.runs) {
        ids.insert(run.id());
        const auto told = bitsOf(run, request.split);
        if (told == nullptr || told->front().counted.size() != request.selected->size())
            continue;
        runs.push_back(&run);
        bits[run.id()] = told;
    }
    std::erase_if(m_known, [&](const auto& known) { return !ids.contains(known.first); });
    const auto groups = runGroups(runs);
    made.groups = selectionConditions(groups, bits, *request.selected);
    SelectionConditionSource source;
    source.split = request.split;
    source.selected = std::int64_t(request.selected->count());
    source.samples = std::int64_t(request.selected->size());
    source.conditions = conditionsText(groups);
    source.command = "missing page";
    made.figure = selectionConditionFigure(made.groups, source);
    made.table = selectionConditionTable(made.groups, source);
    if (const auto without = request.runs->size() - runs.size(); without > 0)
        made.note = runsWithoutConditions(without, request.runs->size(), request.split);
    return made;
}

} // namespace modalscope
