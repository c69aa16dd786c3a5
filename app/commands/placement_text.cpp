#include "app/commands/placement_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace modalscope {
namespace {

std::string shapeOf(const AdapterPlacement::Layer& layer)
{
    std::vector<std::string> sides;
    for (const auto side : layer.shape)
        sides.push_back(std::to_string(side));
    return joinText(sides, " x ");
}

std::string partOfNetwork(const AdapterPlacement::Layer& layer)
{
    return layer.part + (layer.modalities.empty() ? "" : " " + joinText(layer.modalities, "+"));
}

/// Columns as wide as their widest text, two spaces apart; the last one is not filled up.
std::string alignedLines(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths.resize(std::max(widths.size(), row.size()));
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace

std::string placementText(const AdaptOptions& options, const AdapterPlacement& placement)
{
    const auto adapted
        = std::ranges::count_if(placement.layers, [](const auto& layer) { return layer.learned > 0; });
    std::vector<std::vector<std::string>> rows{{"layer", "kind", "part", "shape", "learned", "why not"}};
    for (const auto& layer : placement.layers)
        rows.push_back({layer.path, layer.kind, partOfNetwork(layer), shapeOf(layer),
            layer.learned > 0 ? std::to_string(layer.learned) : "-", layer.why});
    return joinText(options.present, "+") + ", " + toText(options.adapter.kind) + ": "
        + std::to_string(placement.learned) + " of " + std::to_string(placement.total) + " parameters ("
        + fixedText(100 * placement.share(), 3) + " %) in " + std::to_string(adapted) + " of "
        + std::to_string(placement.layers.size()) + " layers\n" + alignedLines(rows);
}

nlohmann::json placementJson(const AdaptOptions& options, const AdapterPlacement& placement)
{
    auto layers = nlohmann::json::array();
    for (const auto& layer : placement.layers)
        layers.push_back({{"layer", layer.path}, {"kind", layer.kind}, {"part", layer.part},
            {"modalities", layer.modalities}, {"shape", layer.shape}, {"learned", layer.learned},
            {"possible", layer.possible}, {"why", layer.why}});
    return {{"present", options.present}, {"option", toText(options.adapter.kind)},
        {"learned", placement.learned}, {"total", placement.total}, {"share", placement.share()},
        {"layers", layers}};
}

} // namespace modalscope
