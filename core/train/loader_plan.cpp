#include "core/train/loader_plan.h"

#include "core/base/require.h"

#include <algorithm>

namespace modalscope {
namespace {

std::vector<std::uint8_t> combined(
    const std::vector<std::uint8_t>& stored, const std::vector<std::uint8_t>& mask)
{
    if (stored.empty() || mask.empty())
        return stored.empty() ? mask : stored;
    auto both = stored;
    for (std::size_t i = 0; i < both.size(); ++i)
        both[i] = both[i] != 0 && mask[i] != 0;
    return both;
}

/// The presence of the rows that the inputs come from.
std::vector<std::uint8_t> atSources(
    const std::vector<std::uint8_t>& presence, const std::vector<std::int64_t>& sources)
{
    if (presence.empty() || sources.empty())
        return presence;
    std::vector<std::uint8_t> moved(presence.size());
    for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] = presence[std::size_t(sources[i])];
    return moved;
}

/// [sample] classes, or [sample, target].
torch::Tensor labelsOf(const Split& split, const LoaderSpec& spec)
{
    if (spec.dataset->task == Task::Regression)
        return torch::tensor(split.targets.values, torch::kFloat64).view(split.targets.shape).to(spec.type);
    if (split.classes.empty())
        return {};
    const std::vector<std::int64_t> wide(split.classes.begin(), split.classes.end());
    return torch::tensor(wide, torch::kInt64);
}

} // namespace

Result<LoaderPlan> LoaderPlan::make(LoaderSpec spec)
{
    require(spec.dataset != nullptr, "a loader has a dataset");
    require(spec.batchSize >= 1, "a batch has at least one sample");
    LoaderPlan plan;
    plan.split = spec.dataset->split(spec.split);
    if (!plan.split)
        return Error{
            ErrorKind::InvalidInput, spec.dataset->name + ": there is no split \"" + spec.split + "\""};
    plan.samples = plan.split->size;
    const auto whole = plan.samples / spec.batchSize;
    plan.batches = int(spec.dropLast || plan.samples % spec.batchSize == 0 ? whole : whole + 1);
    if (plan.batches == 0)
        return Error{ErrorKind::InvalidInput,
            "split " + spec.split + " has " + std::to_string(plan.samples)
                + " samples, which make no full batch of " + std::to_string(spec.batchSize)
                + "; use a smaller train.batch_size"};
    for (std::size_t i = 0; i < spec.modalities.size(); ++i) {
        const auto modality = std::size_t(spec.modalities[i]);
        const std::vector<std::uint8_t> mask = spec.mask.empty() ? std::vector<std::uint8_t>() : spec.mask[i];
        require(mask.empty() || std::int64_t(mask.size()) == plan.samples, "a mask has one entry per sample");
        const auto sources = spec.sources.empty() ? std::vector<std::int64_t>() : spec.sources[i];
        require(sources.empty() || std::int64_t(sources.size()) == plan.samples,
            "every row has a row that it comes from");
        plan.presence.push_back(atSources(combined(plan.split->presence[modality], mask), sources));
    }
    require(spec.standardizers.empty() || spec.standardizers.size() == spec.modalities.size(),
        "a loader has one standardizer per modality, or none");
    require(!spec.augmenter || spec.dataset->task == Task::Segmentation, "label maps to augment");
    plan.spec = std::move(spec);
    plan.labels = labelsOf(*plan.split, plan.spec);
    return plan;
}

Shape LoaderPlan::batchShape(std::size_t modality, std::int64_t rows) const
{
    Shape shape{rows};
    const auto& own = spec.dataset->modalities[std::size_t(spec.modalities[modality])].shape;
    shape.insert(shape.end(), own.begin(), own.end());
    if (spec.augmenter) {
        shape[2] = spec.augmenter->rows();
        shape[3] = spec.augmenter->columns();
    }
    return shape;
}

Shape LoaderPlan::mapShape(std::int64_t rows) const
{
    if (spec.augmenter)
        return {rows, spec.augmenter->rows(), spec.augmenter->columns()};
    return {rows, spec.dataset->labelShape[0], spec.dataset->labelShape[1]};
}

Result<void> LoaderPlan::read(
    std::size_t modality, std::span<const std::int64_t> rows, std::span<float> values) const
{
    auto from = std::vector<std::int64_t>(rows.begin(), rows.end());
    if (!spec.sources.empty() && !spec.sources[modality].empty())
        for (auto& row : from)
            row = spec.sources[modality][std::size_t(row)];
    if (auto done = reader(modality).read(from, values); !done)
        return done;
    if (!spec.augmenter)
        finish(modality, rows, values);
    return {};
}

void LoaderPlan::finish(
    std::size_t modality, std::span<const std::int64_t> rows, std::span<float> values) const
{
    const auto rowSize = values.size() / rows.size();
    if (!spec.standardizers.empty() && !spec.standardizers[modality].isEmpty()) {
        const auto& standardizer = spec.standardizers[modality];
        standardizer.apply(values, std::int64_t(rowSize / standardizer.mean.size()));
    }
    if (presence[modality].empty())
        return;
    const auto absent = spec.absentRows.empty() ? std::vector<float>() : spec.absentRows[modality];
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = values.subspan(i * rowSize, rowSize);
        if (!isPresent(modality, rows[i]) && absent.empty())
            std::ranges::fill(row, 0.0f);
        else if (!isPresent(modality, rows[i]))
            std::ranges::copy(absent, row.begin());
    }
}

Result<void> LoaderPlan::readMaps(std::span<const std::int64_t> rows, std::span<std::int16_t> values) const
{
    std::vector<float> stored(values.size());
    if (auto done = split->labelMaps->read(rows, stored); !done)
        return done;
    const auto ignored = spec.dataset->ignoreLabel;
    std::ranges::transform(stored, values.begin(), [&](float label) {
        return ignored && label == float(*ignored) ? std::int16_t(kIgnoredPixel) : std::int16_t(label);
    });
    return {};
}

void LoaderPlan::show(std::int64_t row, std::span<const float* const> stored, const std::int16_t* map,
    Batch& batch, std::int64_t place) const
{
    if (spec.augmenter)
        return showAugmented(row, stored, map, batch, place);
    for (std::size_t m = 0; m < stored.size(); ++m) {
        const auto size = reader(m).rowSize();
        std::copy_n(stored[m], size, batch.inputs[m].data_ptr<float>() + place * size);
    }
    if (map != nullptr)
        std::copy_n(map, mapSize(), batch.labels.data_ptr<std::int64_t>() + place * mapSize());
}

void LoaderPlan::showAugmented(std::int64_t row, std::span<const float* const> stored,
    const std::int16_t* map, Batch& batch, std::int64_t place) const
{
    DenseSample sample;
    for (std::size_t m = 0; m < stored.size(); ++m) {
        auto& image
            = sample.images.emplace_back(spec.dataset->modalities[std::size_t(spec.modalities[m])].shape);
        std::copy_n(stored[m], image.values.size(), image.values.begin());
    }
    sample.labels = Array(spec.dataset->labelShape);
    std::copy_n(map, sample.labels.values.size(), sample.labels.values.begin());
    spec.augmenter->apply(sample, batch.epoch, row);
    for (std::size_t m = 0; m < stored.size(); ++m) {
        auto& values = sample.images[m].values;
        finish(m, std::span(&row, 1), values);
        std::ranges::copy(values, batch.inputs[m].data_ptr<float>() + place * std::int64_t(values.size()));
    }
    // Padding is kIgnoredPixel already: the augmenter knows of no ignore label.
    const auto& pixels = sample.labels.values;
    auto* const to = batch.labels.data_ptr<std::int64_t>() + place * std::int64_t(pixels.size());
    std::ranges::transform(pixels, to, [](float label) { return std::int64_t(label); });
}

Batch LoaderPlan::batchWithoutInputs(std::span<const std::int64_t> rows, int index, int epoch) const
{
    const auto count = std::int64_t(rows.size());
    Batch batch;
    batch.index = index;
    batch.count = batches;
    batch.epoch = epoch;
    batch.rows = torch::empty({count}, torch::kInt64);
    std::ranges::copy(rows, batch.rows.data_ptr<std::int64_t>());
    if (labels.defined() && labels.dim() == 1) {
        batch.labels = torch::empty({count}, torch::kInt64);
        const auto* from = labels.data_ptr<std::int64_t>();
        std::ranges::transform(
            rows, batch.labels.data_ptr<std::int64_t>(), [from](auto row) { return from[row]; });
        batch.labels = batch.labels.to(spec.device);
    } else if (labels.defined()) {
        batch.labels = labels.index_select(0, batch.rows).to(spec.device);
    }
    batch.presence.resize(spec.modalities.size());
    for (std::size_t m = 0; m < batch.presence.size(); ++m) {
        if (spec.keepsAbsenceSecret || std::ranges::all_of(rows, [&](auto row) { return isPresent(m, row); }))
            continue;
        batch.presence[m] = torch::empty({count}, torch::kBool);
        std::ranges::transform(
            rows, batch.presence[m].data_ptr<bool>(), [&](auto row) { return isPresent(m, row); });
        batch.presence[m] = batch.presence[m].to(spec.device);
    }
    batch.rows = batch.rows.to(spec.device);
    return batch;
}

std::int64_t LoaderPlan::rowsInBatch(int index) const
{
    return std::min<std::int64_t>(spec.batchSize, samples - std::int64_t(index) * spec.batchSize);
}

} // namespace modalscope
