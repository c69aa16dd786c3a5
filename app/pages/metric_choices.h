#pragma once

#include "app/pages/run_snapshots.h"

#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// Path and title of every metric that any of the runs has, fused test accuracy first, then the other usual
/// ones.
std::vector<std::pair<std::string, std::string>> metricChoices(const RunSnapshots& runs);

/// What fused accuracy is best drawn against: the test accuracy of the modality that is weakest in the mean
/// over the runs, inside the networks or else of its probe; any other metric where there is none, empty where
/// there is nothing else.
std::string usualCounterpart(const RunSnapshots& runs);

} // namespace modalscope
