#pragma once

#include "core/analysis/gap_report.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace modalscope {

/// What the gap panel is to show, and from what.
struct GapViewRequest {
    std::shared_ptr<const std::vector<StoredRun>> runs; ///< finished ones
    std::string split = "test";
    bool overEpochs = true;
    GapMeasure measure = GapMeasure::Distance;
    std::string pair; ///< gapPairKey(); empty, or one that no run has = the first
    std::map<std::string, int> colors; ///< by group id
    std::stop_token stop; ///< another request has come, or nobody waits any more
};

struct GapViewResult {
    bool isStopped = false; ///< nothing else counts then
    std::vector<std::pair<std::string, std::string>> pairs; ///< of modalities, of all runs
    Figure figure;
    Table table;
    std::vector<std::string> leftOut; ///< one sentence for each run without a gap
};

/// "image\taudio": names a pair among the choices; names of modalities hold no tab.
std::string gapPairKey(const std::pair<std::string, std::string>& pair);

/// "Left out: run a has no features; run b is on another dataset, c.": the first three, and how many more
/// there are.
std::string leftOutText(const std::vector<std::string>& leftOut);

/// Gaps of runs, each measured once: that takes up to seconds a run, and a finished run does not change. May
/// be asked from any thread.
class GapMaker {
public:
    /// Runs on other datasets than the newest one's are left out, and said.
    GapViewResult make(const GapViewRequest& request);

private:
    /// What one run has given.
    struct Measured {
        std::vector<MeasuredGap> gaps;
        std::vector<std::string> leftOut;
    };
    Result<Measured> measuredOf(
        const ComparedGroup& group, const StoredRun& run, const GapViewRequest& request);
    Result<GapReport> reportOf(const std::vector<ComparedGroup>& groups, const GapViewRequest& request);

    std::mutex m_mutex;
    std::map<std::string, Measured> m_known; // by run, split and epochs
};

} // namespace modalscope
