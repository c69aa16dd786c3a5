#include "core/methods/frozen_layers.h"

namespace modalscope {

void FrozenLayers::add(
    torch::nn::Module& module, const std::string& prefix, const std::set<std::string>& names)
{
    for (auto& parameter : module.named_parameters())
        if (names.contains(prefix + parameter.key()))
            parameter.value().set_requires_grad(false);
    for (const auto& child : module.named_modules({}, /*include_self=*/false))
        if (names.contains(prefix + child.key() + ".running_mean")
            && names.contains(prefix + child.key() + ".running_var"))
            m_norms.push_back(child.value());
    keep();
}

void FrozenLayers::keep() const
{
    for (const auto& norm : m_norms)
        norm->eval();
}

} // namespace modalscope
