#pragma once

#include "core/analysis/compared_group.h"
#include "core/eval/gap_shift.h"
#include "core/run/run_context.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Shifts in gaps of a run, rising: from a gap three times as wide to one that is closed and opened again the
/// other way round.
std::span<const double> usualGapShifts();

/// One run of a gap shift experiment.
struct ShiftedRun {
    std::size_t group = 0; ///< of GapShiftReport::groups
    std::uint64_t seed = 0;
    GapShift shift;
};

struct ShiftedGroup {
    std::string id, label; ///< as in ComparedGroup
    int expected = 0; ///< runs
};

/// Gap shift experiments of runs, all on one split and with one pair of modalities.
struct GapShiftReport {
    std::string split, x, y; ///< empty without a measured run
    std::vector<ShiftedGroup> groups;
    std::vector<ShiftedRun>
        measured; ///< by group and seed; every run of a group has the same count of shifts
    std::vector<std::string> leftOut; ///< one sentence for each run without a result
    std::string conditions; ///< protocol and dataset, for notes; made by whoever knows the runs

    std::size_t shiftsOf(std::size_t group) const; ///< how many; 0 without a measured run
    /// Place of the shift that changes nothing; below 0 when it is not among them.
    int placeOfNone(std::size_t group) const;
};

/// Does one run: Engine::shiftGap with the run's dataset.
using ShiftRun = std::function<Result<GapShift>(const StoredRun&)>;

/// Asks for every finished run of the groups, one after the other, and reports which it is at. A run whose
/// pair or shifts are not those of the runs before is left out. Error: Cancelled.
Result<GapShiftReport> gapShiftReport(
    std::span<const ComparedGroup> groups, const ShiftRun& shiftRun, const RunContext& context = {});

/// One number of a shift.
enum class ShiftMeasure { Shift, OfGap, Distance, Along, Accuracy, Loss };
/// `head`: a modality; empty = the fusion. NaN where there is none.
double valueOf(
    const GapShift& run, const ShiftScore& score, ShiftMeasure measure, const std::string& head = {});

/// The number at one place of the list of shifts, a value per seed.
SeedNumbers shiftedOverSeeds(const GapShiftReport& report, std::size_t group, std::size_t place,
    ShiftMeasure measure, const std::string& head = {});

} // namespace modalscope
