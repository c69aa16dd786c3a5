#include "core/train/batch_loader.h"

#include "core/train/memory_loader.h"
#include "core/train/streaming_loader.h"

namespace modalscope {

Result<std::unique_ptr<BatchLoader>> BatchLoader::make(LoaderSpec spec)
{
    auto plan = LoaderPlan::make(std::move(spec));
    if (!plan)
        return plan.error();
    bool isInMemory = true;
    for (std::size_t m = 0; m < plan.value().spec.modalities.size(); ++m)
        isInMemory = isInMemory && plan.value().reader(m).isInMemory();
    if (isInMemory)
        return MemoryLoader::make(std::move(plan).value());
    return std::unique_ptr<BatchLoader>(std::make_unique<StreamingLoader>(std::move(plan).value()));
}

} // namespace modalscope
