#pragma once

#include "core/figure/figure.h"

#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// Columns of a history by their names (`core/run/history.h`), a value per epoch.
using TrainingColumns = std::vector<std::pair<std::string, std::vector<double>>>;

/// What a run reported while it was trained: a panel of losses and one of every other measure of train and
/// valid, over epochs. Nothing known: no panels, and the note says so.
Figure trainingFigure(const TrainingColumns& columns, const std::string& file);

} // namespace modalscope
