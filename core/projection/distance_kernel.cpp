#include "core/projection/distance_kernel.h"

#include "core/projection/two_widths.h"

namespace modalscope {

namespace distance_any {
#include "core/projection/distance_loops.inc"
} // namespace distance_any

#if MODALSCOPE_TWO_WIDTHS
MODALSCOPE_AVX2_BEGIN
namespace distance_avx2 {
#include "core/projection/distance_loops.inc"
} // namespace distance_avx2
MODALSCOPE_AVX2_END
#else
namespace distance_avx2 = distance_any;
#endif

void squaredDistances(
    const float* a, std::int64_t rowsA, const float* b, std::int64_t rowsB, std::int64_t length, float* out)
{
    if (hasAvx2())
        distance_avx2::squaredDistances(a, rowsA, b, rowsB, length, out);
    else
        distance_any::squaredDistances(a, rowsA, b, rowsB, length, out);
}

float dotProduct(const float* a, const float* b, std::int64_t length)
{
    return hasAvx2() ? distance_avx2::dotProduct(a, b, length) : distance_any::dotProduct(a, b, length);
}

void accumulateProducts(const float* rows, std::int64_t count, std::int64_t length, float* out)
{
    if (hasAvx2())
        distance_avx2::accumulateProducts(rows, count, length, out);
    else
        distance_any::accumulateProducts(rows, count, length, out);
}

} // namespace modalscope
