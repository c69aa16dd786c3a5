#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace modalscope {

/// Features that a command is to work on: of a stored run, of a dataset or of a file.
struct FeatureInput {
    std::string path;
    std::string split = "test";
    std::vector<std::string> modalities; ///< of files: arrays, datasets or columns
    int epoch = 0;
    std::string labels;
    std::int64_t rows = 0; ///< at most so many; 0 = all
    std::uint64_t seed = 0; ///< which rows

    /// All options but the path.
    void addOptions(CLI::App& command);
};

/// Says on stderr when only some rows are read. Error: one sentence.
Result<FeatureSet> readFeatures(const FeatureInput& input, const RunContext& context);

} // namespace modalscope
