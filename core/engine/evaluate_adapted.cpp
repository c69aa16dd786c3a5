#include "core/engine/evaluate_adapted.h"

#include "core/base/text.h"
#include "core/engine/adapted_method.h"
#include "core/engine/adapter_file.h"
#include "core/engine/checkpoint.h"
#include "core/engine/final_evaluation.h"
#include "core/engine/missing_set.h"

#include <algorithm>

namespace modalscope {
namespace {

/// The set named on the command line has to be that of the adapters, in any order.
Result<void> checkSameSet(std::vector<std::string> asked, std::vector<std::string> stored)
{
    std::sort(asked.begin(), asked.end());
    std::sort(stored.begin(), stored.end());
    if (asked.empty() || asked == stored)
        return {};
    return invalidInput("present: these adapters are for " + joinText(stored, ", ")
        + "; leave --present out, or name adapters of the set you mean");
}

} // namespace

Result<nlohmann::json> evaluateAdapted(
    PreparedRun& run, const EvaluateRequest& request, const RunContext& context)
{
    if (request.missingRate > 0 || !request.missingRates.empty() || request.subsets
        || request.permutations > 0)
        return invalidInput("adapters: they are for one set of modalities; ask for no rates, sets or "
                            "permutations beside them");
    std::error_code code;
    const auto path = std::filesystem::is_directory(request.adapters, code)
        ? request.adapters / "adapter.safetensors"
        : request.adapters;
    auto file = readAdapterFile(path);
    if (!file)
        return file.error();
    if (auto same = checkSameSet(request.present, file.value().options.present); !same)
        return same.error();
    if (weightsHash(run.method->weights()) != file.value().base)
        return Error{ErrorKind::Format,
            path.string() + ": these adapters belong to another base network than " + request.folder.string()
                + "; choose the run that they were learned for"};
    auto set = missingSet(run, file.value().options);
    if (!set)
        return set.error();
    auto adapted = AdaptedMethod::make(std::move(run.method), file.value().options, set.value().present);
    if (!adapted)
        return adapted.error();
    if (auto copied = copyWeights(adapted.value()->weights(), file.value().tensors); !copied)
        return Error{copied.error().kind, path.string() + ": " + copied.error().message};
    adapted.value()->weightsChanged();
    run.method = std::move(adapted).value();
    auto metrics
        = entryUnder(run, inputOf(run, set.value(), request.split), context, "evaluating " + request.split);
    if (!metrics)
        return metrics.error();
    return nlohmann::json{{request.split, std::move(metrics).value()}};
}

} // namespace modalscope
