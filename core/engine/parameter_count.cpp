#include "core/engine/parameter_count.h"

namespace modalscope {

bool isParameter(const std::string& name)
{
    return !name.ends_with(".running_mean") && !name.ends_with(".running_var")
        && !name.ends_with(".num_batches_tracked");
}

ParameterCount countParameters(const PreparedRun& run)
{
    const auto& method = run.experiment.method;
    const bool hasFrozenHead = method.kind == MethodKind::Mla && method.mla.hgm == Hgm::FrozenHead
        && method.mla.frozenGradient == FrozenGradient::Undefined;
    ParameterCount count;
    for (const auto& [name, tensor] : run.method->weights()) {
        if (!isParameter(name))
            continue;
        count.total += tensor.numel();
        const bool isFrozen = (hasFrozenHead && name == "head.weight") || !tensor.requires_grad();
        count.trainable += isFrozen ? 0 : tensor.numel();
    }
    return count;
}

nlohmann::json toJson(const ParameterCount& count)
{
    return {{"total", count.total}, {"trainable", count.trainable}};
}

} // namespace modalscope
