#pragma once

#include "core/engine/prepared_run.h"
#include "core/eval/similarity_report.h"

#include <string>
#include <vector>

namespace modalscope {

/// One feature of a prediction.
struct TappedFeature {
    FeatureLayer layer;
    torch::Tensor values; ///< [sample, position, channel] float64, contiguous, on the CPU

    FeatureRows rows() const;
};

/// Predicts with a method and keeps what it passes on inside: of networks of all modalities what they note
/// (BranchSwitches::record), of the others the feature of each encoder, what one head of all modalities reads
/// where there is one, and the fused scores.
class FeatureTap {
public:
    /// `names`: modalities of the run; `present`: indices of those that are there. The method outlives this.
    FeatureTap(Method& method, std::vector<std::string> names, const std::vector<int>& present);
    ~FeatureTap();
    FeatureTap(const FeatureTap&) = delete;
    FeatureTap& operator=(const FeatureTap&) = delete;

    /// Features of the samples at these positions of the batch, in the order in which they arise; an
    /// undefined `kept` = all.
    std::vector<TappedFeature> predict(const Batch& batch, const torch::Tensor& kept);

private:
    FeatureLayer layerOf(const std::string& noted) const;
    std::string namesOf(const std::vector<int>& modalities) const;
    FeatureGroup encoderGroup(const std::vector<int>& modalities) const;

    Method& m_method;
    std::vector<std::string> m_names;
    std::vector<bool> m_isPresent;
    FeatureRecord m_record;
};

} // namespace modalscope
