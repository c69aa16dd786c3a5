#include "core/engine/predict_split.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Takes the rows of a split as they come in batches and keeps every `stride`-th of them.
class RowCollector {
public:
    RowCollector(std::int64_t samples, std::int64_t stride)
        : m_kept((samples + stride - 1) / stride)
        , m_stride(stride)
    { }

    /// The following batch has this many rows.
    void begin(std::int64_t rows)
    {
        m_first = m_next;
        m_next += rows;
    }

    /// [sample, value]
    void append(ArrayD& array, const torch::Tensor& batch) const
    {
        if (!batch.defined())
            return;
        const auto rows = batch.detach().to(torch::kCPU, torch::kFloat64).contiguous();
        const auto size = rows.size(1);
        if (array.shape.empty())
            array = ArrayD({m_kept, size});
        const auto* values = rows.data_ptr<double>();
        forEachKept([&](std::int64_t row, std::int64_t place) {
            std::copy_n(values + row * size, size, array.values.begin() + place * size);
        });
    }

    void append(std::vector<std::uint8_t>& flags, const torch::Tensor& batch) const
    {
        if (!batch.defined())
            return;
        const auto rows = batch.to(torch::kCPU).contiguous();
        const auto* values = rows.data_ptr<bool>();
        flags.resize(std::size_t(m_kept), 1);
        forEachKept([&](std::int64_t row, std::int64_t place) { flags[std::size_t(place)] = values[row]; });
    }

    void append(std::vector<int>& labels, const torch::Tensor& batch) const
    {
        const auto rows = batch.to(torch::kCPU).contiguous();
        const auto* values = rows.data_ptr<std::int64_t>();
        labels.resize(std::size_t(m_kept));
        forEachKept(
            [&](std::int64_t row, std::int64_t place) { labels[std::size_t(place)] = int(values[row]); });
    }

private:
    /// Calls `take` with the row in the batch and its place among those that are kept.
    template <class Take>
    void forEachKept(Take take) const
    {
        for (auto place = (m_first + m_stride - 1) / m_stride; place * m_stride < m_next; ++place)
            take(place * m_stride - m_first, place);
    }

    std::int64_t m_kept;
    std::int64_t m_stride;
    std::int64_t m_first = 0, m_next = 0; // rows of the split that the batch has
};

} // namespace

Result<Predictions> predictSplit(Method& method, BatchLoader& loader,
    const std::vector<std::string>& modalities, const BatchGate& shouldStop, std::int64_t stride,
    ArrayD* joined)
{
    RowCollector collector(loader.sampleCount(), stride);
    Predictions all;
    all.modalities = modalities;
    all.logits.resize(modalities.size());
    all.features.resize(modalities.size());
    all.presence.resize(modalities.size());
    loader.beginEpoch(0);
    for (std::int64_t done = 0;;) {
        if (shouldStop(done))
            return Error{ErrorKind::Cancelled, "stopped"};
        auto next = loader.next();
        if (!next)
            return next.error();
        if (!next.value())
            return all;
        const auto& batch = *next.value();
        const auto outputs = method.predict(batch);
        collector.begin(batch.labels.numel());
        for (std::size_t m = 0; m < modalities.size(); ++m) {
            collector.append(all.logits[m], outputs.logits[m]);
            collector.append(all.features[m], outputs.features[m]);
            collector.append(all.presence[m], batch.presence[m]);
        }
        collector.append(all.fused, outputs.fused);
        if (joined != nullptr)
            collector.append(*joined, outputs.joined);
        collector.append(all.labels, batch.labels);
        all.fusedAreProbabilities = outputs.fusedAreProbabilities;
        done += batch.labels.numel();
    }
}

} // namespace modalscope
