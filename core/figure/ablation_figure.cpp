#include "core/figure/ablation_figure.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"

#include <algorithm>
#include <string_view>

namespace modalscope {
namespace {

/// "MLA, no HGM" beside "MLA": "no HGM".
std::string shortLabel(const std::string& label, const std::string& full)
{
    return label.starts_with(full + ", ") ? label.substr(full.size() + 2) : label;
}

/// " at missing rate 0.4"; empty for all of the test data.
std::string placeText(const std::string& split)
{
    constexpr std::string_view kRates = "test/rates/";
    if (split == "test")
        return {};
    return split.starts_with(kRates) ? " at missing rate " + split.substr(kRates.size()) : " on " + split;
}

} // namespace

Figure ablationFigure(const Ablation& ablation, const std::map<std::string, int>& colors)
{
    Figure figure;
    figure.name = "ablation";
    figure.title = "Difference to the full method";
    if (ablation.rows.size() < 2) {
        figure.note = "There is no variant to compare with the full method.";
        return figure;
    }
    figure.title = "Difference to " + ablation.rows.front().label;
    Panel panel;
    panel.x.label = "variant";
    panel.y.label = "difference (points)";
    for (std::size_t i = 1; i < ablation.rows.size(); ++i)
        panel.x.categories.push_back(shortLabel(ablation.rows[i].label, ablation.rows.front().label));
    BarSeries bars;
    const auto known = colors.find(ablation.rows.front().id);
    bars.color = known == colors.end() ? 1 : known->second;
    std::vector<std::string> runs;
    for (std::size_t i = 1; i < ablation.rows.size(); ++i) {
        const auto& over = ablation.rows[i].difference.over;
        bars.values.push_back(over.mean);
        bars.low.push_back(over.low);
        bars.high.push_back(over.high);
        bars.n = std::max(bars.n, over.n);
        for (auto& id : ablation.rows[i].difference.runs())
            runs.push_back(std::move(id));
    }
    std::sort(runs.begin(), runs.end());
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    panel.bars.push_back(std::move(bars));
    figure.panels.push_back(std::move(panel));
    figure.note = "Fused accuracy" + placeText(ablation.split)
        + ": mean of the paired differences over seeds, n = " + std::to_string(figure.panels[0].bars[0].n)
        + ", with their 95 % t interval. " + (ablation.notes.empty() ? std::string() : ablation.notes.back());
    figure.provenance.program = programVersion();
    figure.provenance.specHash = sha256Hex(joinText(runs, ",")).substr(0, 12);
    figure.provenance.runs = std::move(runs);
    return figure;
}

} // namespace modalscope
