#pragma once

#include "core/io/read_tensor.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace modalscope {

/// Two axes of a tensor, the others held at one place, for a heat map. A tensor of one axis is one row; a
/// scalar one cell.
struct SliceRequest {
    int rowAxis = 0, columnAxis = 1; ///< ignored below two axes
    Shape at; ///< place of every other axis; those of rowAxis and columnAxis are ignored; missing ones are 0
    std::int64_t mostRows = 512, mostColumns = 512; ///< of the picture
};

/// Values [rows, columns], row-major. When the slice is larger than asked for, each cell is the mean of the
/// finite values of a block (`rowsPerCell` x `columnsPerCell`), NaN when it has none.
struct TensorSlice {
    std::int64_t rows = 0, columns = 0;
    std::int64_t rowsPerCell = 1, columnsPerCell = 1;
    std::vector<double> values;
};

/// Error: InvalidInput for axes or places that the tensor has not, and for a picture without cells; as
/// readDoubles; Cancelled within 100 ms of a stop.
Result<TensorSlice> sliceOf(const TensorPlace& place, const TensorEntry& tensor, const SliceRequest& request,
    const std::stop_token& stop = {});

} // namespace modalscope
