#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/data/dataset.h"

namespace modalscope {

enum class SampleKind {
    Parity, ///< the two-modality generator of `mla.md` 1.6, exactly: a (easy, linear) and v (hard, parity of
            ///< bit pairs)
    AvSynth, ///< spectrogram and image: one easy, one hard
    TriModal ///< sequence, features and image
};
std::span<const Choice<SampleKind>> choices(SampleKind);

struct SampleOptions {
    std::uint64_t seed = 0;
    std::int64_t train = 0, valid = 0, test = 0; ///< 0 = the kind's usual size
};

/// A synthetic dataset in memory. Error: InvalidInput for sizes out of range.
Result<Dataset> makeSample(SampleKind kind, const SampleOptions& options);

} // namespace modalscope
