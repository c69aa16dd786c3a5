#pragma once

#include "core/base/libtorch.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// Layers of a module that training leaves as they are.
class FrozenLayers {
public:
    /// Takes the gradients from every parameter of `module` that `names` has with `prefix` before it, and
    /// remembers the batch norms whose running statistics `names` has.
    void add(torch::nn::Module& module, const std::string& prefix, const std::set<std::string>& names);

    /// Sets the remembered norms to evaluation: they use their statistics and do not learn them. To be called
    /// whenever the module has been set to training.
    void keep() const;

private:
    std::vector<std::shared_ptr<torch::nn::Module>> m_norms;
};

} // namespace modalscope
