#include "core/figure/laziness_figure.h"

#include "core/base/text.h"
#include "core/figure/accuracy_panels.h"
#include "core/figure/figure_groups.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using MeasureOf = SeedNumbers ModalityLaziness::*;

struct Bar {
    double value = kNoValue, low = kNoValue, high = kNoValue;
    int n = 0;
};

Bar barOf(const LazinessGroup& group, const std::string& modality, MeasureOf measure)
{
    const auto* laziness = group.modality(modality);
    if (laziness == nullptr || (laziness->*measure).isEmpty())
        return {};
    const auto& over = (laziness->*measure).over;
    return {over.mean, over.low, over.high, over.n};
}

/// One colour over the categories.
BarSeries barSeries(const std::string& label, int color, const std::vector<Bar>& bars)
{
    BarSeries series;
    series.label = label;
    series.color = color;
    bool sameCount = true; // n is said of a whole series
    for (const auto& bar : bars) {
        series.values.push_back(bar.value);
        series.low.push_back(bar.low);
        series.high.push_back(bar.high);
        sameCount = sameCount && (series.n == 0 || bar.n == 0 || bar.n == series.n);
        series.n = std::max(series.n, bar.n);
    }
    if (!sameCount)
        series.n = 0;
    return series;
}

void finishSeries(Panel& panel, BarSeries series)
{
    const auto isNone = [](double value) { return std::isnan(value); };
    if (std::all_of(series.values.begin(), series.values.end(), isNone))
        return;
    if (std::all_of(series.low.begin(), series.low.end(), isNone)) { // one seed everywhere
        series.low.clear();
        series.high.clear();
    }
    panel.bars.push_back(std::move(series));
}

Panel lazinessPanel(std::span<const FigureGroup> groups, const std::vector<std::string>& modalities,
    MeasureOf measure, ColorAssignment& colors, LinesPer lines)
{
    Panel panel;
    panel.y.label = "laziness (points)";
    if (lines == LinesPer::Modality) {
        for (const auto& drawn : groups)
            panel.x.categories.push_back(drawn.group->label);
        for (const auto& modality : modalities) {
            std::vector<Bar> bars;
            for (const auto& drawn : groups)
                bars.push_back(barOf(*drawn.group, modality, measure));
            finishSeries(panel, barSeries(modality, colors.color("modality/" + modality), bars));
        }
    } else {
        panel.x.categories = modalities;
        for (const auto& drawn : groups) {
            std::vector<Bar> bars;
            for (const auto& modality : modalities)
                bars.push_back(barOf(*drawn.group, modality, measure));
            finishSeries(
                panel, barSeries(drawn.group->label, colors.color("method/" + drawn.group->id), bars));
        }
    }
    return panel;
}

/// The two measures; adds the runs behind the bars to `behind`.
std::vector<Panel> lazinessPanels(std::span<const FigureGroup> all, ColorAssignment& colors,
    const LazinessFigureOptions& options, std::vector<std::string>& behind)
{
    std::vector<FigureGroup> groups; // those that have a bar
    for (const auto& drawn : all) {
        bool measured = false;
        for (const auto& modality : drawn.group->modalities) {
            for (const auto* numbers : {&modality.aloneMinusProbe, &modality.aloneMinusInside}) {
                measured = measured || (!drawn.group->isAlone() && !numbers->isEmpty());
                for (auto& run : numbers->runs())
                    behind.push_back(std::move(run));
            }
        }
        if (measured)
            groups.push_back(drawn);
    }
    const auto modalities = figureModalities(groups, options, /*withFused=*/false);
    std::vector<Panel> panels;
    for (const auto& [title, measure] :
        {std::pair<const char*, MeasureOf>{
             "Alone − probe of the frozen encoder", &ModalityLaziness::aloneMinusProbe},
            {"Alone − head inside the method", &ModalityLaziness::aloneMinusInside}}) {
        auto panel = lazinessPanel(groups, modalities, measure, colors, options.lines);
        panel.title = title;
        if (!panel.bars.empty())
            panels.push_back(std::move(panel));
    }
    return panels;
}

/// What bars need said beside the usual note.
std::string barNote(const LazinessReport& report)
{
    std::string note = " Laziness: test accuracy of the encoder trained alone minus inside the method.";
    for (const auto& group : report.groups)
        for (const auto& modality : group.modalities)
            if (!modality.aloneMinusProbe.paired || !modality.aloneMinusInside.paired)
                return note + " Where no seed is on both sides: difference of means, Welch's interval.";
    return note;
}

bool hasErrorBars(const Figure& figure)
{
    const auto hasErrors = [](const BarSeries& bars) { return !bars.low.empty(); };
    return std::any_of(figure.panels.begin(), figure.panels.end(),
        [&](const Panel& panel) { return std::any_of(panel.bars.begin(), panel.bars.end(), hasErrors); });
}

std::string notesOf(const LazinessReport& report)
{
    std::string text;
    for (const auto& note : report.notes)
        text += (text.empty() ? "" : " ") + note;
    return text;
}

/// Why there is no curve.
std::string noCurves(const LazinessReport& report)
{
    const auto isNetwork = [](const auto& group) { return group.method == MethodKind::Network; };
    const bool areNetworks = !report.groups.empty() && std::ranges::all_of(report.groups, isNetwork);
    return areNetworks ? "Networks of all modalities have no accuracy per modality: there is no laziness to "
                         "show; Compare and Missing show these runs."
                       : "No epoch of these runs has finished yet.";
}

} // namespace

Figure accuracyFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options)
{
    const auto groups = figureGroups(runs, report, options);
    AccuracyPanels panels(runs, colors, options);
    Figure figure;
    figure.name = "accuracy";
    figure.title = figureTitle("Accuracy per modality", groups);
    figure.panels = panels.make(groups);
    figure.note = figure.panels.empty() ? noCurves(report) : figureNote(groups, options);
    figure.columns = figureColumns(figure.panels.size());
    figure.provenance = figureProvenance(groups, panels.referenceRuns(), options);
    return figure;
}

Figure lazinessBarFigure(
    const LazinessReport& report, ColorAssignment& colors, const LazinessFigureOptions& options)
{
    const auto groups = figureGroups({}, report, options);
    std::vector<std::string> behind;
    Figure figure;
    figure.name = "laziness-points";
    figure.title = figureTitle("Laziness per modality", groups);
    figure.panels = lazinessPanels(groups, colors, options, behind);
    figure.columns = figureColumns(figure.panels.size());
    if (figure.panels.empty())
        figure.note = report.notes.empty() ? "No run of these methods has finished yet." : notesOf(report);
    else
        figure.note = figureNote(groups, options, FigureMarks::Bars) + barNote(report);
    figure.provenance = figureProvenance(groups, std::move(behind), options);
    return figure;
}

Figure lazinessFigure(std::span<const RunSeries> runs, const LazinessReport& report, ColorAssignment& colors,
    const LazinessFigureOptions& options)
{
    auto figure = accuracyFigure(runs, report, colors, options);
    auto bars = lazinessBarFigure(report, colors, options);
    if (!bars.panels.empty() && figure.panels.empty())
        figure.note = bars.note;
    else if (!bars.panels.empty())
        figure.note
            += barNote(report) + (hasErrorBars(bars) ? " Error bars: 95 % t interval over seeds." : "");
    for (auto& panel : bars.panels)
        figure.panels.push_back(std::move(panel));
    const auto groups = figureGroups(runs, report, options);
    figure.name = "laziness";
    figure.title = figureTitle("Laziness of modalities", groups);
    figure.columns = figureColumns(figure.panels.size());
    auto behind = std::move(figure.provenance.runs);
    behind.insert(behind.end(), bars.provenance.runs.begin(), bars.provenance.runs.end());
    figure.provenance = figureProvenance(groups, std::move(behind), options);
    return figure;
}

} // namespace modalscope
