#pragma once

#include "app/checkpoint/loaded_checkpoint.h"

#include <QString>

#include <optional>
#include <vector>

namespace modalscope {

/// A summary of each tensor; nothing for one without statistics (complex, quantised by channel). Or empty:
/// not checked.
using CheckedValues = std::vector<std::optional<TensorSummary>>;

/// Reads every tensor once and tells progress by bytes. Error: as checkUnchanged; Io, Cancelled.
Result<CheckedValues> checkValuesOf(const LoadedCheckpoint& loaded, const RunContext& context);

/// "3 NaN", "1 infinite", "3 NaN, 1 infinite", "none".
QString notFiniteWords(const TensorSummary& summary);

} // namespace modalscope
