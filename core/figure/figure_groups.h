#pragma once

#include "core/figure/laziness_figure.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A group that a figure draws, with its runs.
struct FigureGroup {
    const LazinessGroup* group = nullptr;
    std::vector<RunSeries> runs; ///< by seed
};

/// The groups that `options` ask for, in the order of the report: all but unimodal references when it names
/// none. Their runs are those of `runs`.
std::vector<FigureGroup> figureGroups(
    std::span<const RunSeries> runs, const LazinessReport& report, const LazinessFigureOptions& options);

/// The modalities of all groups in order of first use, narrowed to what `options` ask for; "fused" last where
/// `withFused`.
std::vector<std::string> figureModalities(
    std::span<const FigureGroup> groups, const LazinessFigureOptions& options, bool withFused);

/// Title of a figure of these groups: "WHAT: handwritten".
std::string figureTitle(const std::string& what, std::span<const FigureGroup> groups);

/// What carries the spread over seeds: bands of lines need more seeds than error bars.
enum class FigureMarks { Lines, Bars };

/// The note below every figure: number of seeds, band, protocol, runs that still work, mixed protocols.
std::string figureNote(std::span<const FigureGroup> groups, const LazinessFigureOptions& options,
    FigureMarks marks = FigureMarks::Lines);

/// Runs of the group that have epochs to draw; without any series, those that have finished.
int drawnSeeds(const FigureGroup& drawn);

/// "n = 3 seeds"
std::string seedCountText(int count);

/// "n = 2 to 3 seeds", "n = up to 3 seeds" when the least is none.
std::string seedCountText(int least, int most);

/// "Concat (n = 3 seeds)"
std::string labelWithSeeds(const FigureGroup& drawn);

/// Ids of the runs that are drawn and of `others`, program, hash and command.
Provenance figureProvenance(std::span<const FigureGroup> groups, std::vector<std::string> others,
    const LazinessFigureOptions& options);

/// Panels per row for a figure of `panels` panels.
int figureColumns(std::size_t panels);

} // namespace modalscope
