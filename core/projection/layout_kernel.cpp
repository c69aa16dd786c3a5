#include "core/projection/layout_kernel.h"

#include "core/base/require.h"
#include "core/projection/two_widths.h"

#include <algorithm>

namespace modalscope {
namespace {

/// LayoutEdges without the library's types.
struct LayoutView {
    const std::int64_t* start;
    const std::int32_t* tail;
    const std::uint32_t* rate;
    const std::int32_t* order;
};

} // namespace

namespace layout_any {
#include "core/projection/layout_loops.inc"
} // namespace layout_any

#if MODALSCOPE_TWO_WIDTHS
MODALSCOPE_AVX2_BEGIN
namespace layout_avx2 {
#include "core/projection/layout_loops.inc"
} // namespace layout_avx2
MODALSCOPE_AVX2_END
#else
namespace layout_avx2 = layout_any;
#endif

void moveHeads(const LayoutEdges& edges, const LayoutForces& forces, const LayoutStep& step, int dimensions,
    std::int64_t first, std::int64_t last, const float* heads, const float* tails, std::int64_t tailCount,
    float* moved)
{
    require(dimensions == 2 || dimensions == 3, "a layout has two or three dimensions");
    const LayoutView view{edges.start.data(), edges.tail.data(), edges.rate.data(), edges.order.data()};
    std::int64_t most = 0;
    for (auto i = first; i < last; ++i)
        most = std::max(most, view.start[view.order[i] + 1] - view.start[view.order[i]]);
    std::vector<std::int32_t> drawn(std::size_t(most + 1) * 8);
    const auto move = hasAvx2() ? layout_avx2::moveHeads : layout_any::moveHeads;
    move(view, forces, step, dimensions, first, last, heads, tails, tailCount, moved, drawn.data());
}

} // namespace modalscope
