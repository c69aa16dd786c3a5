#pragma once

#include "core/base/result.h"
#include "core/data/modality.h"
#include "core/models/encoder_options.h"

namespace modalscope {

/// What makeEncoder (`core/models`) would refuse, said without LibTorch. Error: Shape: the encoder does not
/// fit the samples of the modality.
Result<void> checkEncoder(const EncoderOptions& options, const Modality& modality);

} // namespace modalscope
