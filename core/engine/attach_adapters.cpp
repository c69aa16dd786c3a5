#include "core/engine/attach_adapters.h"

#include "core/base/text.h"
#include "core/engine/adapted_method.h"
#include "core/engine/checkpoint.h"

#include <algorithm>

namespace modalscope {
namespace {

/// The set that was asked for has to be that of the adapters, in any order.
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

Result<AdapterFile> adaptersFor(const PreparedRun& run, const std::filesystem::path& folder,
    const std::filesystem::path& adapters, const std::vector<std::string>& present)
{
    std::error_code code;
    const auto path
        = std::filesystem::is_directory(adapters, code) ? adapters / "adapter.safetensors" : adapters;
    auto file = readAdapterFile(path);
    if (!file)
        return file.error();
    if (auto same = checkSameSet(present, file.value().options.present); !same)
        return same.error();
    if (weightsHash(run.method->weights()) != file.value().base)
        return Error{ErrorKind::Format,
            path.string() + ": these adapters belong to another base network than " + folder.string()
                + "; choose the run that they were learned for"};
    return file;
}

Result<void> attachAdapters(PreparedRun& run, const AdapterFile& file, const MissingSet& set)
{
    auto adapted = AdaptedMethod::make(std::move(run.method), file.options, set.present);
    if (!adapted)
        return adapted.error();
    if (auto copied = copyWeights(adapted.value()->weights(), file.tensors); !copied)
        return Error{copied.error().kind,
            "adapters for " + joinText(file.options.present, ", ") + ": " + copied.error().message};
    adapted.value()->weightsChanged();
    run.method = std::move(adapted).value();
    return {};
}

} // namespace modalscope
