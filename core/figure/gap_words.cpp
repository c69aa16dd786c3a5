#include "core/figure/gap_words.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

/// "0.52 (95 %: −0.22 to 0.88)"
std::string correlationWithInterval(double r, const std::pair<double, double>& interval)
{
    auto text = fixedText(r, 2);
    if (std::isfinite(interval.first))
        text += " (95 %: " + fixedText(interval.first, 2) + " to " + fixedText(interval.second, 2) + ")";
    return text;
}

} // namespace

std::string gapDefinition(GapMeasure measure)
{
    switch (measure) {
    case GapMeasure::Distance:
        return kGapDefinition;
    case GapMeasure::CentroidCosine:
        return "centroid cosine: of the means of features of length 1, −1 to 1";
    case GapMeasure::Alignment:
        return "alignment: mean squared distance of the two features of a sample, both of length 1, 0 to 4 "
               "(Wang and Isola 2020)";
    case GapMeasure::UniformityX:
    case GapMeasure::UniformityY:
        return "uniformity: log of the mean of exp(−2 d²) over pairs of samples at distance d, features of "
               "length 1, −8 to 0 (Wang and Isola 2020)";
    case GapMeasure::Separability:
        return "separability: balanced accuracy of a linear probe that tells the modalities apart, "
               "two folds, 0.5 = not at all";
    }
    return {};
}

std::string gapPairText(const ModalityPair& pair)
{
    return pair.first + " and " + pair.second;
}

std::string shortGapMeasureText(GapMeasure measure, const ModalityPair& pair)
{
    if (measure == GapMeasure::UniformityX || measure == GapMeasure::UniformityY)
        return "uniformity of " + (measure == GapMeasure::UniformityX ? pair.first : pair.second);
    return labelOf(measure);
}

std::string gapMeasureText(GapMeasure measure, const std::pair<std::string, std::string>& pair)
{
    return measure == GapMeasure::Distance ? "modality gap" : shortGapMeasureText(measure, pair);
}

std::string gapCorrelationText(const GapReport& report, const ModalityPair& pair, GapMeasure measure)
{
    const auto said = gapCorrelation(gapAgainstAccuracy(report, pair, measure));
    if (!std::isfinite(said.overRuns))
        return {};
    auto text = gapPairText(pair) + ": r = " + correlationWithInterval(said.overRuns, said.overRunsInterval)
        + " between " + shortGapMeasureText(measure, pair) + " and accuracy over " + std::to_string(said.runs)
        + " runs";
    if (said.groups > 1 && std::isfinite(said.withinGroups))
        text += ", " + correlationWithInterval(said.withinGroups, said.withinInterval) + " within the "
            + std::to_string(said.groups) + " groups";
    return text;
}

bool hasGapsOverEpochs(const GapReport& report)
{
    return std::ranges::any_of(report.measured, [](const auto& one) { return !one.isKept; });
}

std::vector<DrawnCount> gapCounts(const GapReport& report)
{
    std::vector<DrawnCount> counts;
    for (std::size_t group = 0; group < report.groups.size(); ++group) {
        std::set<std::uint64_t> seeds;
        for (const auto& one : report.measured)
            if (one.group == group)
                seeds.insert(one.seed);
        if (!seeds.empty())
            counts.push_back({report.groups[group].label, int(seeds.size()), report.groups[group].expected});
    }
    return counts;
}

Provenance gapProvenance(const GapReport& report, const std::string& command)
{
    std::vector<std::string> ids;
    for (const auto& one : report.measured)
        ids.push_back(one.run);
    return runProvenance(std::move(ids), command);
}

} // namespace modalscope
