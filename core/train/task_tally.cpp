#include "core/train/task_tally.h"

#include "core/base/require.h"
#include "core/eval/regression.h"
#include "core/methods/task_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {

TaskTally::TaskTally(const Dataset& dataset)
    : m_task(dataset.task)
{
    require(m_task != Task::Classification, "a task whose predictions are pixels or values");
    if (m_task == Task::Segmentation)
        m_confusion.emplace(dataset.classCount(), int(kIgnoredPixel));
}

torch::Tensor TaskTally::predictions(Task task, const Outputs& outputs)
{
    const auto said = outputs.fused.detach();
    return task == Task::Segmentation ? said.argmax(1).to(torch::kCPU).contiguous()
                                      : said.to(torch::kCPU, torch::kFloat64).contiguous();
}

Result<void> TaskTally::add(const Outputs& outputs, const Batch& batch)
{
    const auto rows = batch.labels.size(0);
    const auto first = samples();
    m_counts.resize(std::size_t(first + rows), 1);
    auto said = outputs.fused.detach();
    auto labels = batch.labels;
    if (auto any = anyPresent(batch.presence); any.defined()) {
        any = any.to(torch::kCPU).contiguous();
        std::copy_n(any.data_ptr<bool>(), rows, m_counts.begin() + first);
        if (m_task == Task::Segmentation) { // their pixels are ignored
            labels = labels.clone();
            labels.index_put_({any.logical_not().to(labels.device())}, kIgnoredPixel);
        }
    }
    if (m_task == Task::Segmentation)
        return addPixels(said, labels, first);
    addTargets(said, labels);
    return {};
}

Result<void> TaskTally::addPixels(
    const torch::Tensor& logits, const torch::Tensor& labels, std::int64_t first)
{
    m_lossSum += pixelLosses(logits, labels).sum(torch::kFloat64).item<double>();
    const auto predicted = logits.argmax(1).to(torch::kCPU).contiguous();
    const auto truth = labels.to(torch::kCPU).contiguous();
    const auto pixels = std::size_t(truth.size(1) * truth.size(2));
    for (std::int64_t i = 0; i < truth.size(0); ++i) {
        const auto at = i * std::int64_t(pixels);
        if (auto added = m_confusion->add(std::span(truth.data_ptr<std::int64_t>() + at, pixels),
                std::span(predicted.data_ptr<std::int64_t>() + at, pixels), first + i);
            !added)
            return added;
    }
    return {};
}

void TaskTally::addTargets(const torch::Tensor& said, const torch::Tensor& labels)
{
    const auto values = said.to(torch::kCPU, torch::kFloat64).contiguous();
    const auto truth = labels.to(torch::kCPU, torch::kFloat64).contiguous();
    const auto targets = values.size(1);
    m_predicted.resize(std::size_t(targets));
    m_targets.resize(std::size_t(targets));
    for (std::int64_t i = 0; i < values.numel(); ++i) {
        m_predicted[std::size_t(i % targets)].push_back(values.data_ptr<double>()[i]);
        m_targets[std::size_t(i % targets)].push_back(truth.data_ptr<double>()[i]);
    }
}

std::int64_t TaskTally::countedSamples() const
{
    return std::ranges::count(m_counts, std::uint8_t(1));
}

double TaskTally::loss() const
{
    if (m_task == Task::Regression)
        return mainValue();
    const auto counted = m_confusion->total();
    return counted > 0 ? m_lossSum / double(counted) : std::numeric_limits<double>::quiet_NaN();
}

double TaskTally::mainValue() const
{
    if (m_task == Task::Segmentation)
        return segmentationScores(*m_confusion).mean.iou;
    double sum = 0;
    for (std::size_t t = 0; t < m_predicted.size(); ++t)
        sum += regressionScores(m_predicted[t], m_targets[t], m_counts).mae;
    return sum / double(m_predicted.size());
}

} // namespace modalscope
