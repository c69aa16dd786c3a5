#pragma once

#include "core/analysis/modality_kinds.h"
#include "core/analysis/run_series.h"
#include "core/eval/seed_statistics.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Runs that differ in nothing but the seed, by seed.
using RunGroup = std::vector<RunSeries>;

/// One value per seed, of the runs that have the metric.
SeedNumbers seedNumbersOf(const RunGroup& members, const std::string& metric);

/// Unimodal runs by what they are a reference for: the same data, modality, encoder, optimisation, missing
/// options and selection. Where a run was computed makes no difference, and the encoder `auto` is the one
/// that it stands for. Imported runs are compared with imported runs of one modality and the same samples.
class AloneReferences {
public:
    explicit AloneReferences(std::span<const RunGroup> groups);

    /// Test accuracy of the encoder of `modality` trained alone as it is inside a run; empty = no finished
    /// run.
    SeedNumbers accuracy(const RunSeries& inside, const std::string& modality) const;

    /// Completes "no finished run has trained fou76 alone ...": why there is no reference.
    std::string whyNone(const RunSeries& inside, const std::string& modality) const;

private:
    std::string key(const RunSeries& series, const std::string& modality) const;
    StoredRun narrowed(const RunSeries& series, const std::string& modality) const;

    ModalityKinds m_kinds;
    std::map<std::string, RunGroup> m_runs; // by key
    std::map<std::string, RunSeries> m_all; // by modality, the first there is
};

} // namespace modalscope
