#pragma once

#include "core/analysis/missing_sweep.h"
#include "core/figure/report_settings.h"

#include <span>

namespace modalscope {

/// The curves of all settings; each setting is measured against its own baseline, which is trained alike.
/// Labels say what settings differ in beside the training rate.
MissingSweep sweepOfSettings(std::span<const ReportSetting> settings);

} // namespace modalscope
