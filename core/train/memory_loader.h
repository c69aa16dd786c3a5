#pragma once

#include "core/train/loader_plan.h"

namespace modalscope {

/// Batches from one tensor per modality, read, standardised and converted once; augmented pictures are kept
/// as they are stored and made anew in each epoch.
class MemoryLoader final : public BatchLoader {
public:
    static Result<std::unique_ptr<BatchLoader>> make(LoaderPlan plan);

    int batchCount() const override { return m_plan.batches; }
    std::int64_t sampleCount() const override { return m_plan.samples; }
    const Dataset& dataset() const override { return *m_plan.spec.dataset; }
    void beginEpoch(int epoch) override;
    Result<std::optional<Batch>> next() override;

private:
    explicit MemoryLoader(LoaderPlan plan);
    Batch augmentedBatch(std::span<const std::int64_t> rows) const;
    torch::Tensor mapsOf(std::span<const std::int64_t> rows) const;
    torch::Tensor rowsOf(std::size_t modality, const Batch& batch, std::span<const std::int64_t> rows) const;

    LoaderPlan m_plan;
    std::vector<torch::Tensor> m_values; ///< [sample, ...] each
    std::vector<std::int16_t> m_maps; ///< [sample, pixel]; empty without label maps
    std::vector<std::int64_t> m_order;
    int m_epoch = 0;
    int m_next = 0;
};

} // namespace modalscope
