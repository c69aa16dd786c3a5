#pragma once

#include "core/experiment/run_grid.h"

#include <span>
#include <string>

namespace modalscope {

/// The grid as a study: several methods become the axis "method" with one object for each, the encoders
/// trained alone are the method unimodal, the seeds are an axis. Where a further axis is over an option of a
/// method, the methods that have the option take its values and the others run once: all but the first are
/// then variants, named by methodLabel.
Study toStudy(const RunGrid& grid, const std::string& name);

/// The grid that plans the same runs. `modalities`: of the dataset, for a base that names none. What a form
/// of methods and seeds cannot hold stays in `axes` and `variants`. Error: InvalidInput: a seed is no whole
/// number.
Result<RunGrid> gridFromStudy(const Study& study, std::span<const std::string> modalities);

} // namespace modalscope
