#include "app/commands/adapter_text.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/eval/task_metric.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace modalscope {
namespace {

TaskMetric metricOf(const StoredAdapter& set)
{
    return mainMetricWhere(
        [&](const char* name) { return set.metrics.has(std::string("test/fused/") + name); });
}

std::string numberOf(const RunMetrics& metrics, const TaskMetric& metric)
{
    const auto found = metrics.at(std::string("test/fused/") + metric.name);
    if (!found)
        return "-";
    return metric.higherIsBetter ? fixedText(100 * found->value, 2) + " %" : fixedText(found->value, 4);
}

} // namespace

std::string adapterLines(std::span<const StoredAdapter> sets)
{
    if (sets.empty())
        return {};
    const auto metric = metricOf(sets.front());
    char line[256];
    std::snprintf(line, sizeof line,
        "test %s with the other modalities missing\n%-32s %-10s %5s %12s %12s %10s %9s\n", metric.label,
        "available", "option", "seed", "pretrained", "adapted", "learned", "share");
    std::string out = line;
    for (const auto& set : sets) {
        std::snprintf(line, sizeof line, " %-10s %5llu %12s %12s %10lld %8s%%\n",
            toText(set.options.adapter.kind).c_str(), static_cast<unsigned long long>(set.options.seed),
            numberOf(set.before, metric).c_str(), numberOf(set.metrics, metric).c_str(),
            static_cast<long long>(set.trainable), fixedText(100 * set.share, 3).c_str());
        auto present = joinText(set.options.present, "+");
        present.resize(std::max<std::size_t>(present.size(), 32), ' ');
        out += present + line;
    }
    return out;
}

nlohmann::json adaptersJson(std::span<const StoredAdapter> sets)
{
    auto list = nlohmann::json::array();
    for (const auto& set : sets) {
        const auto file = readFile(set.folder / "metrics.json");
        auto metrics = file ? nlohmann::json::parse(file.value(), nullptr, false) : nlohmann::json();
        list.push_back({{"folder", set.folder.string()}, {"present", set.options.present},
            {"option", toText(set.options.adapter.kind)}, {"seed", set.options.seed},
            {"metrics", std::move(metrics)}});
    }
    return list;
}

} // namespace modalscope
