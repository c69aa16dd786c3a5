#pragma once

#include "core/base/result.h"
#include "core/export/exported_run.h"
#include "core/export/python_pieces.h"

namespace modalscope {

/// The network of a run with encoders, as a call that names `encoders` and `standardizers`.
/// Error: InvalidInput for what Python code is not written for.
Result<PythonPart> pythonFusion(const ExportedRun& run);

} // namespace modalscope
