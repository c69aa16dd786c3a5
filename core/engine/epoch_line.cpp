#include "core/engine/epoch_line.h"

#include "core/base/text.h"

namespace modalscope {
namespace {

/// "train 91.20 %, valid 85.00 %"
std::string epochScores(const HistoryRow& row, Task task)
{
    switch (task) {
    case Task::Classification:
        break;
    case Task::Segmentation:
        return "train pixels right " + percentText(row.at("train/fused/pixel_accuracy")) + ", valid mIoU "
            + percentText(row.at("valid/fused/miou"));
    case Task::Regression:
        return "train MAE " + fixedText(row.at("train/fused/mae"), 4) + ", valid MAE "
            + fixedText(row.at("valid/fused/mae"), 4) + ", r " + fixedText(row.at("valid/fused/pearson"), 3);
    }
    return "train " + percentText(row.at("train/fused/accuracy")) + ", valid "
        + percentText(row.at("valid/fused/accuracy"));
}

} // namespace

std::string percentText(double share)
{
    return fixedText(100 * share, 2) + " %";
}

std::string epochLine(const HistoryRow& row, int epochs, Task task)
{
    return "epoch " + std::to_string(row.epoch()) + "/" + std::to_string(epochs) + ": loss "
        + fixedText(row.at("train/loss"), 4) + ", " + epochScores(row, task) + ", "
        + durationText(row.at("seconds"));
}

} // namespace modalscope
