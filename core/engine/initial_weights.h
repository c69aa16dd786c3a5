#pragma once

#include "core/engine/prepared_run.h"
#include "core/io/weights_file.h"
#include "core/models/mit_weight_names.h"

#include <optional>

namespace modalscope {

/// The file that a network's first MiT encoder starts from, opened and found to fit.
class InitialWeights {
public:
    /// Nothing when the experiment names none. Error: NotFound, Io, Format: a file that does not fit, with
    /// what to do.
    static Result<std::optional<InitialWeights>> open(const PreparedRun& run);

    const std::string& path() const { return m_file.path; } ///< absolute
    const std::string& sha256() const { return m_sha256; }

    /// Copies the values into the run's network. Error: Io; Numeric for values that are not finite.
    Result<void> copyTo(PreparedRun& run) const;
    /// What was loaded and what the file has besides, for the log: one sentence.
    std::string summary() const;

private:
    WeightsFile m_file;
    std::vector<NamedTensor> m_tensors;
    MitWeights m_matched;
    std::string m_sha256;
};

/// Whether a run that has begun did so from this file; `now` is empty when it cannot be read. Error:
/// InvalidInput, with what to do.
Result<void> checkSameWeights(
    const std::string& path, const std::string& sha256Then, const std::string& sha256Now);

} // namespace modalscope
