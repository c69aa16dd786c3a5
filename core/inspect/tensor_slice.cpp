#include "core/inspect/tensor_slice.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// The two axes as a tensor of their own, [rows, columns]. Error: InvalidInput.
Result<TensorEntry> planeOf(const TensorEntry& tensor, const SliceRequest& request)
{
    const auto axes = int(tensor.shape.size());
    auto plane = tensor;
    if (axes < 2) {
        plane.shape = {1, axes == 0 ? 1 : tensor.shape[0]};
        plane.strides = {1, axes == 0 ? 1 : tensor.strides[0]};
        return plane;
    }
    const auto isAxis = [&](int axis) { return axis >= 0 && axis < axes; };
    if (!isAxis(request.rowAxis) || !isAxis(request.columnAxis) || request.rowAxis == request.columnAxis)
        return invalidInput("a slice needs two different axes of 0 to " + std::to_string(axes - 1));
    plane.shape.clear();
    plane.strides.clear();
    for (const int axis : {request.rowAxis, request.columnAxis}) {
        plane.shape.push_back(tensor.shape[std::size_t(axis)]);
        plane.strides.push_back(tensor.strides[std::size_t(axis)]);
    }
    std::int64_t element = 0;
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
        if (int(axis) == request.rowAxis || int(axis) == request.columnAxis)
            continue;
        const auto at = axis < request.at.size() ? request.at[axis] : 0;
        if (tensor.shape[axis] == 0) { // nothing is there
            plane.shape = {0, 0};
            return plane;
        }
        if (at < 0 || at >= tensor.shape[axis])
            return invalidInput("axis " + std::to_string(axis) + " has the places 0 to "
                + std::to_string(tensor.shape[axis] - 1) + ", not " + std::to_string(at));
        element += at * tensor.strides[axis];
    }
    plane.start += std::uint64_t(element * elementBytes(tensor.type));
    return plane;
}

std::int64_t perCell(std::int64_t size, std::int64_t most)
{
    return size == 0 ? 1 : (size + most - 1) / most;
}

} // namespace

Result<TensorSlice> sliceOf(const TensorPlace& place, const TensorEntry& tensor, const SliceRequest& request,
    const std::stop_token& stop)
{
    if (request.mostRows < 1 || request.mostColumns < 1)
        return invalidInput("a slice has at least one row and one column");
    const auto plane = planeOf(tensor, request);
    if (!plane)
        return plane.error();
    const auto rows = plane.value().shape[0], columns = plane.value().shape[1];
    TensorSlice slice;
    slice.rowsPerCell = perCell(rows, request.mostRows);
    slice.columnsPerCell = perCell(columns, request.mostColumns);
    slice.rows = perCell(rows, slice.rowsPerCell);
    slice.columns = perCell(columns, slice.columnsPerCell);
    if (rows == 0 || columns == 0) {
        slice.rows = slice.columns = 0;
        return slice;
    }
    const auto ordered = inOrderOfBytes(plane.value());
    const bool isTurned = plane.value().strides[0] < plane.value().strides[1];
    auto pieces = TensorPieces::of(place, ordered);
    if (!pieces)
        return pieces.error();
    const auto cells = std::size_t(slice.rows * slice.columns);
    slice.values.assign(cells, 0);
    std::vector<std::int64_t> counts(cells, 0);
    std::int64_t outer = 0, inner = 0; // place in `ordered`
    while (pieces.value().left() > 0) {
        if (stop.stop_requested())
            return Error{ErrorKind::Cancelled, "reading the tensor was stopped"};
        const auto piece = pieces.value().next();
        if (!piece)
            return piece.error();
        for (const double value : piece.value()) {
            const auto row = (isTurned ? inner : outer) / slice.rowsPerCell;
            const auto column = (isTurned ? outer : inner) / slice.columnsPerCell;
            const auto cell = std::size_t(row * slice.columns + column);
            const bool isAlone = slice.rowsPerCell == 1 && slice.columnsPerCell == 1;
            if (isAlone || std::isfinite(value)) { // infinite ones are shown where nothing is averaged
                slice.values[cell] += value;
                ++counts[cell];
            }
            if (++inner == ordered.shape[1]) {
                inner = 0;
                ++outer;
            }
        }
    }
    for (std::size_t cell = 0; cell < cells; ++cell)
        slice.values[cell] = counts[cell] > 0 ? slice.values[cell] / double(counts[cell])
                                              : std::numeric_limits<double>::quiet_NaN();
    return slice;
}

} // namespace modalscope
