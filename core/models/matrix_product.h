#pragma once

#include <cstdint>

namespace modalscope {

/// A factor as it lies in memory: `stride` values from one row to the next.
template <class T>
struct Factor {
    const T* values = nullptr;
    std::int64_t stride = 0;
    bool transposed = false; ///< the product takes the transpose of what lies there
};

/// The product's place: rows × columns, `stride` values from one row to the next.
template <class T>
struct ProductPlace {
    T* values = nullptr;
    std::int64_t rows = 0, columns = 0;
    std::int64_t stride = 0;
};

/// out ← a b, or out + a b with `adds`; a is [rows, inner], b is [inner, columns]. What LibTorch's mm and
/// addmm compute, without the views and checks that cost as much as a small product itself.
void matrixProduct(Factor<float> a, Factor<float> b, std::int64_t inner, ProductPlace<float> out, bool adds);
void matrixProduct(
    Factor<double> a, Factor<double> b, std::int64_t inner, ProductPlace<double> out, bool adds);

} // namespace modalscope
