#include "core/data/augment.h"

#include "core/base/random.h"
#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// The index of the RGB modality, -1 when there is none and nothing needs one.
Result<int> findRgb(const AugmentOptions& options, const Dataset& dataset)
{
    if (!options.rgb.empty()) {
        const int index = dataset.modalityIndex(options.rgb);
        if (index < 0)
            return invalidInput("augment.rgb: " + options.rgb + " is no modality of " + dataset.name
                + "; it has " + dataset.modalityList());
        return index;
    }
    const auto found = std::ranges::find_if(
        dataset.modalities, [](const Modality& modality) { return modality.shape.front() == 3; });
    if (found != dataset.modalities.end())
        return int(found - dataset.modalities.begin());
    if (options.colourJitter > 0 || options.blur > 0)
        return invalidInput("augment.rgb: " + dataset.name
            + " has no modality of three channels; name one, or set colour_jitter and blur to 0");
    return -1;
}

Result<void> checkPictures(const Dataset& dataset)
{
    if (dataset.task != Task::Segmentation || dataset.labelShape.size() != 2)
        return invalidInput(dataset.name + " has no label maps; only segmentation data can be augmented");
    for (const auto& modality : dataset.modalities)
        if (modality.kind != ModalityKind::Image || modality.shape.size() != 3
            || modality.shape[1] != dataset.labelShape[0] || modality.shape[2] != dataset.labelShape[1])
            return invalidInput(modality.name + " is " + shapeText(modality) + ", but the label maps have "
                + std::to_string(dataset.labelShape[0]) + " rows and " + std::to_string(dataset.labelShape[1])
                + " columns; every modality must be a picture of " + "that size");
    return {};
}

void resizeAll(DenseSample& sample, std::int64_t rows, std::int64_t columns)
{
    const ResizedWindow whole{rows, columns, 0, 0, rows, columns};
    for (auto& image : sample.images)
        image = resizeImage(image, whole);
    sample.labels = resizeLabels(sample.labels, whole, 0);
}

} // namespace

Result<Augmenter> Augmenter::make(const AugmentOptions& options, const Dataset& dataset, std::uint64_t seed)
{
    if (auto good = checkPictures(dataset); !good)
        return good.error();
    if (options.resizedCrop && options.leastScale > options.mostScale)
        return invalidInput("augment.least_scale is above augment.most_scale");
    const auto rgb = findRgb(options, dataset);
    if (!rgb)
        return rgb.error();
    Augmenter augmenter;
    augmenter.m_options = options;
    augmenter.m_seed = seed;
    augmenter.m_rgb = rgb.value();
    augmenter.m_paddingLabel = dataset.ignoreLabel.value_or(-1);
    augmenter.m_imageRows = augmenter.m_rows = dataset.labelShape[0];
    augmenter.m_imageColumns = augmenter.m_columns = dataset.labelShape[1];
    if (options.resizedCrop && options.cropRows > 0)
        augmenter.m_rows = options.cropRows;
    if (options.resizedCrop && options.cropColumns > 0)
        augmenter.m_columns = options.cropColumns;
    return augmenter;
}

Augmentation Augmenter::draw(std::int64_t epoch, std::int64_t sample) const
{
    Random random(m_seed, "augment/epoch " + std::to_string(epoch) + "/sample " + std::to_string(sample));
    // Everything is drawn, used or not: a step that is switched off changes no other.
    const auto factor = [&] { return random.uniform(1 - m_options.colourRange, 1 + m_options.colourRange); };
    Augmentation out;
    out.changesColours = random.uniform() < m_options.colourJitter;
    out.colours.brightness = factor();
    out.colours.contrast = factor();
    out.colours.saturation = factor();
    out.flips = random.uniform() < m_options.flip;
    out.blurs = random.uniform() < m_options.blur;
    if (m_options.resizedCrop)
        out.window = drawWindow(m_imageRows, m_imageColumns, m_rows, m_columns,
            random.uniform(m_options.leastScale, m_options.mostScale),
            [&](std::int64_t most) { return std::int64_t(random.below(std::uint64_t(most) + 1)); });
    return out;
}

void Augmenter::apply(DenseSample& sampleData, std::int64_t epoch, std::int64_t sample) const
{
    apply(sampleData, draw(epoch, sample));
}

void Augmenter::apply(DenseSample& sampleData, const Augmentation& augmentation) const
{
    auto& images = sampleData.images;
    if (augmentation.changesColours && m_rgb >= 0)
        changeColours(images[std::size_t(m_rgb)], augmentation.colours);
    if (augmentation.flips) {
        std::ranges::for_each(images, flipColumns);
        flipColumns(sampleData.labels);
    }
    if (augmentation.blurs && m_rgb >= 0)
        blurImage(images[std::size_t(m_rgb)]);
    if (!m_options.resizedCrop)
        return;
    for (auto& image : images)
        image = resizeImage(image, augmentation.window);
    sampleData.labels = resizeLabels(sampleData.labels, augmentation.window, float(m_paddingLabel));
}

ResizedWindow drawWindow(std::int64_t imageRows, std::int64_t imageColumns, std::int64_t cropRows,
    std::int64_t cropColumns, double ratio, const std::function<std::int64_t(std::int64_t)>& place)
{
    const double scaledRows = std::floor(double(cropRows) * ratio);
    const double scaledColumns = std::floor(double(cropColumns * 4) * ratio);
    const auto [least, most] = std::minmax(scaledRows, scaledColumns);
    const auto [shortSide, longSide] = std::minmax(imageRows, imageColumns);
    const double factor = std::min(most / double(longSide), least / double(shortSide));
    const auto resized = [&](std::int64_t size) {
        return std::max<std::int64_t>(1, std::int64_t(double(size) * factor + 0.5));
    };
    ResizedWindow window{resized(imageRows), resized(imageColumns), 0, 0, cropRows, cropColumns};
    window.top = place(std::max<std::int64_t>(window.rows - cropRows, 0) + 1);
    window.left = place(std::max<std::int64_t>(window.columns - cropColumns, 0) + 1);
    return window;
}

void resizeForEvaluation(DenseSample& sample, std::int64_t shortSide, std::int64_t multiple)
{
    require(shortSide >= 0 && multiple > 0, "a size to resize to");
    const auto rows = sample.labels.shape[0];
    const auto columns = sample.labels.shape[1];
    auto newRows = rows, newColumns = columns;
    if (shortSide > 0) {
        const double factor = double(shortSide) / double(std::min(rows, columns));
        newRows = std::max<std::int64_t>(1, std::llrint(double(rows) * factor));
        newColumns = std::max<std::int64_t>(1, std::llrint(double(columns) * factor));
        if (newRows != rows || newColumns != columns)
            resizeAll(sample, newRows, newColumns);
    }
    const auto aligned = [&](std::int64_t size) { return (size + multiple - 1) / multiple * multiple; };
    if (aligned(newRows) != newRows || aligned(newColumns) != newColumns)
        resizeAll(sample, aligned(newRows), aligned(newColumns));
}

} // namespace modalscope
