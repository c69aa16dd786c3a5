#include "core/train/split_scores.h"

#include "core/eval/regression.h"
#include "core/train/task_tally.h"

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
        const double count = m_count > 0 ? double(m_count) : std::numeric_limits<double>::quiet_NaN();
        return {{"loss", m_loss / count}, {"accuracy", double(m_correct) / count}};
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

torch::Tensor onCpu(const torch::Tensor& tensor)
{
    return tensor.defined() ? tensor.to(torch::kCPU).contiguous() : tensor;
}

/// Scores of the modalities and of the fusion.
class ClassTally {
public:
    Result<void> add(const Outputs& outputs, const Batch& batch)
    {
        const auto labels = onCpu(batch.labels);
        m_modalities.resize(outputs.logits.size());
        for (std::size_t m = 0; m < m_modalities.size(); ++m)
            m_modalities[m].add(outputs.logits[m], false, labels, onCpu(batch.presence[m]));
        m_fused.add(outputs.fused, outputs.fusedAreProbabilities, labels, onCpu(anyPresent(batch.presence)));
        return {};
    }

    SplitScores scores() const
    {
        SplitScores scores;
        for (const auto& sum : m_modalities)
            scores.modalities.push_back(sum.score());
        scores.fused = m_fused.score();
        return scores;
    }

private:
    std::vector<ScoreSum> m_modalities;
    ScoreSum m_fused;
};

Score scoreOf(const TaskTally& tally)
{
    Score score{{"loss", tally.loss()}};
    if (tally.task() == Task::Segmentation) {
        const auto scores = segmentationScores(tally.confusion());
        score.emplace_back("miou", scores.mean.iou);
        score.emplace_back("pixel_accuracy", scores.pixelAccuracy);
        return score;
    }
    double pearson = 0;
    for (std::size_t t = 0; t < std::size_t(tally.targetCount()); ++t)
        pearson += regressionScores(tally.predicted(t), tally.targets(t), tally.counts()).pearson;
    score.emplace_back("mae", tally.mainValue());
    score.emplace_back("pearson", pearson / double(tally.targetCount()));
    return score;
}

/// Hands every batch of the split to `tally`.
template <class Tally>
Result<void> addAll(
    Tally& tally, Method& method, BatchLoader& loader, const std::function<bool()>& shouldStop)
{
    loader.beginEpoch(0);
    for (;;) {
        if (shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        auto batch = loader.next();
        if (!batch)
            return batch.error();
        if (!batch.value())
            return {};
        if (auto added = tally.add(method.predict(*batch.value()), *batch.value()); !added)
            return added;
    }
}

} // namespace

Result<SplitScores> scoreSplit(Method& method, BatchLoader& loader, const std::function<bool()>& shouldStop)
{
    if (loader.dataset().task == Task::Classification) {
        ClassTally tally;
        auto added = addAll(tally, method, loader, shouldStop);
        return added ? Result<SplitScores>(tally.scores()) : Result<SplitScores>(added.error());
    }
    TaskTally tally(loader.dataset());
    if (auto added = addAll(tally, method, loader, shouldStop); !added)
        return added.error();
    return SplitScores{{}, scoreOf(tally)};
}

} // namespace modalscope
