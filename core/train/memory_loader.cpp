#include "core/train/memory_loader.h"

#include "core/base/random.h"
#include "core/base/require.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace modalscope {
namespace {

/// All rows of one modality, prepared chunk by chunk so that a second type costs no second copy of
/// everything.
Result<torch::Tensor> readValues(const LoaderPlan& plan, std::size_t modality)
{
    constexpr std::int64_t kChunk = 1024;
    const bool isStored = plan.spec.augmenter != nullptr; // converted after it has been changed
    auto shape = plan.batchShape(modality, plan.samples);
    if (isStored)
        shape = {plan.samples, plan.reader(modality).rowSize()};
    auto values = torch::empty(shape, isStored ? torch::kFloat32 : plan.spec.type);
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < plan.samples; begin += kChunk) {
        rows.resize(std::size_t(std::min(kChunk, plan.samples - begin)));
        std::iota(rows.begin(), rows.end(), begin);
        shape[0] = std::int64_t(rows.size());
        auto chunk = torch::empty(shape, torch::kFloat32);
        const std::span out(chunk.data_ptr<float>(), std::size_t(chunk.numel()));
        if (auto read = plan.read(modality, rows, out); !read)
            return read.error();
        values.narrow(0, begin, chunk.size(0)).copy_(chunk);
    }
    return isStored ? values : values.to(plan.spec.device);
}

Result<std::vector<std::int16_t>> readAllMaps(const LoaderPlan& plan)
{
    constexpr std::int64_t kChunk = 64;
    std::vector<std::int16_t> maps(std::size_t(plan.samples * plan.mapSize()));
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < plan.samples && !maps.empty(); begin += kChunk) {
        rows.resize(std::size_t(std::min(kChunk, plan.samples - begin)));
        std::iota(rows.begin(), rows.end(), begin);
        const auto out = std::span(maps).subspan(
            std::size_t(begin * plan.mapSize()), rows.size() * std::size_t(plan.mapSize()));
        if (auto read = plan.readMaps(rows, out); !read)
            return read.error();
    }
    return maps;
}

} // namespace

MemoryLoader::MemoryLoader(LoaderPlan plan)
    : m_plan(std::move(plan))
    , m_order(std::size_t(m_plan.samples))
    , m_next(m_plan.batches)
{
    std::iota(m_order.begin(), m_order.end(), std::int64_t(0));
}

Result<std::unique_ptr<BatchLoader>> MemoryLoader::make(LoaderPlan plan)
{
    auto loader = std::unique_ptr<MemoryLoader>(new MemoryLoader(std::move(plan)));
    for (std::size_t m = 0; m < loader->m_plan.spec.modalities.size(); ++m) {
        auto values = readValues(loader->m_plan, m);
        if (!values)
            return values.error();
        loader->m_values.push_back(std::move(values).value());
    }
    auto maps = readAllMaps(loader->m_plan);
    if (!maps)
        return maps.error();
    loader->m_maps = std::move(maps).value();
    return std::unique_ptr<BatchLoader>(std::move(loader));
}

void MemoryLoader::beginEpoch(int epoch)
{
    if (m_plan.spec.shuffle)
        m_order
            = Random(m_plan.spec.seed, "shuffle/epoch " + std::to_string(epoch)).permutation(m_plan.samples);
    m_epoch = epoch;
    m_next = 0;
}

torch::Tensor MemoryLoader::rowsOf(
    std::size_t modality, const Batch& batch, std::span<const std::int64_t> rows) const
{
    const auto& values = m_values[modality];
    if (!values.is_cpu())
        return values.index_select(0, batch.rows);
    auto chosen = torch::empty(m_plan.batchShape(modality, std::int64_t(rows.size())), values.options());
    const auto rowBytes = values.nbytes() / std::size_t(m_plan.samples);
    const auto* from = static_cast<const std::byte*>(values.data_ptr());
    auto* to = static_cast<std::byte*>(chosen.data_ptr());
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::memcpy(to + i * rowBytes, from + std::size_t(rows[i]) * rowBytes, rowBytes);
    return chosen;
}

torch::Tensor MemoryLoader::mapsOf(std::span<const std::int64_t> rows) const
{
    auto maps = torch::empty(m_plan.mapShape(std::int64_t(rows.size())), torch::kInt64);
    auto* to = maps.data_ptr<std::int64_t>();
    for (const auto row : rows)
        to = std::copy_n(m_maps.begin() + row * m_plan.mapSize(), m_plan.mapSize(), to);
    return maps.to(m_plan.spec.device);
}

Batch MemoryLoader::augmentedBatch(std::span<const std::int64_t> rows) const
{
    auto batch = m_plan.batchWithoutInputs(rows, m_next, m_epoch);
    for (std::size_t m = 0; m < m_values.size(); ++m)
        batch.inputs.push_back(
            torch::empty(m_plan.batchShape(m, std::int64_t(rows.size())), torch::kFloat32));
    batch.labels = torch::empty(m_plan.mapShape(std::int64_t(rows.size())), torch::kInt64);
    std::vector<const float*> stored(m_values.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t m = 0; m < stored.size(); ++m)
            stored[m] = m_values[m].data_ptr<float>() + rows[i] * m_plan.reader(m).rowSize();
        m_plan.show(rows[i], stored, m_maps.data() + rows[i] * m_plan.mapSize(), batch, std::int64_t(i));
    }
    for (auto& input : batch.inputs)
        input = input.to(m_plan.spec.device, m_plan.spec.type);
    batch.labels = batch.labels.to(m_plan.spec.device);
    return batch;
}

Result<std::optional<Batch>> MemoryLoader::next()
{
    if (m_next == m_plan.batches)
        return std::optional<Batch>();
    const auto begin = std::size_t(m_next) * std::size_t(m_plan.spec.batchSize);
    const auto rows
        = std::span<const std::int64_t>(m_order).subspan(begin, std::size_t(m_plan.rowsInBatch(m_next)));
    if (m_plan.spec.augmenter) {
        auto batch = augmentedBatch(rows);
        ++m_next;
        return std::optional(std::move(batch));
    }
    auto batch = m_plan.batchWithoutInputs(rows, m_next, m_epoch);
    for (std::size_t m = 0; m < m_values.size(); ++m)
        batch.inputs.push_back(rowsOf(m, batch, rows));
    if (m_plan.hasMaps())
        batch.labels = mapsOf(rows);
    ++m_next;
    return std::optional(std::move(batch));
}

} // namespace modalscope
