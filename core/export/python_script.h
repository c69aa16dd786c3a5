#pragma once

#include "core/base/result.h"
#include "core/export/exported_run.h"

#include <string>

namespace modalscope {

/// A PyTorch program that builds the network of the run, loads `weights.safetensors` beside it and says what
/// the network says: the layers as core/models and core/methods have them, of the encoders and the method
/// that the run has. Error: InvalidInput, "export to Python does not know X yet".
/// Its absent rows are zero after standardisation, see modalitiesWithoutMean.
Result<std::string> pythonScript(const ExportedRun& run);

/// Modalities whose absent rows were the mean of the training rows under treatment `mean`, which a run does
/// not store: the script refuses samples that lack them. Of standardised features the mean is zero.
std::vector<std::string> modalitiesWithoutMean(const ExportedRun& run);

} // namespace modalscope
