#include "core/analysis/gap_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace modalscope {
namespace {

nlohmann::json numberOrNull(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json intervalJson(const std::pair<double, double>& interval)
{
    return {numberOrNull(interval.first), numberOrNull(interval.second)};
}

nlohmann::json pairJson(const PairGap& pair)
{
    nlohmann::json out{{"x", pair.x}, {"y", pair.y}, {"samples", pair.gap.samples},
        {"dropped", pair.gap.dropped}, {"judged", pair.gap.judged}};
    for (const auto& choice : choices(GapMeasure{}))
        out[std::string(choice.text)] = numberOrNull(valueOf(pair.gap, choice.value));
    auto& classes = out["classes"] = nlohmann::json::array();
    for (const auto& one : pair.gap.classes)
        classes.push_back(
            {{"label", one.label}, {"samples", one.samples}, {"distance", numberOrNull(one.distance)}});
    return out;
}

nlohmann::json seedsJson(const SeedNumbers& numbers)
{
    const auto& over = numbers.over;
    return {{"mean", numberOrNull(over.mean)}, {"sd", numberOrNull(over.deviation)},
        {"low", numberOrNull(over.low)}, {"high", numberOrNull(over.high)}, {"n", over.n}};
}

void addGroupJson(const GapReport& report, std::size_t group, nlohmann::json& out)
{
    auto epochs = report.epochsOf(group);
    epochs.insert(epochs.begin(), 0); // the kept one
    for (const auto& pair : report.pairs())
        for (const int epoch : epochs) {
            if (gapOverSeeds(report, group, pair, GapMeasure::Distance, epoch).isEmpty())
                continue;
            nlohmann::json one{{"id", report.groups[group].id}, {"label", report.groups[group].label},
                {"x", pair.first}, {"y", pair.second},
                {"epoch", epoch > 0 ? nlohmann::json(epoch) : nlohmann::json()}};
            for (const auto& choice : choices(GapMeasure{}))
                one[std::string(choice.text)]
                    = seedsJson(gapOverSeeds(report, group, pair, choice.value, epoch));
            out.push_back(std::move(one));
        }
}

std::string measureHead()
{
    std::string head = "x,y";
    for (const auto& choice : choices(GapMeasure{}))
        head += "," + std::string(choice.text);
    return head + ",samples,dropped,judged\n";
}

std::string measureCells(const PairGap& pair)
{
    std::vector<std::string> cells{csvCell(pair.x), csvCell(pair.y)};
    for (const auto& choice : choices(GapMeasure{})) {
        const double value = valueOf(pair.gap, choice.value);
        cells.push_back(std::isfinite(value) ? numberText(value) : std::string());
    }
    for (const auto count : {pair.gap.samples, pair.gap.dropped, pair.gap.judged})
        cells.push_back(std::to_string(count));
    return joinText(cells, ",") + "\n";
}

} // namespace

nlohmann::json gapJson(const GapReport& report)
{
    nlohmann::json out{{"format", 1}, {"split", report.split}, {"runs", nlohmann::json::array()},
        {"groups", nlohmann::json::array()}, {"accuracy", nlohmann::json::array()},
        {"left_out", report.leftOut}};
    for (const auto& one : report.measured) {
        auto json = pairJson(one.pair);
        json.update({{"run", one.run}, {"group", report.groups[one.group].id},
            {"label", report.groups[one.group].label}, {"seed", one.seed}, {"epoch", one.epoch},
            {"kept", one.isKept}});
        out["runs"].push_back(std::move(json));
    }
    for (std::size_t group = 0; group < report.groups.size(); ++group)
        addGroupJson(report, group, out["groups"]);
    for (const auto& pair : report.pairs()) {
        const auto said = gapCorrelation(gapAgainstAccuracy(report, pair));
        out["accuracy"].push_back(
            {{"x", pair.first}, {"y", pair.second}, {"correlation", numberOrNull(said.overRuns)},
                {"correlation_interval", intervalJson(said.overRunsInterval)},
                {"correlation_within_groups", numberOrNull(said.withinGroups)},
                {"correlation_within_groups_interval", intervalJson(said.withinInterval)},
                {"runs", said.runs}, {"groups", said.groups}});
    }
    return out;
}

nlohmann::json gapJson(const FeatureSet& set, std::span<const PairGap> pairs)
{
    nlohmann::json out{{"format", 1}, {"source", set.source}, {"pairs", nlohmann::json::array()}};
    for (const auto& pair : pairs)
        out["pairs"].push_back(pairJson(pair));
    return out;
}

std::string gapCsv(const GapReport& report)
{
    std::string out = "run,label,seed,epoch,kept," + measureHead();
    for (const auto& one : report.measured)
        out += csvCell(one.run) + "," + csvCell(report.groups[one.group].label) + ","
            + std::to_string(one.seed) + "," + std::to_string(one.epoch) + "," + (one.isKept ? "1," : "0,")
            + measureCells(one.pair);
    return out;
}

std::string gapCsv(const FeatureSet& set, std::span<const PairGap> pairs)
{
    std::string out = "source," + measureHead();
    for (const auto& pair : pairs)
        out += csvCell(set.source) + "," + measureCells(pair);
    return out;
}

} // namespace modalscope
