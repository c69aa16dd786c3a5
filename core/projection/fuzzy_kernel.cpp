#include "core/projection/fuzzy_kernel.h"

#include "core/projection/two_widths.h"

namespace modalscope {

namespace fuzzy_any {
#include "core/projection/fuzzy_loops.inc"
} // namespace fuzzy_any

#if MODALSCOPE_TWO_WIDTHS
MODALSCOPE_AVX2_BEGIN
namespace fuzzy_avx2 {
#include "core/projection/fuzzy_loops.inc"
} // namespace fuzzy_avx2
MODALSCOPE_AVX2_END
#else
namespace fuzzy_avx2 = fuzzy_any;
#endif

void strengths(const float* distances, std::int64_t padded, float rho, float sigma, float* out)
{
    if (hasAvx2())
        fuzzy_avx2::strengths(distances, padded, rho, sigma, out);
    else
        fuzzy_any::strengths(distances, padded, rho, sigma, out);
}

float sumOfStrengths(const float* distances, std::int64_t padded, float rho, float sigma)
{
    return hasAvx2() ? fuzzy_avx2::sumOfStrengths(distances, padded, rho, sigma)
                     : fuzzy_any::sumOfStrengths(distances, padded, rho, sigma);
}

} // namespace modalscope
