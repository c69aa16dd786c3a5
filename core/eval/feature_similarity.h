#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

namespace modalscope {

/// A feature of some samples: [sample, position, channel], row-major. Features without positions have one.
struct FeatureRows {
    std::span<const double> values;
    std::int64_t samples = 0;
    std::int64_t positions = 1;
    std::int64_t channels = 0;
};

/// A number of every sample, over the samples.
struct SampleMean {
    double mean = std::numeric_limits<double>::quiet_NaN(); ///< NaN when no sample has a value
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< over samples; NaN below two
    std::int64_t n = 0; ///< samples that count
    std::int64_t undefined = 0; ///< samples without a value, which do not count
};

/// How alike one feature is in two conditions, of the same samples.
struct FeatureSimilarity {
    SampleMean cosine; ///< of the whole feature of a sample
    SampleMean tokenCosine; ///< of the channel vectors: mean over all positions of all samples that have one
    std::int64_t undefinedTokens = 0; ///< positions where a vector is zero, which do not count
    SampleMean relativeDistance; ///< |F_S − F| / |F|
    double cka = std::numeric_limits<double>::quiet_NaN(); ///< linear CKA of the samples; NaN = none
    std::int64_t samples = 0; ///< that were added
    std::int64_t positions = 1, channels = 0; ///< of a sample
};

/// Sums up, batch by batch and in float64, how alike a feature F of complete inputs and the same feature F_S
/// with modalities missing are. Source: `adapters.md` 5.
/// - cosine: mean over samples of ⟨vec F, vec F_S⟩ / (|F| |F_S|); undefined where one of the two is zero or
///   not finite, and where a sample has one value only (it would tell the sign alone).
/// - token cosine: the same of the channel vectors at each position, mean over samples and positions. Its
///   deviation is that of the samples' own means.
/// - relative distance: |F_S − F| / |F|; undefined where F is zero.
/// - linear CKA (Kornblith et al., ICML 2019), ‖Ȳᵀ X̄‖² / (‖X̄ᵀ X̄‖ ‖Ȳᵀ Ȳ‖) in Frobenius norms, of
///   the mean over positions of each sample, [sample, channel], centred over samples: exact from sums of
///   channel by channel products, which whole maps would make too large. It is biased upwards when there are
///   fewer samples than channels. None when a feature is the same in all samples up to the rounding of
///   float32, and above kMostCkaChannels.
class SimilaritySums {
public:
    static constexpr std::int64_t kMostCkaChannels = 2048;

    SimilaritySums();
    SimilaritySums(SimilaritySums&&) noexcept;
    SimilaritySums& operator=(SimilaritySums&&) noexcept;
    ~SimilaritySums();

    /// Both of the same shape, and of as many positions and channels as before.
    void add(const FeatureRows& complete, const FeatureRows& missing);

    FeatureSimilarity similarity() const;

private:
    struct Sums;
    std::unique_ptr<Sums> m_sums;
};

} // namespace modalscope
