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
    auto values = torch::empty(plan.batchShape(modality, plan.samples), plan.spec.type);
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < plan.samples; begin += kChunk) {
        rows.resize(std::size_t(std::min(kChunk, plan.samples - begin)));
        std::iota(rows.begin(), rows.end(), begin);
        auto chunk = torch::empty(plan.batchShape(modality, std::int64_t(rows.size())), torch::kFloat32);
        const std::span out(chunk.data_ptr<float>(), std::size_t(chunk.numel()));
        if (auto read = plan.read(modality, rows, out); !read)
            return read.error();
        values.narrow(0, begin, chunk.size(0)).copy_(chunk);
    }
    return values.to(plan.spec.device);
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

Result<std::optional<Batch>> MemoryLoader::next()
{
    if (m_next == m_plan.batches)
        return std::optional<Batch>();
    const auto begin = std::size_t(m_next) * std::size_t(m_plan.spec.batchSize);
    const auto rows
        = std::span<const std::int64_t>(m_order).subspan(begin, std::size_t(m_plan.rowsInBatch(m_next)));
    auto batch = m_plan.batchWithoutInputs(rows, m_next, m_epoch);
    for (std::size_t m = 0; m < m_values.size(); ++m)
        batch.inputs.push_back(rowsOf(m, batch, rows));
    ++m_next;
    return std::optional(std::move(batch));
}

} // namespace modalscope
