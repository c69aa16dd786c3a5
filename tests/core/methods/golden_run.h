#pragma once

#include "core/methods/method.h"
#include "tests/support/golden_file.h"

namespace modalscope {

/// One run of `tests/golden/trajectories.h5`: what it starts from, in what order it sees the data, what it
/// gave. Alternating runs count steps over all modalities, joint ones have one step per batch.
class GoldenRun {
public:
    static constexpr int epochs = 5, batches = 6, batchSize = 16;

    GoldenRun(const GoldenFile& file, const std::string& name); ///< "mla-paper/avt"

    MethodSpec spec() const;
    std::unique_ptr<Method> build(const MethodSpec& spec) const; ///< with the run's weights
    static double learningRate(int epoch) { return epoch < 3 ? 0.05 : 0.005; }
    Batch trainBatch(int epoch, int index) const;
    Batch testBatch() const;

    std::size_t modalityCount() const { return m_tag.size(); }
    std::string modality(std::size_t index) const { return m_tag.substr(index, 1); }
    bool isAlternating() const { return m_case.starts_with("mla-") || m_case.starts_with("missing-"); }
    bool has(const std::string& group, const std::string& name) const;
    torch::Tensor read(const std::string& path) const; ///< below the run: "step/loss"
    /// The weights after the last step, by our names.
    std::map<std::string, torch::Tensor> finalWeights() const;

private:
    Batch batch(const std::string& part, const torch::Tensor& rows) const;
    std::map<std::string, torch::Tensor> initialWeights() const;

    const GoldenFile& m_file;
    std::string m_case, m_tag, m_path;
};

torch::Tensor toTensor(const ArrayD& array);

/// Largest |a − b| / max(|b|, floor) over all elements.
double relativeError(const torch::Tensor& a, const torch::Tensor& b, double floor = 1e-3);
double relativeError(double a, double b, double floor = 1e-3);

} // namespace modalscope
