#include "core/engine/evaluate_adapted.h"

#include "core/engine/attach_adapters.h"
#include "core/engine/final_evaluation.h"

namespace modalscope {

Result<nlohmann::json> evaluateAdapted(
    PreparedRun& run, const EvaluateRequest& request, const RunContext& context)
{
    if (request.missingRate > 0 || !request.missingRates.empty() || request.subsets
        || request.permutations > 0)
        return invalidInput("adapters: they are for one set of modalities; ask for no rates, sets or "
                            "permutations beside them");
    const auto file = adaptersFor(run, request.folder, request.adapters, request.present);
    if (!file)
        return file.error();
    const auto set = missingSet(run, file.value().options);
    if (!set)
        return set.error();
    if (auto attached = attachAdapters(run, file.value(), set.value()); !attached)
        return attached.error();
    auto metrics
        = entryUnder(run, inputOf(run, set.value(), request.split), context, "evaluating " + request.split);
    if (!metrics)
        return metrics.error();
    return nlohmann::json{{request.split, std::move(metrics).value()}};
}

} // namespace modalscope
