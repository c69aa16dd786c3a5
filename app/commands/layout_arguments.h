#pragma once

#include "app/commands/feature_input.h"
#include "app/commands/layout_file.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace modalscope {

/// What is to be laid out: the features, and which arrays share a fit.
struct LayoutWork {
    FeatureSet set;
    std::vector<std::vector<std::size_t>> fits;
};

/// What `analyze pca` and `analyze umap` have in common: where features come from and where positions go.
struct LayoutArguments {
    FeatureInput input;
    bool isSeparate = false;
    bool quality = false;
    std::string out;
    bool json = false;
    bool csv = false;

    void addOptions(CLI::App& command);
    /// Nothing is read when `out` cannot be written. Error: InvalidInput, NotFound, Format or Io.
    Result<LayoutWork> read(std::uint64_t seed, const RunContext& context) const;
    /// JSON, CSV of the positions or text, as asked for; only that is made.
    void print(const PlacedSamples& placed, const std::function<nlohmann::json()>& asJson,
        const std::function<std::string()>& asText) const;
};

} // namespace modalscope
