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

std::vector<SplitPixels> countPixels(const Dataset& dataset)
{
    constexpr std::int64_t kMostPixels = 5'000'000;
    std::vector<SplitPixels> splits;
    for (const auto& split : dataset.splits) {
        if (!split.labelMaps || split.size == 0 || split.labelMaps->rowSize() == 0)
            continue;
        SplitPixels counts{split.name, split.size, 0, {}};
        counts.byClass.assign(std::size_t(dataset.classCount()), 0);
        counts.counted = std::clamp(kMostPixels / split.labelMaps->rowSize(), std::int64_t(1), counts.maps);
        std::vector<float> map(std::size_t(split.labelMaps->rowSize()));
        for (std::int64_t i = 0; i < counts.counted; ++i) {
            const std::int64_t row = i * counts.maps / counts.counted;
            if (!split.labelMaps->read(std::span(&row, 1), map))
                return {};
            for (const float pixel : map)
                if (pixel >= 0 && pixel < float(counts.byClass.size()))
                    ++counts.byClass[std::size_t(pixel)];
        }
        splits.push_back(std::move(counts));
    }
    return splits;
}

Figure pixelBalanceFigure(const Dataset& dataset, std::span<const SplitPixels> splits, int most)
{
    std::vector<SplitSummary> summed;
    std::vector<std::string> sizes;
    for (const auto& split : splits) {
        SplitSummary one{split.split, {}, 0, split.byClass, {}, {}};
        one.size = std::accumulate(split.byClass.begin(), split.byClass.end(), std::int64_t(0));
        summed.push_back(std::move(one));
        sizes.push_back(split.split + " "
            + (split.counted < split.maps ? std::to_string(split.counted) + " of "
                        + std::to_string(split.maps) + " label maps, spread evenly"
                                          : std::to_string(split.maps) + " label maps"));
    }
    auto figure = classBalanceFigure(dataset, summed, most);
    for (auto& panel : figure.panels)
        panel.y.label = "share of the pixels (%)";
    figure.note = sizes.empty() ? "" : "Pixels that count, of " + joinText(sizes, ", ") + ".";
    return figure;
}

} // namespace modalscope
