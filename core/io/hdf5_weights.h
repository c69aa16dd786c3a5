#pragma once

#include "core/io/hdf5_file.h"
#include "core/io/numpy_weights.h"

namespace modalscope {

/// Groups as dicts, datasets of numbers as tensors, attributes (of Keras: layer_names, weight_names,
/// keras_version, model_config) as what was set in them. Reads headers alone; values come through HDF5 when
/// they are read, chunk by chunk. `bytes`: the same file. Datasets of other types are named and have no
/// values; links to other places of the file or other files are left out. Error: Format, naming file and
/// place: a group that is reached twice, a dataset that claims more than was written or than its chunks can
/// be packed into.
Result<PlacedTree> readHdf5Weights(Hdf5File file, std::shared_ptr<const ByteSource> bytes);

} // namespace modalscope
