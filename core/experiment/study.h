#pragma once

#include "core/base/result.h"
#include "core/experiment/experiment.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// The study file's axis whose values are no runs of their own: each run is tested at all of them.
inline constexpr const char* kTestRateAxis = "missing.test_rate";

/// An option and the values it takes: "seed" over 0, 1, 2.
struct StudyAxis {
    std::string path; ///< of the option, as in `withSettings`
    std::vector<nlohmann::json> values;
};

/// Settings that belong together under one name: "MLA, no HGM".
struct StudyVariant {
    std::string label;
    Settings settings;
};

/// A grid of experiments (`house.md` 4.3): the axes' product for the base experiment and for every variant. A
/// variant keeps what it sets: axes over an option that it sets do not act on it.
struct Study {
    std::string name;
    Experiment base;
    std::vector<StudyAxis> axes;
    std::vector<StudyVariant> variants;

    const StudyAxis* axis(const std::string& path) const; ///< null when there is none
};

/// Reads a study file; a relative `dataset` is made absolute against the file's folder. Error: NotFound,
/// Format, InvalidInput: "FILE: axes.seed: 3 is listed twice; ...".
Result<Study> readStudy(const std::filesystem::path& file);
Result<Study> studyFromText(std::string_view text, const std::string& name);

/// Names stand in tables, files and terminals: one line of text each. Error: InvalidInput: the name of the
/// study or the label of a variant has a line end, a tab or another control character.
Result<void> checkNames(const Study& study);

/// Indented JSON with every default of the base written out.
std::string toFileText(const Study& study);

/// A run of a study and where it stands in the grid.
struct StudyRun {
    Experiment experiment;
    std::string id; ///< runId()
    std::string group; ///< groupId()
    std::string variant; ///< label; empty = the base
    std::map<std::string, nlohmann::json>
        values; ///< of the axes but `seed` and the test rate; "modalities" too for an encoder alone
};

/// How many runs the axes ask for, before equal ones are taken together.
double runCount(const Study& study);

/// Told how many of the settings have been planned, of how many in all (their seeds left out); false stops.
using PlanProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// Every run of the study, none twice, seed after seed so that a first comparison is complete early.
/// `unimodal` stands for one run per modality. The values of `missing.test_rate` become
/// `evaluate.missing_rates`. Error: InvalidInput: more than 100 000 runs, an axis without values,
/// contradictory or unknown settings, what checkExperiment says of the first bad run; Cancelled.
Result<std::vector<StudyRun>> planStudy(
    const Study& study, const Dataset& dataset, const PlanProgress& progress = {});

/// Labels of variants that have no run in the plan, because the axes or other variants ask for the same runs.
std::vector<std::string> idleVariants(const Study& study, std::span<const StudyRun> plan);

/// First 12 hex digits of the SHA-256 of the study's file text without its name and the dataset's path.
std::string studyHash(const Study& study, const Dataset& dataset);

} // namespace modalscope
