#include "app/pages/chosen_runs.h"

#include "core/base/text.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostSeedsNamed = 10;

} // namespace

ChosenRuns chooseRuns(
    const RunSnapshots& selected, const std::shared_ptr<const RunSnapshot>& current, bool allSeeds)
{
    if (!current)
        return {};
    const auto isFinished = [](const auto& run) { return !run->run.metrics.isNull(); };
    ChosenRuns chosen{{current}, 0};
    if (!allSeeds || !isFinished(current))
        return chosen;
    chosen.runs.clear();
    for (const auto& run : selected) {
        if (!isFinished(run))
            continue;
        if (run->run.origin.group == current->run.origin.group)
            chosen.runs.push_back(run);
        else
            ++chosen.leftOut;
    }
    std::ranges::sort(chosen.runs,
        [](const auto& a, const auto& b) { return a->run.experiment.seed < b->run.experiment.seed; });
    return chosen;
}

std::string seedsSaid(const std::vector<StoredRun>& runs)
{
    if (runs.size() > kMostSeedsNamed)
        return std::to_string(runs.size()) + " seeds";
    std::vector<std::string> seeds;
    for (const auto& run : runs)
        seeds.push_back(std::to_string(run.experiment.seed));
    return (runs.size() == 1 ? "seed " : "seeds ") + joinText(seeds, ", ");
}

std::string poolingText(const std::vector<StoredRun>& runs, int leftOut)
{
    if (runs.size() == 1 && leftOut == 0)
        return "one run, " + seedsSaid(runs);
    auto text = "n = " + std::to_string(runs.size()) + (runs.size() == 1 ? " run, " : " runs, ")
        + seedsSaid(runs) + ", each sample counted once per run";
    if (leftOut > 0)
        text += "; left out: " + std::to_string(leftOut) + (leftOut == 1 ? " selected run" : " selected runs")
            + " with other settings or without these results";
    return text;
}

} // namespace modalscope
