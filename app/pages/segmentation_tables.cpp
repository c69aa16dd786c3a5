#include "app/pages/segmentation_tables.h"

#include "app/pages/segmentation_figure.h"
#include "core/base/text.h"
#include "core/figure/class_iou_table.h"

#include <functional>

namespace modalscope {
namespace {

ClassIouSource iouSource(const SegmentationResult& result, const std::string& runTitle,
    const std::function<const PixelCounts&(const ScoredMaps&)>& countsOf)
{
    ClassIouSource source;
    source.classNames = result.request.dataset->classNames;
    for (const auto which : kPredictions)
        if (const auto& maps = result.part(which).maps)
            source.predictions.push_back({toText(which), countsOf(*maps)});
    source.run = result.request.run.id();
    source.command = "segmentation page";
    source.notes = {"Run " + runTitle + ", " + conditionText(result.request) + "."};
    return source;
}

} // namespace

Table splitIouTable(const SegmentationResult& result, const std::string& runTitle)
{
    auto source = iouSource(
        result, runTitle, [](const ScoredMaps& maps) -> const PixelCounts& { return maps.scores.all; });
    source.name = "iou-" + source.run + "-" + result.request.split;
    source.title = "IoU of each class, " + result.request.split;
    const auto samples = result.truth->maps.samples();
    source.notes.push_back("n = " + std::to_string(samples) + " samples of " + result.request.split + ".");
    for (const auto which : kPredictions)
        if (const auto& maps = result.part(which).maps; maps && maps->scores.counted() < samples)
            source.notes.push_back(std::to_string(samples - maps->scores.counted())
                + " of them have no pixel that counts in " + toText(which) + ".");
    return classIouTable(source);
}

Table sampleIouTable(const SegmentationResult& result, const std::string& runTitle, std::int64_t sample)
{
    auto source = iouSource(result, runTitle, [sample](const ScoredMaps& maps) -> const PixelCounts& {
        return maps.scores.samples[std::size_t(sample)];
    });
    const auto number = std::to_string(sample);
    source.name = "iou-" + source.run + "-" + result.request.split + "-" + number;
    source.title = "IoU of each class, sample " + number + " of " + result.request.split;
    source.notes.emplace_back("One sample.");
    return classIouTable(source);
}

} // namespace modalscope
