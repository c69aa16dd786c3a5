#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/data/dataset.h"

namespace modalscope {

enum class SampleKind {
    Parity, ///< the two-modality generator of `mla.md` 1.6, exactly: a (easy, linear) and v (hard, parity of
            ///< bit pairs)
    AvSynth, ///< spectrogram and image: one easy, one hard
    TriModal, ///< sequence, features and image
    Segmentation, ///< colour and thermal pictures: each shows classes that the other does not
    Sentiment ///< text, audio and vision sequences, a target from -3 to 3; text says most
};
std::span<const Choice<SampleKind>> choices(SampleKind);

struct SampleOptions {
    std::uint64_t seed = 0;
    std::int64_t train = 0, valid = 0, test = 0; ///< 0 = the kind's usual size, or its part of `samples`
    std::int64_t samples = 0; ///< all together, 70 % train, 10 % valid and 20 % test; 0 = the usual sizes
    std::int64_t rows = 0, columns = 0; ///< segmentation: of the pictures, 16 to 2048; 0 = 64
    int classes = 0; ///< segmentation: with the ground, 3 to 32; 0 = 7
};

/// A synthetic dataset in memory. Error: InvalidInput for sizes out of range, and for rows, columns or
/// classes of a kind that has its own.
Result<Dataset> makeSample(SampleKind kind, const SampleOptions& options);

} // namespace modalscope
