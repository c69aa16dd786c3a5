#include "core/data/feature_set.h"

#include "core/base/random.h"

#include <algorithm>
#include <numeric>

namespace modalscope {

std::vector<std::int64_t> chosenRows(std::int64_t total, std::int64_t most, std::uint64_t seed)
{
    std::vector<std::int64_t> rows;
    if (most > 0 && total > most) {
        rows = Random(seed, "rows of features").permutation(total);
        rows.resize(std::size_t(most));
        std::ranges::sort(rows);
    } else {
        rows.resize(std::size_t(total));
        std::iota(rows.begin(), rows.end(), std::int64_t(0));
    }
    return rows;
}

} // namespace modalscope
