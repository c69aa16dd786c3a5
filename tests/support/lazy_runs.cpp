#include "tests/support/lazy_runs.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

nlohmann::json accuracyJson(double value)
{
    return {{"accuracy", {{"value", value}}}};
}

nlohmann::json accuracies(const std::map<std::string, double>& values)
{
    auto out = nlohmann::json::object();
    for (const auto& [name, value] : values)
        out[name] = accuracyJson(value);
    return out;
}

} // namespace

RunSeries& LazyRuns::add(const LazyRun& run)
{
    auto stored = std::make_unique<StoredRun>();
    stored->experiment.method.kind = run.method;
    stored->experiment.modalities = run.modalities;
    stored->experiment.seed = run.seed;
    stored->origin.id = run.group + "-" + std::to_string(run.seed);
    stored->origin.group = run.group;
    stored->origin.datasetName = "toy";
    stored->origin.datasetFingerprint = "0123456789abcdef";
    stored->condition = std::isnan(run.fused) ? RunCondition::Running : RunCondition::Finished;
    if (!std::isnan(run.fused)) {
        const nlohmann::json test{{"n", 100}, {"fused", accuracyJson(run.fused)},
            {"modalities", accuracies(run.inside)}, {"probe", accuracies(run.probe)}};
        stored->metrics = nlohmann::json{{"format", 1}, {"splits", {{"test", test}}}};
    }
    auto history = std::make_unique<History>();
    for (std::size_t e = 0; e < run.validFused.size(); ++e) {
        HistoryRow row;
        row.set("epoch", double(e + 1));
        row.set("valid/fused/accuracy", run.validFused[e]);
        for (const auto& [name, values] : run.columns)
            row.set(name, values[e]);
        history->append(row);
    }
    m_series.push_back({stored.get(), history.get()});
    m_runs.push_back(std::move(stored));
    m_histories.push_back(std::move(history));
    return m_series.back();
}

StoredRun& LazyRuns::run(const std::string& id)
{
    const auto found
        = std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& run) { return run->origin.id == id; });
    require(found != m_runs.end(), "a run of that id");
    return **found;
}

LazyRuns lazyComparison()
{
    LazyRuns runs;
    for (const int seed : {1, 0}) {
        const double shift = 0.02 * seed;
        runs.add({.group = "concat",
            .method = MethodKind::Concat,
            .seed = std::uint64_t(seed),
            .fused = 0.9 + shift,
            .inside = {{"easy", 0.85}, {"hard", 0.3 + shift}},
            .probe = {{"easy", 0.88}, {"hard", 0.5}},
            .validFused = {0.5, 0.7 + shift, 0.9},
            .columns = {{"valid/easy/accuracy", {0.4, 0.6, 0.8}}, {"valid/hard/accuracy", {0.2, 0.25, 0.3}},
                {"gradient/easy/norm", {1, 1, 1}}, {"gradient/hard/norm", {0.1, 0.01 * (seed + 1), 0.001}}}});
        runs.add({.group = "easy-alone",
            .method = MethodKind::Unimodal,
            .seed = std::uint64_t(seed),
            .modalities = {"easy"},
            .fused = 0.86,
            .probe = {{"easy", 0.87}},
            .validFused = {0.5, 0.8, 0.87}});
        runs.add({.group = "hard-alone",
            .method = MethodKind::Unimodal,
            .seed = std::uint64_t(seed),
            .modalities = {"hard"},
            .fused = 0.7 + shift,
            .probe = {{"hard", 0.7}},
            .validFused = {0.2, 0.4, 0.6}});
    }
    return runs;
}

} // namespace modalscope
