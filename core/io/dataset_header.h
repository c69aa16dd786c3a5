#pragma once

#include "core/data/dataset.h"
#include "core/io/hdf5_file.h"

namespace modalscope {

/// What the root attributes of a dataset file say: name, task, modalities (their names only), classes,
/// ignored label, and every other attribute as text. Error: Format or InvalidInput, naming the attribute and
/// how to write it.
Result<Dataset> readHeader(const Hdf5File& file);

} // namespace modalscope
