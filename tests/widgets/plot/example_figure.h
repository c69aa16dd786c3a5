#pragma once

#include "core/figure/figure.h"

#include <cmath>
#include <limits>

namespace modalscope {

/// Two panels over epochs with bands and a reference, one with bars; numbers follow simple formulas.
inline Figure exampleFigure(int epochs = 40)
{
    Figure figure;
    figure.name = "laziness";
    figure.title = "Laziness of <each> modality";
    figure.note = "mean of 3 seeds, band: 95 % t interval";
    figure.columns = 2;
    figure.provenance = {{"0123456789ab", "ba9876543210"}, "ModalScope 0.1.0", "feedc0ffee00",
        "modalscope-cli study run s.json"};
    for (const char* method : {"concat", "MLA"}) {
        auto& panel = figure.panels.emplace_back();
        panel.title = method;
        panel.epochs = true;
        panel.x.label = "epoch";
        panel.y.label = "accuracy (%)";
        for (int s = 0; s < 2; ++s) {
            auto& line = panel.lines.emplace_back();
            line.label = s == 0 ? "audio" : "image";
            line.color = s + 1;
            line.n = 3;
            for (int epoch = 1; epoch <= epochs; ++epoch) {
                const double y = 90 - 30 * s - 50 * std::exp(-epoch / 10.0);
                line.x.push_back(epoch);
                line.y.push_back(y);
                line.low.push_back(y - 2);
                line.high.push_back(y + 2);
            }
        }
        panel.references.push_back({"image alone", 80, 79, 81, 2, 3});
    }
    auto& bars = figure.panels.emplace_back();
    bars.title = "laziness";
    bars.x.categories = {"concat", "MLA"};
    bars.y.label = "laziness (points)";
    bars.bars.push_back({"audio", {12, std::numeric_limits<double>::quiet_NaN()}, {10, 0}, {14, 0}, 1, 3});
    bars.bars.push_back({"image", {25, 3}, {22, 1}, {28, 5}, 2, 3});
    return figure;
}

} // namespace modalscope
