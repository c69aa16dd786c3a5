#include "core/eval/label_maps.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string nameOf(const Dataset& dataset)
{
    return dataset.path.empty() ? dataset.name : dataset.path;
}

} // namespace

Result<void> checkLabelMaps(const Dataset& dataset)
{
    if (dataset.task != Task::Segmentation || dataset.labelShape.size() != 2)
        return invalidInput(nameOf(dataset) + ": its task is " + toText(dataset.task)
            + ", which has no label maps; choose a run of segmentation data");
    if (dataset.classCount() > LabelMaps::kMostClasses)
        return invalidInput(nameOf(dataset) + ": has " + std::to_string(dataset.classCount())
            + " classes, and label maps can be shown of " + std::to_string(LabelMaps::kMostClasses)
            + " at most; join some classes in the file");
    return {};
}

Result<LabelMaps> trueLabelMaps(
    const Dataset& dataset, const Split& split, const std::function<bool()>& shouldStop)
{
    if (auto good = checkLabelMaps(dataset); !good)
        return good.error();
    LabelMaps maps{int(dataset.labelShape[0]), int(dataset.labelShape[1])};
    maps.classes.resize(std::size_t(split.size * maps.pixels()));
    const auto classes = float(dataset.classCount());
    const auto ignored = dataset.ignoreLabel;
    auto read = forEachChunk(
        *split.labelMaps, [&](std::int64_t first, std::span<const float> values) -> Result<void> {
            if (shouldStop && shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            std::ranges::transform(
                values, maps.classes.begin() + std::ptrdiff_t(first * maps.pixels()), [&](float label) {
                    const bool counts
                        = label >= 0 && label < classes && !(ignored && label == float(*ignored));
                    return counts ? std::uint8_t(label) : LabelMaps::kNone;
                });
            return {};
        });
    if (!read)
        return read.error();
    return maps;
}

} // namespace modalscope
