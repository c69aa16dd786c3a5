#pragma once

#include "core/adapters/adapt_options.h"
#include "core/store/run_metrics.h"

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// An adapter set in the folder of its base run (`house.md` 4.4).
struct StoredAdapter {
    std::filesystem::path folder;
    AdaptOptions options;
    RunMetrics metrics; ///< "test/fused/accuracy" with the modalities missing
    RunMetrics before; ///< the same of the base without adapters
    std::int64_t trainable = 0; ///< values that were learned
    double share = 0; ///< of the base's parameters
    std::string base; ///< SHA-256 of the base's weights
};

struct StoredAdapters {
    std::vector<StoredAdapter> sets; ///< by available modalities, then option, then seed
    std::vector<std::string> problems; ///< one sentence for each folder that cannot be read
};

/// Where the set with these options lies in the folder of its run, or will lie. A set of the first version,
/// "adapters/image+audio/ssf-s0" with its names in any order, stays where it is.
std::filesystem::path adapterPath(const std::filesystem::path& run, const AdaptOptions& options);

/// Every adapter set of a run, those of the first version too; none when it has no folder `adapters`.
StoredAdapters readAdapters(const std::filesystem::path& run);

/// `error` with what to do about the set in `folder`: delete it and adapt the run again.
Error learnAgain(const Error& error, const std::filesystem::path& folder);

/// Error: NotFound, Io, Format, naming the file; Format as well for numbers that cannot be ones.
Result<StoredAdapter> readAdapter(const std::filesystem::path& folder);

} // namespace modalscope
