#pragma once

#include "core/data/modality.h"
#include "core/export/python_pieces.h"
#include "core/models/encoder_options.h"

namespace modalscope {

/// The encoder that core/models makes for the modality.
PythonPart pythonEncoder(const EncoderOptions& options, const Modality& modality);

} // namespace modalscope
