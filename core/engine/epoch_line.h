#pragma once

#include "core/data/dataset.h"
#include "core/run/history.h"

#include <string>

namespace modalscope {

/// "12.34 %" of 0.1234.
std::string percentText(double share);

/// What the log says of an epoch: "epoch 3/60: loss 0.1234, train 91.20 %, valid 85.00 %, 1.2 s".
std::string epochLine(const HistoryRow& row, int epochs, Task task);

} // namespace modalscope
