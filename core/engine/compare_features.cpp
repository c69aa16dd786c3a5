#include "core/engine/compare_features.h"

#include "core/base/text.h"
#include "core/engine/attach_adapters.h"
#include "core/engine/feature_tap.h"
#include "core/engine/open_run.h"
#include "core/run/event_throttle.h"
#include "core/store/run_folder.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

/// Samples of the split that have every modality of the run: the only ones with a complete input.
std::vector<std::uint8_t> completeSamples(const PreparedRun& run, const Split& split)
{
    std::vector<std::uint8_t> complete(std::size_t(split.size), 1);
    for (std::int64_t sample = 0; sample < split.size; ++sample)
        for (const int index : run.indices)
            if (!split.hasModality(std::size_t(index), sample))
                complete[std::size_t(sample)] = 0;
    return complete;
}

/// Compares one layer after the other, batch by batch.
class FeatureComparison {
public:
    FeatureComparison(PreparedRun run, const FeatureCompareRequest& request, const RunContext& context)
        : m_base(std::move(run))
        , m_request(request)
        , m_context(context)
    { }

    Result<SimilarityReport> operator()()
    {
        const auto& split = *m_base.dataset->split(m_request.split);
        m_complete = completeSamples(m_base, split);
        m_report.samples = std::count(m_complete.begin(), m_complete.end(), std::uint8_t(1));
        m_report.leftOut = split.size - m_report.samples;
        if (m_report.samples == 0)
            return invalidInput("split: no sample of " + m_request.split
                + " has all modalities, so that no input is complete; name another split");
        auto complete = evaluationLoader(m_base, {m_request.split}); // before means stand for the missing
        if (!complete)
            return complete.error();
        if (auto prepared = prepareMissing(); !prepared)
            return prepared.error();
        auto missing = evaluationLoader(m_base, inputOf(m_base, m_set, m_request.split));
        if (!missing)
            return missing.error();
        if (auto compared = compare(*complete.value(), *missing.value()); !compared)
            return compared.error();
        return report();
    }

private:
    /// The set of modalities that are left, and the adapted network when there are adapters.
    Result<void> prepareMissing()
    {
        m_options.present = m_request.present;
        m_options.input = m_request.input;
        std::optional<AdapterFile> file;
        if (!m_request.adapters.empty()) {
            auto read = adaptersFor(m_base, m_request.folder, m_request.adapters, m_request.present);
            if (!read)
                return read.error();
            file = std::move(read).value();
            m_options = file->options;
        }
        if (!file && isWhole()) {
            m_set.present.resize(m_base.names.size());
            std::iota(m_set.present.begin(), m_set.present.end(), 0);
            return {};
        }
        auto set = missingSet(m_base, m_options);
        if (!set)
            return set.error();
        m_set = std::move(set).value();
        if (!file)
            return {};
        auto second = openRun(m_request.folder, m_request.dataset); // the base keeps its own weights
        if (!second)
            return second.error();
        m_adapted = std::move(second).value();
        auto again = missingSet(*m_adapted, m_options); // its branches are off as well
        if (!again)
            return again.error();
        return attachAdapters(*m_adapted, *file, again.value());
    }

    bool isWhole() const
    {
        return m_request.present.size() == m_base.names.size()
            && std::is_permutation(m_base.names.begin(), m_base.names.end(), m_request.present.begin());
    }

    void switchBranches(bool isComplete)
    {
        if (m_options.input != MissingInput::BranchOff)
            return;
        std::vector<bool> off(m_base.names.size(), !isComplete);
        for (const int m : m_set.present)
            off[std::size_t(m)] = false;
        m_base.method->switchBranchesOff(off);
    }

    /// Both loaders give the same samples in the same batches.
    Result<void> compare(BatchLoader& complete, BatchLoader& missing)
    {
        FeatureTap base(*m_base.method, m_base.names, m_set.present);
        std::optional<FeatureTap> adapted;
        if (m_adapted)
            adapted.emplace(*m_adapted->method, m_base.names, m_set.present);
        EventThrottle throttle;
        complete.beginEpoch(0);
        missing.beginEpoch(0);
        for (std::int64_t done = 0;;) {
            if (throttle.isDue())
                m_context.report(
                    Progress{done, complete.sampleCount(), "comparing features of " + m_request.split});
            auto whole = complete.next();
            auto lacking = missing.next();
            for (const auto* batch : {&whole, &lacking})
                if (!*batch)
                    return batch->error();
            if (!whole.value() || !lacking.value())
                return {};
            const auto count = whole.value()->labels.size(0);
            std::vector<std::int64_t> rows;
            for (std::int64_t i = 0; i < count; ++i)
                if (m_complete[std::size_t(done + i)] != 0)
                    rows.push_back(i);
            const auto kept
                = std::int64_t(rows.size()) < count ? torch::tensor(rows, torch::kInt64) : torch::Tensor();
            done += count;
            if (rows.empty())
                continue;
            switchBranches(true);
            const auto full = base.predict(*whole.value(), kept);
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            switchBranches(false);
            add(full, base.predict(*lacking.value(), kept), m_pretrained);
            if (m_context.shouldStop())
                return Error{ErrorKind::Cancelled, "stopped"};
            if (adapted)
                add(full, adapted->predict(*lacking.value(), kept), m_adaptedSums);
        }
    }

    void add(const std::vector<TappedFeature>& full, const std::vector<TappedFeature>& missing,
        std::vector<SimilaritySums>& sums)
    {
        sums.resize(full.size());
        m_layers.resize(full.size());
        for (std::size_t i = 0; i < full.size(); ++i) {
            sums[i].add(full[i].rows(), missing.at(i).rows());
            m_layers[i] = full[i].layer;
        }
    }

    SimilarityReport report()
    {
        if (const auto origin = RunFolder(m_request.folder).origin())
            m_report.run = origin.value().id;
        m_report.dataset = m_base.dataset->name;
        m_report.split = m_request.split;
        for (std::size_t m = 0; m < m_base.names.size(); ++m) {
            const bool isPresent
                = std::find(m_set.present.begin(), m_set.present.end(), int(m)) != m_set.present.end();
            (isPresent ? m_report.present : m_report.missing).push_back(m_base.names[m]);
        }
        m_report.input = labelOf(m_options.input);
        if (m_adapted) {
            m_report.option = toText(m_options.adapter.kind);
            m_report.adapters = labelOf(m_options.adapter.kind) + ", seed " + std::to_string(m_options.seed);
            m_report.folder = adapterPlace();
        }
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            LayerSimilarity layer{m_layers[i], m_pretrained[i].similarity(), {}};
            if (m_adapted)
                layer.adapted = m_adaptedSums[i].similarity();
            m_report.layers.push_back(std::move(layer));
        }
        sortByGroup();
        return std::move(m_report);
    }

    /// Below the run's folder `adapters`, or wherever else they lie.
    std::string adapterPlace() const
    {
        std::error_code code;
        const auto& asked = m_request.adapters;
        const auto folder = std::filesystem::is_directory(asked, code) ? asked : asked.parent_path();
        const auto below = std::filesystem::relative(folder, m_request.folder / "adapters", code);
        const bool isOutside = code || below.empty() || *below.begin() == "..";
        return isOutside ? folder.string() : below.generic_string();
    }

    /// Groups one after the other; within encoders and fusion what one branch does from stage to stage stays
    /// together.
    void sortByGroup()
    {
        const auto branchOf = [](const LayerSimilarity& layer) {
            return layer.layer.name.substr(0, layer.layer.name.rfind(".stage"));
        };
        std::vector<std::string> branches;
        for (const auto& layer : m_report.layers)
            if (std::find(branches.begin(), branches.end(), branchOf(layer)) == branches.end())
                branches.push_back(branchOf(layer));
        const auto place = [&](const LayerSimilarity& layer) {
            return std::pair(int(layer.layer.group),
                std::find(branches.begin(), branches.end(), branchOf(layer)) - branches.begin());
        };
        std::stable_sort(m_report.layers.begin(), m_report.layers.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
    }

    PreparedRun m_base;
    std::optional<PreparedRun> m_adapted;
    const FeatureCompareRequest& m_request;
    const RunContext& m_context;
    AdaptOptions m_options;
    MissingSet m_set;
    std::vector<std::uint8_t> m_complete; // one per sample of the split
    std::vector<FeatureLayer> m_layers;
    std::vector<SimilaritySums> m_pretrained, m_adaptedSums; // one per layer
    SimilarityReport m_report;
};

} // namespace

Result<SimilarityReport> compareFeatures(const FeatureCompareRequest& request, const RunContext& context)
{
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    if (request.dataset->split(request.split) == nullptr)
        return invalidInput(
            "split: the dataset has no split " + request.split + "; name one that it has, such as test");
    return FeatureComparison(std::move(run).value(), request, context)();
}

} // namespace modalscope
