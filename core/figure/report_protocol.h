#pragma once

#include "core/analysis/compared_group.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// How the runs of a study were made and tested, a sentence each: epoch, seeds, masks, treatment, saturation
/// of the published mask, further tests, intervals and paired tests.
std::vector<std::string> reportProtocol(
    const Study& study, const Dataset& dataset, std::span<const StudyRun> plan);

/// What follows published or released code instead of sound practice or the paper, a sentence each with the
/// number of runs.
std::vector<std::string> reportShortcuts(std::span<const StudyRun> plan);

} // namespace modalscope
