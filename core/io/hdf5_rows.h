#pragma once

#include "core/base/file_stamp.h"
#include "core/data/row_reader.h"
#include "core/io/hdf5_dataset.h"

namespace modalscope {

/// Rows that stay in their HDF5 dataset and are read when they are asked for.
std::shared_ptr<const RowReader> rowsInFile(
    Hdf5Dataset dataset, FileStamp stamp, double scale, double offset);

} // namespace modalscope
