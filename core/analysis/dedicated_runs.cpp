#include "core/analysis/dedicated_runs.h"

#include "core/experiment/run_grid.h"

#include <algorithm>

namespace modalscope {
namespace {

std::vector<RunSeries> seriesOf(const StoredRun& base, std::span<const StoredRun> runs)
{
    static const History kNone;
    std::vector<RunSeries> all{{&base, &kNone}};
    for (const auto& run : runs)
        all.push_back({&run, &kNone});
    return all;
}

} // namespace

DedicatedRuns::DedicatedRuns(const StoredRun& base, std::span<const StoredRun> runs)
    : m_base(base)
    , m_kinds(seriesOf(base, runs))
{
    for (const auto& run : runs) {
        if (run.condition != RunCondition::Finished || run.metrics.isNull())
            continue;
        const auto modalities = modalitiesOf(run);
        auto& alike = m_runs[key(
            run, modalities, modalities.size() == 1 && run.experiment.method.kind == MethodKind::Unimodal)];
        const bool isRepeated = std::ranges::any_of(
            alike, [&](const auto* other) { return other->experiment.seed == run.experiment.seed; });
        if (!isRepeated)
            alike.push_back(&run);
    }
    for (auto& [key, alike] : m_runs)
        std::ranges::sort(alike, {}, [](const auto* run) { return run->experiment.seed; });
}

std::vector<const StoredRun*> DedicatedRuns::on(const std::vector<std::string>& present) const
{
    for (const bool isAlone : {false, true}) {
        if (isAlone && present.size() != 1)
            break;
        if (const auto found = m_runs.find(key(m_base, present, isAlone)); found != m_runs.end())
            return found->second;
    }
    return {};
}

std::string DedicatedRuns::key(const StoredRun& run, std::vector<std::string> modalities, bool isAlone) const
{
    static const History kNone;
    const auto& experiment = run.experiment;
    std::ranges::sort(modalities);
    auto train = toJson(experiment.train);
    train.erase("device");
    auto encoders = nlohmann::json::array();
    for (const auto& name : modalities)
        encoders.push_back(toJson(m_kinds.resolved({&run, &kNone}, name)));
    return nlohmann::json{run.origin.datasetFingerprint, modalities, encoders,
        isAlone ? nlohmann::json("alone") : toJson(experiment.method), train, toJson(experiment.missing),
        toText(experiment.evaluate.select)}
        .dump();
}

Experiment dedicatedExperiment(const StoredRun& base, const std::vector<std::string>& present)
{
    if (present.size() == 1 && base.experiment.method.kind != MethodKind::Network)
        return aloneExperiment(base.experiment, present.front());
    auto experiment = base.experiment;
    experiment.modalities = present;
    std::erase_if(experiment.encoders, [&](const auto& entry) {
        return entry.first != "*" && std::ranges::find(present, entry.first) == present.end();
    });
    return experiment;
}

} // namespace modalscope
