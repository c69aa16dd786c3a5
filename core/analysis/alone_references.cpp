#include "core/analysis/alone_references.h"

#include "core/analysis/config_diff.h"
#include "core/eval/metrics.h"

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

std::vector<RunSeries> allOf(std::span<const RunGroup> groups)
{
    std::vector<RunSeries> all;
    for (const auto& members : groups)
        all.insert(all.end(), members.begin(), members.end());
    return all;
}

bool isImported(const RunSeries& series)
{
    return series.run->experiment.method.kind == MethodKind::Imported;
}

/// Options in which a reference may differ.
bool isOfNoConcern(const std::string& path)
{
    constexpr std::array kPaths{"seed", "name", "train.device", "evaluate.probe", "evaluate.subsets",
        "evaluate.missing_rates", "evaluate.permutations"};
    return std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end();
}

} // namespace

SeedNumbers seedNumbersOf(const RunGroup& members, const std::string& metric)
{
    std::vector<SeedValue> values;
    for (const auto& series : members) {
        const auto estimate = metricAt(series.run->metrics, metric);
        const auto seed = series.run->experiment.seed;
        const bool repeated = std::any_of(
            values.begin(), values.end(), [&](const auto& value) { return value.seed == seed; });
        if (estimate && !repeated)
            values.push_back({seed, {series.run->origin.id}, estimate->value});
    }
    return seedNumbers(std::move(values));
}

AloneReferences::AloneReferences(std::span<const RunGroup> groups)
    : m_kinds(allOf(groups))
{
    for (const auto& members : groups) {
        const auto modalities = modalitiesOf(members.front());
        const bool isAlone = members.front().run->experiment.method.kind == MethodKind::Unimodal
            || isImported(members.front());
        if (!isAlone || modalities.size() != 1)
            continue;
        auto& matching = m_runs[key(members.front(), modalities.front())];
        matching.insert(matching.end(), members.begin(), members.end());
        if (!isImported(members.front()))
            m_all.emplace(modalities.front(), members.front());
    }
}

SeedNumbers AloneReferences::accuracy(const RunSeries& inside, const std::string& modality) const
{
    const auto found = m_runs.find(key(inside, modality));
    return found == m_runs.end() ? SeedNumbers() : seedNumbersOf(found->second, "test/fused/accuracy");
}

std::string AloneReferences::whyNone(const RunSeries& inside, const std::string& modality) const
{
    if (m_runs.contains(key(inside, modality)))
        return isImported(inside) ? "; the one there is has no logits"
                                  : "; the one there is has not finished yet";
    if (isImported(inside))
        return "; import a file with the logits of that modality alone and the same labels in every split";
    const auto other = m_all.find(modality);
    if (other == m_all.end())
        return "; train it with the method unimodal";
    auto asked = narrowed(inside, modality);
    const auto there = narrowed(other->second, modality);
    asked.experiment.method = there.experiment.method;
    const std::array<RunSeries, 2> pair{
        RunSeries{&asked, inside.history}, RunSeries{&there, other->second.history}};
    std::vector<std::string> differences;
    for (const auto& row : configDiff(pair))
        if (!isOfNoConcern(row.path))
            differences.push_back(row.path + " " + row.values[1] + " instead of " + row.values[0]);
    return "; the runs that did have " + joinText(differences, ", ");
}

std::string AloneReferences::key(const RunSeries& series, const std::string& modality) const
{
    const auto& experiment = series.run->experiment;
    if (isImported(series)) // how it was trained is not known
        return nlohmann::json{series.run->origin.datasetFingerprint, modality, "imported"}.dump();
    auto train = toJson(experiment.train);
    train.erase("device");
    return nlohmann::json{series.run->origin.datasetFingerprint, modality,
        toJson(m_kinds.resolved(series, modality)), train, toJson(experiment.missing),
        toText(experiment.evaluate.select)}
        .dump();
}

/// The run as if it had one modality, with its encoder written out.
StoredRun AloneReferences::narrowed(const RunSeries& series, const std::string& modality) const
{
    StoredRun run;
    run.experiment = series.run->experiment;
    run.experiment.modalities = {modality};
    run.experiment.encoders = {{modality, m_kinds.resolved(series, modality)}};
    run.origin = series.run->origin;
    return run;
}

} // namespace modalscope
