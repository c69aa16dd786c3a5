#pragma once

#include "core/export/exported_run.h"
#include "core/export/python_pieces.h"

namespace modalscope {

/// The network of all modalities of a run, as a call that names `standardizers`.
PythonPart pythonNetwork(const ExportedRun& run);

} // namespace modalscope
