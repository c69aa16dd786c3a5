#include "core/figure/figure_groups.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/figure/seed_lines.h"

#include <algorithm>
#include <map>
#include <set>

namespace modalscope {
namespace {

bool asksFor(const std::vector<std::string>& names, const std::string& name)
{
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(const std::set<std::string>& texts, const char* separator)
{
    return joinText(std::vector<std::string>(texts.begin(), texts.end()), separator);
}

bool isDrawn(const RunSeries& series)
{
    return series.history->epochCount() > 0;
}

bool isPartial(const RunSeries& series)
{
    return isDrawn(series) && series.run->condition != RunCondition::Finished;
}

/// Runs of one group have come differently far.
bool isRagged(const FigureGroup& drawn)
{
    std::set<std::size_t> lengths;
    for (const auto& series : drawn.runs)
        if (isDrawn(series))
            lengths.insert(std::size_t(series.history->epochCount()));
    return lengths.size() > 1;
}

std::string spreadNote(int least, int most, bool wantsBand, FigureMarks marks)
{
    if (most < 2)
        return {};
    if (marks == FigureMarks::Bars)
        return "; mean ± 95 % t interval over seeds";
    if (!wantsBand)
        return "; mean over seeds and single runs";
    if (most < kLeastSeedsForBand)
        return "; mean over seeds and single runs, no band: fewer than 3 seeds";
    return std::string("; mean ± 95 % t interval over seeds")
        + (least < kLeastSeedsForBand ? ", no band where there are fewer than 3" : "");
}

} // namespace

std::vector<FigureGroup> figureGroups(
    std::span<const RunSeries> runs, const LazinessReport& report, const LazinessFigureOptions& options)
{
    std::map<std::string, const RunSeries*> byId;
    for (const auto& series : runs)
        byId.emplace(series.run->origin.id, &series);
    std::vector<FigureGroup> groups;
    for (const auto& group : report.groups) {
        if (options.groups.empty() ? group.isAlone() : !asksFor(options.groups, group.id))
            continue;
        FigureGroup drawn{&group, {}};
        for (const auto& id : group.runs)
            if (const auto found = byId.find(id); found != byId.end())
                drawn.runs.push_back(*found->second);
        groups.push_back(std::move(drawn));
    }
    return groups;
}

std::vector<std::string> figureModalities(
    std::span<const FigureGroup> groups, const LazinessFigureOptions& options, bool withFused)
{
    std::vector<std::string> names;
    for (const auto& drawn : groups)
        for (const auto& modality : drawn.group->modalities)
            if (asksFor(options.modalities, modality.modality)
                && std::find(names.begin(), names.end(), modality.modality) == names.end())
                names.push_back(modality.modality);
    if (withFused && asksFor(options.modalities, "fused"))
        names.emplace_back("fused");
    return names;
}

std::string figureTitle(const std::string& what, std::span<const FigureGroup> groups)
{
    std::set<std::string> datasets;
    for (const auto& drawn : groups)
        datasets.insert(drawn.group->dataset);
    return datasets.empty() ? what : what + ": " + joined(datasets, ", ");
}

int drawnSeeds(const FigureGroup& drawn)
{
    return drawn.runs.empty() ? drawn.group->finished
                              : int(std::count_if(drawn.runs.begin(), drawn.runs.end(), isDrawn));
}

std::string seedCountText(int count)
{
    return "n = " + std::to_string(count) + (count == 1 ? " seed" : " seeds");
}

std::string seedCountText(int least, int most)
{
    if (least == most)
        return seedCountText(most);
    const auto from = least == 0 ? "up to " : std::to_string(least) + " to ";
    return "n = " + from + std::to_string(most) + (most == 1 ? " seed" : " seeds");
}

std::string labelWithSeeds(const FigureGroup& drawn)
{
    return drawn.group->label + " (" + seedCountText(drawnSeeds(drawn)) + ")";
}

std::string figureNote(
    std::span<const FigureGroup> groups, const LazinessFigureOptions& options, FigureMarks marks)
{
    if (groups.empty())
        return "No runs to draw.";
    int least = drawnSeeds(groups.front());
    int most = least;
    int partial = 0;
    std::set<std::string> protocols;
    std::set<std::string> datasets;
    for (const auto& drawn : groups) {
        least = std::min(least, drawnSeeds(drawn));
        most = std::max(most, drawnSeeds(drawn));
        partial += int(std::count_if(drawn.runs.begin(), drawn.runs.end(), isPartial));
        protocols.insert(protocolText(drawn.group->select));
        datasets.insert(drawn.group->dataset);
    }
    auto note = seedCountText(least, most) + spreadNote(least, most, options.band, marks);
    note += "; " + joined(protocols, " / ") + "; dataset " + joined(datasets, ", ");
    if (partial > 0)
        note += "; " + std::to_string(partial) + (partial == 1 ? " run has" : " runs have")
            + " not finished, curves as far as they go";
    if (marks == FigureMarks::Lines && std::any_of(groups.begin(), groups.end(), isRagged))
        note += "; a mean ends where the shortest run of its group does";
    if (protocols.size() > 1)
        note += ". The groups choose their epoch in different ways: their numbers cannot be compared";
    return note + ".";
}

Provenance figureProvenance(std::span<const FigureGroup> groups, std::vector<std::string> others,
    const LazinessFigureOptions& options)
{
    std::set<std::string> ids(others.begin(), others.end());
    for (const auto& drawn : groups)
        for (const auto& series : drawn.runs)
            if (isDrawn(series))
                ids.insert(series.run->origin.id);
    Provenance out;
    out.runs.assign(ids.begin(), ids.end());
    out.program = programVersion();
    out.specHash = sha256Hex(joinText(out.runs, "\n")).substr(0, 12);
    out.command = options.command;
    return out;
}

int figureColumns(std::size_t panels)
{
    return panels <= 3 ? std::max(1, int(panels)) : panels == 4 ? 2 : 3;
}

} // namespace modalscope
