#pragma once

#include "core/base/libtorch.h"
#include "core/optim/train_options.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// One optimiser over named parameters, exactly as PyTorch computes it (SGD with momentum and Nesterov, Adam,
/// AdamW), written out here so that its state has names, can be stored bit for bit, and a parameter whose
/// gradient is undefined is not touched at all. The values do not depend on the LibTorch version.
class Optimizer {
public:
    using Parameters = std::vector<std::pair<std::string, torch::Tensor>>;

    /// With `decaysVectors` false, weight decay leaves parameters of less than two axes alone.
    Optimizer(Parameters parameters, const TrainOptions& options, bool decaysVectors = true);

    /// Lets go of parameters that do not require gradients.
    void dropFrozen();
    void setLearningRate(double rate) { m_rate = rate; }
    /// Makes every gradient undefined, or fills those that are defined with zeros.
    void clearGradients(bool toZero);
    /// Scales all gradients so that their common norm is at most `maxNorm`, as PyTorch's clip_grad_norm_
    /// does; returns the norm before. Does nothing and returns 0 when `maxNorm` is 0.
    double clipGradients(double maxNorm);
    void step();

    std::map<std::string, torch::Tensor>
    state() const; ///< copies; "<parameter>/momentum", "/first", "/second", "/steps"
    void restoreState(const std::map<std::string, torch::Tensor>& state);

private:
    struct Slot {
        std::string name;
        torch::Tensor parameter;
        double decay = 0;
        torch::Tensor first; ///< momentum, or first moment; undefined until the first step
        torch::Tensor second; ///< second moment
        std::int64_t steps = 0;
    };
    std::vector<Slot> m_slots;
    TrainOptions m_options;
    double m_rate = 0;
};

} // namespace modalscope
