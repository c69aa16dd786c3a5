#include "core/analysis/gap_shift_report.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace modalscope {
namespace {

/// Why a run cannot stand beside those that were measured before; empty = it can.
std::string differenceTo(const GapShiftReport& report, std::size_t group, const GapShift& shift)
{
    if (report.measured.empty())
        return {};
    if (shift.x != report.x || shift.y != report.y || shift.split != report.split)
        return "run " + shift.run + ": moved " + shift.x + " and " + shift.y + " of " + shift.split
            + ", the runs before " + report.x + " and " + report.y + " of " + report.split;
    const auto shifts = report.shiftsOf(group);
    return shifts > 0 && shifts != shift.shifts.size() ? "run " + shift.run + ": has other shifts"
                                                       : std::string();
}

} // namespace

std::span<const double> usualGapShifts()
{
    static constexpr std::array<double, 15> all{
        -2, -1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3};
    return all;
}

std::size_t GapShiftReport::shiftsOf(std::size_t group) const
{
    const auto first = std::ranges::find(measured, group, &ShiftedRun::group);
    return first == measured.end() ? 0 : first->shift.shifts.size();
}

int GapShiftReport::placeOfNone(std::size_t group) const
{
    const auto first = std::ranges::find(measured, group, &ShiftedRun::group);
    if (first == measured.end())
        return -1;
    const auto none = std::ranges::find(first->shift.shifts, 0.0, &ShiftScore::shift);
    return none == first->shift.shifts.end() ? -1 : int(none - first->shift.shifts.begin());
}

Result<GapShiftReport> gapShiftReport(
    std::span<const ComparedGroup> groups, const ShiftRun& shiftRun, const RunContext& context)
{
    std::int64_t total = 0, done = 0;
    for (const auto& group : groups)
        total += std::int64_t(group.runs.size());
    GapShiftReport report;
    for (const auto& group : groups) {
        const auto place = report.groups.size();
        report.groups.push_back({group.id, group.label, std::max(group.expected, int(group.runs.size()))});
        std::set<std::uint64_t> seeds;
        for (const auto* run : group.runs) {
            context.report(Progress{done++, total, "moving features of run " + run->id()});
            if (context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            if (!hasTestNumbers(*run)) {
                report.leftOut.push_back("run " + run->id() + " has not finished");
                continue;
            }
            if (!seeds.insert(run->experiment.seed).second)
                continue; // a folder that somebody has edited
            auto shift = shiftRun(*run);
            if (!shift && shift.error().kind == ErrorKind::Cancelled)
                return shift.error();
            if (!shift) {
                report.leftOut.push_back("run " + run->id() + ": " + shift.error().message);
                continue;
            }
            if (auto why = differenceTo(report, place, shift.value()); !why.empty()) {
                report.leftOut.push_back(std::move(why));
                continue;
            }
            report.split = shift.value().split;
            report.x = shift.value().x;
            report.y = shift.value().y;
            report.measured.push_back({place, run->experiment.seed, std::move(shift).value()});
        }
    }
    return report;
}

double valueOf(const GapShift& run, const ShiftScore& score, ShiftMeasure measure, const std::string& head)
{
    const auto* said = &score.fused;
    if (!head.empty()) {
        const auto place = std::size_t(std::ranges::find(run.modalities, head) - run.modalities.begin());
        said = place < score.modalities.size() ? &score.modalities[place] : nullptr;
    }
    switch (measure) {
    case ShiftMeasure::Shift:
        return score.shift;
    case ShiftMeasure::OfGap:
        return score.ofGap;
    case ShiftMeasure::Distance:
        return score.distance;
    case ShiftMeasure::Along:
        return score.along;
    case ShiftMeasure::Accuracy:
        return said != nullptr ? said->accuracy : std::numeric_limits<double>::quiet_NaN();
    case ShiftMeasure::Loss:
        return said != nullptr ? said->loss : std::numeric_limits<double>::quiet_NaN();
    }
    return std::numeric_limits<double>::quiet_NaN();
}

SeedNumbers shiftedOverSeeds(const GapShiftReport& report, std::size_t group, std::size_t place,
    ShiftMeasure measure, const std::string& head)
{
    std::vector<SeedValue> values;
    for (const auto& one : report.measured)
        if (one.group == group && place < one.shift.shifts.size())
            values.push_back(
                {one.seed, {one.shift.run}, valueOf(one.shift, one.shift.shifts[place], measure, head)});
    return seedNumbers(std::move(values));
}

} // namespace modalscope
