#pragma once

#include "core/analysis/run_series.h"

#include <map>
#include <span>
#include <string>
#include <utility>

namespace modalscope {

/// Kinds of modalities by the fingerprint of their dataset: as the runs say, or as an encoder shows that
/// takes one kind only. Unknown for runs of the first versions whose encoders take everything.
class ModalityKinds {
public:
    explicit ModalityKinds(std::span<const RunSeries> runs);

    /// The encoder of a modality in a run; `auto` replaced by what it stands for, when the kind is known.
    EncoderOptions resolved(const RunSeries& series, const std::string& modality) const;

private:
    std::map<std::pair<std::string, std::string>, ModalityKind> m_kinds;
};

} // namespace modalscope
