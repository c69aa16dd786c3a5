#include "core/train/split_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// Sums of one set of scores. Plain loops: the batches are small, and a tensor operation costs more than they
/// do.
class ScoreSum {
public:
    void add(const torch::Tensor& scores, bool areProbabilities, const torch::Tensor& labels,
        const torch::Tensor& counts)
    {
        if (!scores.defined())
            return;
        const auto values = scores.to(torch::kCPU, torch::kFloat64).contiguous();
        const auto classes = values.size(1);
        const auto* row = values.data_ptr<double>();
        const auto* label = labels.data_ptr<std::int64_t>();
        const auto* mask = counts.defined() ? counts.data_ptr<bool>() : nullptr;
        for (std::int64_t i = 0; i < values.size(0); ++i, row += classes) {
            if (mask != nullptr && !mask[i])
                continue;
            m_loss += areProbabilities ? -std::log(std::max(row[label[i]], 1e-12))
                                       : crossEntropy(row, classes, label[i]);
            m_correct += std::max_element(row, row + classes) - row == label[i] ? 1 : 0;
            ++m_count;
        }
    }

    Score score() const
    {
        if (m_count == 0)
            return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
        return {m_loss / double(m_count), double(m_correct) / double(m_count)};
    }

private:
    static double crossEntropy(const double* row, std::int64_t classes, std::int64_t label)
    {
        const double most = *std::max_element(row, row + classes);
        double sum = 0;
        for (std::int64_t c = 0; c < classes; ++c)
            sum += std::exp(row[c] - most);
        return most + std::log(sum) - row[label];
    }

    double m_loss = 0;
    std::int64_t m_correct = 0;
    std::int64_t m_count = 0;
};

/// Samples with at least one modality; undefined when every sample has all.
torch::Tensor anyPresent(const std::vector<torch::Tensor>& presence)
{
    torch::Tensor any;
    for (const auto& one : presence) {
        if (!one.defined())
            return {};
        any = any.defined() ? any.logical_or(one) : one;
    }
    return any;
}

torch::Tensor onCpu(const torch::Tensor& tensor)
{
    return tensor.defined() ? tensor.to(torch::kCPU).contiguous() : tensor;
}

} // namespace

Result<SplitScores> scoreSplit(Method& method, BatchLoader& loader, const std::function<bool()>& shouldStop)
{
    std::vector<ScoreSum> sums;
    ScoreSum fused;
    loader.beginEpoch(0);
    for (;;) {
        if (shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        auto batch = loader.next();
        if (!batch)
            return batch.error();
        if (!batch.value())
            break;
        const auto outputs = method.predict(*batch.value());
        const auto labels = onCpu(batch.value()->labels);
        sums.resize(outputs.logits.size());
        for (std::size_t m = 0; m < sums.size(); ++m)
            sums[m].add(outputs.logits[m], false, labels, onCpu(batch.value()->presence[m]));
        fused.add(
            outputs.fused, outputs.fusedAreProbabilities, labels, onCpu(anyPresent(batch.value()->presence)));
    }
    SplitScores scores;
    for (const auto& sum : sums)
        scores.modalities.push_back(sum.score());
    scores.fused = fused.score();
    return scores;
}

} // namespace modalscope
