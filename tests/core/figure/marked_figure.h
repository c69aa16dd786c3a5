#pragma once

#include "core/figure/figure.h"

namespace modalscope {

/// A figure with every mark there is; its names need care in CSV, LaTeX and Python.
inline Figure markedFigure()
{
    Figure figure;
    figure.name = "marks";
    figure.title = "50 % of {audio} & \"video\" \\ cost_$5";
    figure.note = "mean ± 95 % t interval; ‖gP‖ ≥ 0.01\nsecond line";
    figure.columns = 2;
    figure.provenance = {{"0123456789ab", "ba9876543210"}, "ModalScope 0.1.0", "feedc0ffee00",
        "modalscope-cli analyze {a,b} --figure f"};
    auto& lines = figure.panels.emplace_back();
    lines.title = "a_b";
    lines.x.label = "missing rate";
    lines.y.label = "accuracy (%)";
    lines.lines.push_back({.label = "GCNet #1",
        .x = {0, 0.1, 0.2, 0.30000000000000004},
        .y = {80, 1.0 / 3, kNoValue, 70},
        .low = {79, 0, kNoValue, 69},
        .high = {81, 1, kNoValue, 71},
        .color = 1,
        .n = 5});
    lines.references.push_back({"alone", 97.5, 97, 98, 2, 3});
    lines.markers.push_back({"gcnet saturates at 2/3", 2.0 / 3});
    auto& bars = figure.panels.emplace_back();
    bars.x.categories = {"fused", "50 %"};
    bars.bars.push_back({"sum^2", {21, -2.5}, {20, -3}, {22, -2}, 3, 3});
    bars.bars.push_back({"max~", {kNoValue, 4}, {}, {}, 4, 3});
    auto& boxes = figure.panels.emplace_back();
    boxes.x.categories = {"a", "b"};
    boxes.boxes.push_back({"boxes", {{1, 2, 3, 4, 100}, {}}, 9});
    boxes.points.push_back({"runs", {0, 1}, {2.5, 3.5}, 5, {"run, one", "two"}, {"0123456789ab", ""}});
    auto& heat = figure.panels.emplace_back();
    heat.x.categories = {"x0", "x1", "x2"};
    heat.y.categories = {"y0", "y1"};
    heat.heatMap
        = HeatMap{"share (%)", {1, 2, 3, kNoValue, 5, 6}, 0, 10, {"1", "2", "3", "4", "5", "6"}, "n"};
    auto& parallel = figure.panels.emplace_back();
    parallel.x.categories = {"rate", "decay", "accuracy"};
    parallel.lines.push_back({.label = "run", .x = {0, 1, 2}, .y = {0, 0.5, 1}});
    return figure;
}

} // namespace modalscope
