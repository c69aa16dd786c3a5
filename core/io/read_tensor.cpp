#include "core/io/read_tensor.h"

namespace modalscope {
namespace {

template <class T>
Result<std::vector<T>> readValues(const TensorPlace& place, const TensorEntry& tensor)
{
    auto pieces = TensorPieces::of(place, tensor);
    if (!pieces)
        return pieces.error();
    std::vector<T> values;
    values.reserve(std::size_t(pieces.value().left()));
    while (pieces.value().left() > 0) {
        const auto piece = pieces.value().next();
        if (!piece)
            return piece.error();
        for (const double value : piece.value())
            values.push_back(T(value));
    }
    return values;
}

} // namespace

Result<std::vector<float>> readFloats(const TensorPlace& place, const TensorEntry& tensor)
{
    return readValues<float>(place, tensor);
}

Result<std::vector<double>> readDoubles(const TensorPlace& place, const TensorEntry& tensor)
{
    return readValues<double>(place, tensor);
}

} // namespace modalscope
