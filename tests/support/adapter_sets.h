#pragma once

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"
#include "core/store/adapter_folder.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// A metrics.json of an adapter set with one number before and after, beside a loss of 1.
inline nlohmann::json adapterMetrics(
    const std::string& metric, double before, double after, int learned, int total = 1000)
{
    const auto test = [&](double value) {
        nlohmann::json fused{{"loss", {{"value", 1.0}}}, {metric, {{"value", value}}}};
        return nlohmann::json{{"test", {{"n", 16}, {"fused", std::move(fused)}}}};
    };
    return {{"format", 1}, {"base", "b"}, {"splits", test(after)}, {"before", test(before)},
        {"parameters", {{"trainable", learned}, {"total", total}, {"share", double(learned) / total}}}};
}

/// Options of a set with everything else at its default.
inline AdaptOptions adapterOptions(std::vector<std::string> present, AdapterKind kind, int seed = 0)
{
    AdaptOptions options;
    options.present = std::move(present);
    options.adapter.kind = kind;
    options.seed = std::uint64_t(seed);
    return options;
}

/// Writes the set as the engine does, without its weights; where it lies.
inline std::filesystem::path writeAdapterSet(
    const std::filesystem::path& run, const AdaptOptions& options, const nlohmann::json& metrics)
{
    const auto folder = run / "adapters" / adapterFolder(options);
    std::filesystem::create_directories(folder);
    (void)writeFileAtomically(folder / "experiment.json", toJson(options).dump());
    (void)writeFileAtomically(folder / "metrics.json", metrics.dump());
    return folder;
}

} // namespace modalscope
