#include "app/pages/data_figures.h"

#include "core/base/text.h"

#include <algorithm>
#include <numeric>

namespace modalscope {

Figure classBalanceFigure(const Dataset& dataset, std::span<const SplitSummary> splits, int most)
{
    Figure figure;
    figure.name = dataset.name + "-classes";
    figure.title = "Class balance of " + dataset.name;
    const auto classes = std::size_t(dataset.classCount());
    const auto shown = std::min(classes, std::size_t(std::max(1, most)));
    Panel panel;
    panel.x.label = "class";
    panel.y.label = "share of the split (%)";
    for (std::size_t c = 0; c < shown; ++c)
        panel.x.categories.push_back(dataset.classNames[c]);
    if (shown < classes)
        panel.x.categories.push_back(std::to_string(classes - shown) + " others");
    int color = 1;
    std::vector<std::string> sizes;
    for (const auto& split : splits) {
        sizes.push_back(split.name + " n = " + std::to_string(split.size));
        BarSeries bars;
        bars.label = split.name;
        bars.color = color++;
        const auto& counts = split.countByClass;
        for (std::size_t c = 0; c < shown && c < counts.size(); ++c)
            bars.values.push_back(100.0 * double(counts[c]) / double(std::max<std::int64_t>(1, split.size)));
        if (shown < classes && counts.size() == classes)
            bars.values.push_back(100.0
                * double(
                    std::accumulate(counts.begin() + std::ptrdiff_t(shown), counts.end(), std::int64_t(0)))
                / double(std::max<std::int64_t>(1, split.size)));
        panel.bars.push_back(std::move(bars));
    }
    if (classes > 0 && !splits.empty())
        figure.panels.push_back(std::move(panel));
    figure.note = joinText(sizes, ", ");
    return figure;
}

} // namespace modalscope
