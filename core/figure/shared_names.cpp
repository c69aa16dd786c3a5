#include "core/figure/shared_names.h"

#include <algorithm>

namespace modalscope {

bool sharesNames(const Figure& figure)
{
    if (figure.columns > 1 || figure.panels.size() < 2 || figure.panels.front().x.categories.empty())
        return false;
    const auto& first = figure.panels.front();
    return std::ranges::all_of(figure.panels, [&](const Panel& panel) {
        return !panel.heatMap && panel.x.categories == first.x.categories && panel.x.label == first.x.label;
    });
}

} // namespace modalscope
