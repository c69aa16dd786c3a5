#pragma once

#include "core/train/train_options.h"

#include <torch/torch.h>

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

    Optimizer(Parameters parameters, const TrainOptions& options);

    void setLearningRate(double rate) { m_rate = rate; }
    void clearGradients(bool toZero); ///< to undefined, or to zeros
    double clipGradients(double maxNorm); ///< returns the norm before; does nothing when maxNorm is 0
    void step();

    std::map<std::string, torch::Tensor>
    state() const; ///< copies; "<parameter>/momentum", "/first", "/second", "/steps"
    void restoreState(const std::map<std::string, torch::Tensor>& state);

private:
    Parameters m_parameters;
    TrainOptions m_options;
    double m_rate = 0;
    std::map<std::string, torch::Tensor> m_state;
};

} // namespace modalscope
