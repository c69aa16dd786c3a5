#pragma once

#include "core/analysis/modality_kinds.h"
#include "core/analysis/run_series.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Finished runs that stand for "trained for these modalities only" beside a base run (`adapters.md` 1.1,
/// Eq. 2): the same data, method, encoders, optimisation, missing options and selection, other modalities.
/// For one modality alone the method `unimodal` counts as well. Borrows the runs.
class DedicatedRuns {
public:
    DedicatedRuns(const StoredRun& base, std::span<const StoredRun> runs);

    /// By seed, each seed once; `present` in any order.
    std::vector<const StoredRun*> on(const std::vector<std::string>& present) const;

private:
    std::string key(const StoredRun& run, std::vector<std::string> modalities, bool isAlone) const;

    const StoredRun& m_base;
    ModalityKinds m_kinds;
    std::map<std::string, std::vector<const StoredRun*>> m_runs; // by key
};

/// The experiment whose runs stand for "trained for these modalities only" beside `base`: its settings with
/// other modalities; a method of several modalities is `unimodal` for one. With the base's own seed.
Experiment dedicatedExperiment(const StoredRun& base, const std::vector<std::string>& present);

} // namespace modalscope
