#pragma once

#include "core/analysis/run_series.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// A run with chosen numbers, for tests whose expected values are worked out by hand.
struct LazyRun {
    std::string group; ///< also its id, with the seed behind: "concat-0"
    MethodKind method = MethodKind::Concat;
    std::uint64_t seed = 0;
    std::vector<std::string> modalities{"easy", "hard"};
    double fused = 0.9; ///< accuracy on test; NaN = the run has not finished
    std::map<std::string, double> inside = {}, probe = {};
    std::vector<double> validFused = {}; ///< per epoch
    std::map<std::string, std::vector<double>> columns = {}; ///< further columns of the history
};

/// Keeps runs and hands out series that stay valid while it lives.
class LazyRuns {
public:
    RunSeries& add(const LazyRun& run);
    StoredRun& run(const std::string& id);
    const std::vector<RunSeries>& series() const { return m_series; }

private:
    std::vector<std::unique_ptr<StoredRun>> m_runs;
    std::vector<std::unique_ptr<History>> m_histories;
    std::vector<RunSeries> m_series;
};

/// Concat with two seeds in which "hard" is lazy, both encoders alone with the same two seeds.
LazyRuns lazyComparison();

} // namespace modalscope
