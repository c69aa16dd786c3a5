#pragma once

#include "core/engine/engine.h"
#include "core/engine/prepared_run.h"
#include "core/engine/run_journal.h"
#include "core/io/weights_file.h"
#include "core/store/run_folder.h"
#include "core/store/weights_mapping.h"

#include <map>
#include <set>

namespace modalscope {

/// The files that parts of a network start from, opened and found to fit: a network's first MiT encoder
/// (method.network.weights), encoders of single modalities (encoders.<modality>.weights).
class InitialWeights {
public:
    /// Empty when the experiment names none. Error: NotFound, Io, Format: a file that does not fit, with what
    /// to do.
    static Result<InitialWeights> open(const PreparedRun& run);

    bool isEmpty() const { return m_parts.empty(); }
    /// Names of Method::weights that training leaves as they are.
    std::set<std::string> frozen() const;

    /// Copies the values into the run's network and tells the log of every tensor. Error: Io; Numeric for
    /// values that are not finite.
    Result<void> start(PreparedRun& run, const RunFolder& folder, RunJournal& journal) const;
    /// weights_mapping.csv, which the results of the run name; nothing when there are no files. Error: Io.
    Result<void> writeTable(const RunFolder& folder) const;

    /// Notes paths and sums.
    void addTo(RunOrigin& origin) const;
    /// Whether a run that has begun did so from these files. Error: InvalidInput, with what to do.
    Result<void> checkSame(const RunOrigin& begun) const;

private:
    struct Part {
        std::string modality; ///< empty: the network's first
        WeightsFile file;
        std::vector<NamedTensor> tensors;
        WeightsMapping mapping;
    };
    Result<void> copyTo(PreparedRun& run) const;

    std::vector<Part> m_parts;
};

/// Does Engine::mapWeights.
Result<std::vector<WeightsMapping>> mapInitialWeights(const WeightsMapRequest& request);

} // namespace modalscope
