#include "core/projection/umap_steps.h"

#include <algorithm>
#include <chrono>

namespace modalscope {

Result<void> finishUmap(Umap& umap, const std::string& name, const RunContext& context,
    const std::function<void(const Umap&)>& look)
{
    using Clock = std::chrono::steady_clock;
    constexpr int kAtOnce = 5; // epochs
    if (auto prepared = umap.prepare(context); !prepared)
        return prepared;
    const int begun = umap.epoch();
    const auto start = Clock::now();
    RunContext quiet = context; // the steps have no time left to tell
    quiet.report = [](const RunEvent&) {};
    while (!umap.finished()) {
        if (auto done = umap.run(kAtOnce, quiet); !done)
            return done;
        const double each
            = std::chrono::duration<double>(Clock::now() - start).count() / std::max(1, umap.epoch() - begun);
        context.report(Progress{umap.epoch(), umap.epochs(), name, each * (umap.epochs() - umap.epoch())});
        if (look)
            look(umap);
    }
    return {};
}

} // namespace modalscope
