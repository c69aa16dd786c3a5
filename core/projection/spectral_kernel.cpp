#include "core/projection/spectral_kernel.h"

#include "core/projection/two_widths.h"

namespace modalscope {

namespace spectral_any {
#include "core/projection/spectral_loops.inc"
} // namespace spectral_any

#if MODALSCOPE_TWO_WIDTHS
MODALSCOPE_AVX2_BEGIN
namespace spectral_avx2 {
#include "core/projection/spectral_loops.inc"
} // namespace spectral_avx2
MODALSCOPE_AVX2_END
#else
namespace spectral_avx2 = spectral_any;
#endif

void filterRows(const SpectralRows& rows, std::int64_t first, std::int64_t last, const float* x,
    const float* before, const FilterStep& step, float* out)
{
    (hasAvx2() ? spectral_avx2::filterRows : spectral_any::filterRows)(
        rows, first, last, x, before, step, out);
}

void addProducts(const float* x, const float* y, std::int64_t count, float* out)
{
    (hasAvx2() ? spectral_avx2::addProducts : spectral_any::addProducts)(x, y, count, out);
}

void turnRows(const float* x, std::int64_t count, const float* matrix, float* out)
{
    (hasAvx2() ? spectral_avx2::turnRows : spectral_any::turnRows)(x, count, matrix, out);
}

} // namespace modalscope
