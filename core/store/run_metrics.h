#pragma once

#include "core/eval/metrics.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// The numbers of a metrics.json, packed: a workspace has thousands of runs, each with hundreds of them. Null
/// until the run has finished. Confusion matrices stay in the file (`RunFolder::metrics`). Copies share
/// everything.
class RunMetrics {
public:
    struct Number {
        double value, low, high; ///< low and high NaN where there is no interval
    };

    RunMetrics() = default;
    RunMetrics(const nlohmann::json& file); // NOLINT: a metrics.json is one

    bool isNull() const { return m_content == nullptr; }

    /// The estimate at "test/fused/accuracy", "test/rates/0.4/fused/accuracy"; nothing when it is not there.
    std::optional<Estimate> at(std::string_view path) const;
    bool has(std::string_view path) const { return at(path).has_value(); }
    /// All paths, sorted; runs that measure the same share one list.
    std::span<const std::string> paths() const;
    /// The names directly below `path`, "test/subsets" → "a", "a+b"; sorted, each once.
    std::vector<std::string> namesBelow(const std::string& path) const;

    int epoch() const; ///< whose weights were kept; 0 when not said
    std::int64_t parameters() const; ///< of the whole network; below 0 when not said

    // For the index of a workspace.
    std::span<const Number> numbers() const; ///< in the order of paths()
    static RunMetrics fromParts(std::shared_ptr<const std::vector<std::string>> paths,
        std::vector<Number> numbers, int epoch, std::int64_t parameters);
    const std::shared_ptr<const std::vector<std::string>>& sharedPaths() const;

private:
    struct Content {
        std::shared_ptr<const std::vector<std::string>> paths;
        std::vector<Number> numbers;
        int epoch = 0;
        std::int64_t parameters = -1;
    };
    std::shared_ptr<const Content> m_content;
};

/// What is wrong with numbers that nobody but a person can have written: a share outside 0 to 1, a value
/// outside its own interval, a count of samples below 0; empty when nothing is. `in` is what `metrics` were
/// read from, without what stands around it; `at` is its place in the file, "splits".
std::string impossibleNumber(const nlohmann::json& in, const RunMetrics& metrics, const std::string& at);

/// Like metricAt of the file.
inline std::optional<Estimate> metricAt(const RunMetrics& metrics, std::string_view path)
{
    return metrics.at(path);
}

} // namespace modalscope
