#include "core/figure/smoothing.h"

#include "core/base/text.h"

#include <cmath>

namespace modalscope {

std::vector<double> movingAverage(std::span<const double> values, double weight)
{
    std::vector<double> smooth;
    double sum = 0;
    double missing = 1; // w^t
    for (const double value : values) {
        if (std::isnan(value)) {
            smooth.push_back(value);
            continue;
        }
        sum = weight * sum + (1 - weight) * value;
        missing *= weight;
        smooth.push_back(sum / (1 - missing));
    }
    return smooth;
}

Figure smoothedFigure(Figure figure, double weight)
{
    if (weight <= 0)
        return figure;
    bool changed = false;
    for (auto& panel : figure.panels) {
        if (!panel.epochs)
            continue;
        std::vector<LineSeries> raw;
        for (auto& line : panel.lines) {
            if (line.faint) // a single run, raw already
                continue;
            auto behind = line;
            behind.label.clear();
            behind.low.clear();
            behind.high.clear();
            behind.faint = true;
            raw.push_back(std::move(behind));
            line.y = movingAverage(line.y, weight);
            line.low = movingAverage(line.low, weight);
            line.high = movingAverage(line.high, weight);
            changed = true;
        }
        panel.lines.insert(
            panel.lines.end(), std::make_move_iterator(raw.begin()), std::make_move_iterator(raw.end()));
    }
    const auto separator = figure.note.empty() ? "" : figure.note.ends_with('.') ? " " : "; ";
    if (changed)
        figure.note += separator + std::string("lines smoothed over epochs (EMA ") + numberText(weight)
            + "), raw lines faint";
    return figure;
}

} // namespace modalscope
