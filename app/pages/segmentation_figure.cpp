#include "app/pages/segmentation_figure.h"

#include "app/pages/segmentation_panes.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "widgets/base/text.h"
#include "widgets/maps/map_images.h"

#include <QObject>

#include <algorithm>

namespace modalscope {
namespace {

/// Classes that are labelled or predicted in one of the samples.
std::vector<bool> occurringClasses(const SegmentationFigureRequest& request)
{
    std::vector<bool> occurs(std::size_t(request.result->request.dataset->classCount()));
    const auto add = [&](const PixelCounts& counts) {
        for (std::size_t label = 0; label < occurs.size(); ++label)
            occurs[label] = occurs[label] || counts.labelled[label] > 0 || counts.predicted[label] > 0;
    };
    for (const auto& row : request.rows)
        for (const auto& part : request.result->parts)
            if (part.maps)
                add(part.maps->scores.samples[std::size_t(row.sample)]);
    return occurs;
}

std::string figureCaption(const SegmentationFigureRequest& request)
{
    const auto& result = *request.result;
    std::vector<std::string> scores, samples;
    for (const auto which : kPredictions)
        if (const auto& maps = result.part(which).maps)
            scores.push_back(toText(which) + " " + percentText(maps->scores.all.miou()));
    for (const auto& row : request.rows)
        samples.push_back(std::to_string(row.sample));
    const std::vector<std::string> parts{"Run " + request.runTitle + " (" + result.request.run.id() + ")",
        "split " + result.request.split + ", n = " + std::to_string(result.truth->maps.samples())
            + " samples",
        conditionText(result.request), "mIoU over the split: " + joinText(scores, ", "),
        (samples.size() == 1 ? "shown: sample " : "shown: samples ") + joinText(samples, ", ")};
    return noteText(parts);
}

} // namespace

std::string conditionText(const SegmentationRequest& request)
{
    if (request.present.empty())
        return "nothing missing";
    auto text = joinText(request.missing(), ", ") + " missing (" + joinText(request.present, ", ") + " left";
    if (request.input != MissingInput::AsTrained)
        text += ", in their place: " + std::string(labelOf(request.input));
    text += "); ";
    return text + (request.adapters.empty() ? "no adapters" : "adapters: " + request.adapterTitle);
}

std::vector<GridFigure::LegendEntry> segmentationLegend(
    const Dataset& dataset, bool tintsGround, const std::function<bool(int label)>& isShown)
{
    const auto classes = classColorsOf(dataset, tintsGround);
    std::vector<GridFigure::LegendEntry> legend;
    for (int label = 0; label < dataset.classCount(); ++label)
        if (isShown(label))
            legend.push_back(classes.isTinted(label)
                    ? GridFigure::LegendEntry{toQt(dataset.classNames[std::size_t(label)]), classes.of(label)}
                    : GridFigure::LegendEntry{
                        QObject::tr("%1: not tinted").arg(toQt(dataset.classNames[std::size_t(label)])),
                        Qt::transparent});
    const auto colors = errorColors();
    legend.push_back({QObject::tr("error map: right"), colors.right});
    legend.push_back({QObject::tr("error map: wrong"), colors.wrong});
    legend.push_back({QObject::tr("does not count"), colors.ignored});
    return legend;
}

SegmentationFigure makeSegmentationFigure(const SegmentationFigureRequest& request)
{
    const auto& result = *request.result;
    SegmentationFigure made;
    auto& figure = made.figure;
    figure.name = "segmentation-" + result.request.run.id() + "-" + result.request.split;
    figure.title = "Segmentation maps of " + request.runTitle + ", " + result.request.split;
    figure.note = figureCaption(request);
    figure.opacity = request.opacity;
    figure.provenance = runProvenance({result.request.run.id()}, "segmentation page");
    for (const auto& row : request.rows) {
        auto panes = makeSamplePanes({request.result, row.sample, request.tintsGround});
        if (panes.error) {
            made.error = panes.error;
            return made;
        }
        std::erase_if(panes.panes, [&](const MapPane& pane) { return request.hidden.contains(pane.key); });
        if (figure.rows.empty())
            for (const auto& pane : panes.panes)
                figure.columns << pane.title;
        figure.rows.push_back(
            {QObject::tr("sample %1").arg(row.sample), row.viewport, std::move(panes.panes)});
    }
    const auto occurs = occurringClasses(request);
    figure.legend = segmentationLegend(
        *result.request.dataset, request.tintsGround, [&](int label) { return occurs[std::size_t(label)]; });
    const bool hasErrors = !figure.rows.empty()
        && std::ranges::any_of(figure.rows.front().panes,
            [](const MapPane& pane) { return pane.key.startsWith(QLatin1String("errors/")); });
    if (!hasErrors) // only what does not count stays: ground truth has it too
        figure.legend.erase(figure.legend.end() - 3, figure.legend.end() - 1);
    return made;
}

} // namespace modalscope
