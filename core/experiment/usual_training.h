#pragma once

#include "core/data/dataset.h"
#include "core/optim/train_options.h"

namespace modalscope {

/// Training options to start from on a dataset. Segmentation: as dense networks are published, in the small
/// (AdamW with a decay to zero, small batches). Regression: as MulT is (Tsai et al. 2019: Adam, gradients
/// clipped at 0.8), which plain SGD breaks where sequences are padded with zeros: a layer norm multiplies
/// gradients there by 300. Classification: the defaults of TrainOptions. A batch never exceeds the split.
TrainOptions usualTraining(const Dataset& dataset);

} // namespace modalscope
