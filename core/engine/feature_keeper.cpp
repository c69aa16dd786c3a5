#include "core/engine/feature_keeper.h"

#include "core/base/random.h"
#include "core/engine/predict_split.h"
#include "core/store/epoch_features.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

/// A dataset with one split that has some rows of one of `all`.
std::shared_ptr<const Dataset> withRowsOf(
    const Dataset& all, const Split& split, const std::vector<int>& rows)
{
    auto some = std::make_shared<Dataset>();
    some->name = all.name;
    some->path = all.path;
    some->fingerprint = all.fingerprint;
    some->stamp = all.stamp;
    some->task = all.task;
    some->modalities = all.modalities;
    some->classNames = all.classNames;
    Split part;
    part.name = split.name;
    part.size = std::int64_t(rows.size());
    const std::vector<std::int64_t> wide(rows.begin(), rows.end());
    for (const auto& reader : split.rows)
        part.rows.push_back(someRows(reader, wide));
    for (const int row : rows)
        part.classes.push_back(split.classes[std::size_t(row)]);
    for (const auto& presence : split.presence) {
        auto& kept = part.presence.emplace_back();
        for (std::size_t i = 0; i < rows.size() && !presence.empty(); ++i)
            kept.push_back(presence[std::size_t(rows[i])]);
    }
    some->splits.push_back(std::move(part));
    return some;
}

PresenceMask maskOfRows(const PresenceMask& mask, const std::vector<int>& rows)
{
    PresenceMask kept;
    for (const auto& column : mask) {
        auto& some = kept.emplace_back();
        for (std::size_t i = 0; i < rows.size() && !column.empty(); ++i)
            some.push_back(column[std::size_t(rows[i])]);
    }
    return kept;
}

} // namespace

std::vector<int> rowsToKeep(const std::string& split, std::int64_t size, std::int64_t most)
{
    std::vector<int> rows(static_cast<std::size_t>(size));
    std::iota(rows.begin(), rows.end(), 0);
    if (most <= 0 || size <= most)
        return rows;
    const auto order = Random(seedFor(0, "kept features/" + split)).permutation(size);
    rows.assign(order.begin(), order.begin() + most);
    std::ranges::sort(rows);
    return rows;
}

Result<void> FeatureKeeper::open()
{
    for (const std::string name : {"valid", "test"}) {
        const auto& split = *m_run.dataset->split(name);
        Reading reading;
        reading.rows = rowsToKeep(name, split.size, m_run.experiment.train.featureSamples);
        auto spec = loaderSpec(m_run, name, maskOfRows(hiddenCells(m_run, name), reading.rows));
        spec.dataset = withRowsOf(*m_run.dataset, split, reading.rows);
        spec.batchSize = evaluationBatchSize(m_run);
        auto loader = BatchLoader::make(std::move(spec));
        if (!loader)
            return loader.error();
        reading.loader = std::move(loader).value();
        m_splits[name] = std::move(reading);
    }
    return {};
}

Result<void> FeatureKeeper::epochDone(int epoch, const RunContext& context)
{
    const auto& epochs = m_run.experiment.train.featureEpochs;
    if (std::ranges::find(epochs, epoch) == epochs.end())
        return {};
    if (m_splits.empty())
        if (auto opened = open(); !opened)
            return opened;
    std::map<std::string, KeptFeatures> bySplit;
    for (auto& [name, reading] : m_splits) {
        auto& kept = bySplit[name];
        kept.rows = reading.rows;
        auto said = predictSplit(
            *m_run.method, *reading.loader, m_run.names,
            [&](std::int64_t done) {
                context.report(Progress{done, std::int64_t(reading.rows.size()),
                    "features of epoch " + std::to_string(epoch) + ", " + name});
                return context.shouldStop();
            },
            1, &kept.joined);
        if (!said)
            return said.error();
        kept.said = std::move(said).value();
    }
    return writeEpochFeatures(m_folder / epochFeaturesFile(epoch), bySplit);
}

int FeatureKeeper::firstLost(int epoch) const
{
    int first = 0;
    std::error_code ignored;
    for (const int kept : m_run.experiment.train.featureEpochs)
        if (kept <= epoch && (first == 0 || kept < first)
            && !std::filesystem::exists(m_folder / epochFeaturesFile(kept), ignored))
            first = kept;
    return first;
}

std::vector<std::string> FeatureKeeper::files() const
{
    std::vector<std::string> names;
    for (const int epoch : m_run.experiment.train.featureEpochs)
        names.push_back(epochFeaturesFile(epoch));
    return names;
}

} // namespace modalscope
