#include "core/analysis/gap_shift_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace modalscope {
namespace {

nlohmann::json shiftedNumber(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json headJson(const HeadScore& score)
{
    return {{"accuracy", shiftedNumber(score.accuracy)}, {"loss", shiftedNumber(score.loss)},
        {"n", score.samples}};
}

nlohmann::json shiftJson(const GapShift& run, const ShiftScore& score)
{
    nlohmann::json out{{"shift", score.shift}, {"of_gap", shiftedNumber(score.ofGap)},
        {"distance", shiftedNumber(score.distance)}, {"along", shiftedNumber(score.along)},
        {"fused", headJson(score.fused)}, {"modalities", nlohmann::json::object()}};
    for (std::size_t m = 0; m < run.modalities.size() && m < score.modalities.size(); ++m)
        if (score.modalities[m].samples > 0)
            out["modalities"][run.modalities[m]] = headJson(score.modalities[m]);
    return out;
}

nlohmann::json shiftedSeedsJson(const SeedNumbers& numbers)
{
    const auto& over = numbers.over;
    return {{"mean", shiftedNumber(over.mean)}, {"sd", shiftedNumber(over.deviation)},
        {"low", shiftedNumber(over.low)}, {"high", shiftedNumber(over.high)}, {"n", over.n}};
}

/// Of every measured run, in order of first use.
std::vector<std::string> headsOf(const GapShiftReport& report)
{
    std::vector<std::string> names;
    for (const auto& one : report.measured)
        for (const auto& name : one.shift.modalities)
            if (std::ranges::find(names, name) == names.end())
                names.push_back(name);
    return names;
}

nlohmann::json shiftedGroupJson(const GapShiftReport& report, std::size_t group)
{
    nlohmann::json out{{"id", report.groups[group].id}, {"label", report.groups[group].label},
        {"shifts", nlohmann::json::array()}};
    constexpr std::pair<const char*, ShiftMeasure> kMeasures[] = {{"shift", ShiftMeasure::Shift},
        {"of_gap", ShiftMeasure::OfGap}, {"distance", ShiftMeasure::Distance}, {"along", ShiftMeasure::Along},
        {"accuracy", ShiftMeasure::Accuracy}, {"loss", ShiftMeasure::Loss}};
    for (std::size_t place = 0; place < report.shiftsOf(group); ++place) {
        nlohmann::json one{{"modalities", nlohmann::json::object()}};
        for (const auto& [name, measure] : kMeasures)
            one[name] = shiftedSeedsJson(shiftedOverSeeds(report, group, place, measure));
        for (const auto& head : headsOf(report)) {
            const auto accuracy = shiftedOverSeeds(report, group, place, ShiftMeasure::Accuracy, head);
            if (!accuracy.isEmpty())
                one["modalities"][head] = {{"accuracy", shiftedSeedsJson(accuracy)},
                    {"loss",
                        shiftedSeedsJson(shiftedOverSeeds(report, group, place, ShiftMeasure::Loss, head))}};
        }
        out["shifts"].push_back(std::move(one));
    }
    return out;
}

} // namespace

nlohmann::json gapShiftJson(const GapShiftReport& report)
{
    nlohmann::json out{{"format", 1}, {"split", report.split}, {"x", report.x}, {"y", report.y},
        {"runs", nlohmann::json::array()}, {"groups", nlohmann::json::array()}, {"left_out", report.leftOut}};
    for (const auto& one : report.measured) {
        nlohmann::json run{{"run", one.shift.run}, {"group", report.groups[one.group].id},
            {"label", report.groups[one.group].label}, {"seed", one.seed}, {"samples", one.shift.samples},
            {"gap", shiftedNumber(one.shift.distance)}, {"shifts", nlohmann::json::array()}};
        for (const auto& score : one.shift.shifts)
            run["shifts"].push_back(shiftJson(one.shift, score));
        out["runs"].push_back(std::move(run));
    }
    for (std::size_t group = 0; group < report.groups.size(); ++group)
        if (report.shiftsOf(group) > 0)
            out["groups"].push_back(shiftedGroupJson(report, group));
    return out;
}

std::string gapShiftCsv(const GapShiftReport& report)
{
    const auto heads = headsOf(report);
    std::string out = "run,label,seed,x,y,shift,of_gap,distance,along,fused_accuracy,fused_loss";
    for (const auto& head : heads)
        out += "," + csvCell(head + "_accuracy") + "," + csvCell(head + "_loss");
    out += "\n";
    for (const auto& one : report.measured)
        for (const auto& score : one.shift.shifts) {
            std::vector<std::string> cells{csvCell(one.shift.run), csvCell(report.groups[one.group].label),
                std::to_string(one.seed), csvCell(one.shift.x), csvCell(one.shift.y)};
            const auto add = [&](ShiftMeasure measure, const std::string& head = {}) {
                const double value = valueOf(one.shift, score, measure, head);
                cells.push_back(std::isfinite(value) ? numberText(value) : std::string());
            };
            for (const auto measure : {ShiftMeasure::Shift, ShiftMeasure::OfGap, ShiftMeasure::Distance,
                     ShiftMeasure::Along, ShiftMeasure::Accuracy, ShiftMeasure::Loss})
                add(measure);
            for (const auto& head : heads) {
                add(ShiftMeasure::Accuracy, head);
                add(ShiftMeasure::Loss, head);
            }
            out += joinText(cells, ",") + "\n";
        }
    return out;
}

} // namespace modalscope
