#include "app/pages/laziness_maker.h"

#include "core/figure/figure_json.h"
#include "core/figure/smoothing.h"

namespace modalscope {

LazinessResult makeLaziness(const LazinessRequest& request)
{
    const auto runs = seriesOf(request.runs);
    LazinessResult made;
    made.report = lazinessReport(runs);
    made.sentences = lazinessSentences(made.report);
    made.hgmWarnings = hgmWarnings(runs, made.report);
    std::map<std::string, int> entries;
    for (const auto& [group, color] : request.colors)
        entries["method/" + group] = color;
    ColorAssignment colors(std::move(entries));
    for (const auto& group : made.report.groups) // modalities keep their colour whatever is shown
        for (const auto& modality : group.modalities)
            colors.color("modality/" + modality.modality);
    const auto add = [&](LazinessChart chart, auto make) {
        if (!request.charts.contains(chart))
            return;
        made.figures[chart] = smoothedFigure(make(), request.smoothing);
        made.stamps[chart] = std::hash<std::string>()(figureJson(made.figures[chart]));
    };
    add(LazinessChart::Accuracy, [&] { return accuracyFigure(runs, made.report, colors, request.options); });
    add(LazinessChart::Bars, [&] { return lazinessBarFigure(made.report, colors, request.options); });
    add(LazinessChart::Gradients, [&] { return gradientFigure(runs, made.report, colors, request.options); });
    add(LazinessChart::HeadGradient, [&] { return hgmFigure(runs, made.report, colors, request.options); });
    add(LazinessChart::Sheet, [&] { return lazinessFigure(runs, made.report, colors, request.options); });
    return made;
}

} // namespace modalscope
