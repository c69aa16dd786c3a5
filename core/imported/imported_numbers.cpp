#include "core/imported/imported_numbers.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/eval/linear_probe.h"
#include "core/experiment/check_experiment.h"
#include "core/imported/logit_fusion.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr const char* kConfusionEntry = "confusion"; // conditions.h5 has the classes; as of trained runs
constexpr std::int64_t kMostProbeValues = 4'000'000; // that probes learn from; as of trained runs

Error stopped()
{
    return {ErrorKind::Cancelled, "stopped"};
}

/// The samples that have something of what is shown.
std::vector<std::uint8_t> anyShown(const PresenceMask& presence, std::size_t samples)
{
    std::vector<std::uint8_t> any(samples, 0);
    for (const auto& column : presence)
        for (std::size_t i = 0; i < samples; ++i)
            any[i] |= column.empty() ? std::uint8_t(1) : column[i];
    return any;
}

/// What the file lacks and what `mask` hides, together.
PresenceMask shownCells(const Predictions& said, const PresenceMask& mask)
{
    auto shown = mask;
    for (std::size_t m = 0; m < shown.size(); ++m)
        for (std::size_t i = 0; i < shown[m].size() && !said.presence[m].empty(); ++i)
            shown[m][i] &= said.presence[m][i];
    return shown;
}

double absentPart(const PresenceMask& shown)
{
    double absent = 0, cells = 0;
    for (const auto& column : shown) {
        absent += double(std::ranges::count(column, std::uint8_t(0)));
        cells += double(column.size());
    }
    return absent / std::max(1.0, cells);
}

std::vector<int> classesOf(const ArrayD& scores, const std::vector<std::uint8_t>& any)
{
    std::vector<int> classes(any.size(), -1);
    for (std::size_t i = 0; i < any.size(); ++i) {
        const auto row = scores.row(std::int64_t(i));
        if (any[i] != 0)
            classes[i] = int(std::max_element(row.begin(), row.end()) - row.begin());
    }
    return classes;
}

/// Every k-th row of those that have the modality, and their labels.
std::pair<ArrayD, std::vector<int>> probeRows(const Predictions& train, std::size_t m, std::int64_t stride)
{
    const auto& all = train.features[m];
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < all.rows(); i += stride)
        if (train.presence[m].empty() || train.presence[m][std::size_t(i)] != 0)
            rows.push_back(i);
    ArrayD features({std::int64_t(rows.size()), all.rowSize()});
    std::vector<int> labels;
    for (const auto i : rows) {
        const auto row = all.row(i);
        std::copy(row.begin(), row.end(), features.row(std::int64_t(labels.size())).begin());
        labels.push_back(train.labels[std::size_t(i)]);
    }
    return {std::move(features), std::move(labels)};
}

/// Measures one file.
class ImportedMeasure {
public:
    ImportedMeasure(const ResultsFile& file, const FusionFound& fusion, const ImportedConditions& conditions,
        const RunContext& context)
        : m_file(file)
        , m_fusion(fusion)
        , m_conditions(conditions)
        , m_context(context)
    { }

    Result<ImportedNumbers> operator()()
    {
        m_out.conditions.modalities = m_file.modalities;
        for (const std::string split : {"valid", "test"}) {
            if (!m_file.splits.contains(split))
                continue;
            m_context.report(Progress{0, 0, "measuring " + split});
            m_out.splits[split] = entryOf(split);
            const bool canCombine = m_fusion.rule != ImportedFusion::File && m_file.modalities.size() > 1
                && std::ranges::none_of(
                    said(split).logits, [](const auto& one) { return one.values.empty(); });
            if (canCombine && m_file.modalities.size() <= std::size_t(kMostSubsetModalities))
                addSubsets(split);
            if (canCombine && split == "test")
                for (const double rate : m_conditions.missingRates)
                    addRate(split, rate);
            if (m_context.shouldStop())
                return stopped();
        }
        if (auto done = addProbes(); !done)
            return done.error();
        return std::move(m_out);
    }

private:
    const Predictions& said(const std::string& split) const { return m_file.splits.at(split); }

    std::uint64_t seedOf(const std::string& split) const
    {
        return seedFor(m_conditions.seed, "bootstrap/" + split);
    }

    nlohmann::json entryOf(const std::string& split) const
    {
        if (!said(split).fused.values.empty())
            return splitMetrics(said(split), seedOf(split), m_shouldStop);
        auto entry
            = nlohmann::json{{"n", said(split).labels.size()}, {"modalities", nlohmann::json::object()}};
        entry["samples"] = toJson(Estimate{double(said(split).labels.size()), {}, {}});
        for (std::size_t m = 0; m < m_file.modalities.size(); ++m)
            if (const auto& logits = said(split).logits[m]; !logits.values.empty())
                if (auto numbers = classificationMetrics(logits, false, said(split).labels,
                        said(split).presence[m], seedFor(seedOf(split), m_file.modalities[m]), m_shouldStop);
                    !numbers.empty())
                    entry["modalities"][m_file.modalities[m]] = std::move(numbers);
        return entry;
    }

    /// What would be said of a split of which only the cells of `mask` are shown.
    Predictions under(const std::string& split, const PresenceMask& mask) const
    {
        Predictions out;
        out.labels = said(split).labels;
        out.modalities = m_file.modalities;
        out.logits = said(split).logits;
        out.presence = shownCells(said(split), mask);
        out.fused = fuseStoredLogits(out.logits, out.presence, m_fusion.rule);
        out.fusedAreProbabilities = givesProbabilities(m_fusion.rule);
        return out;
    }

    void addSubsets(const std::string& split)
    {
        const auto modalities = m_file.modalities.size();
        const auto samples = said(split).labels.size();
        for (unsigned subset = 1; subset < 1u << modalities; ++subset) {
            std::vector<std::string> names;
            PresenceMask mask(modalities, std::vector<std::uint8_t>(samples, 0));
            for (std::size_t m = 0; m < modalities; ++m)
                if ((subset >> m & 1) != 0) {
                    names.push_back(m_file.modalities[m]);
                    mask[m].assign(samples, 1);
                }
            auto left = under(split, mask);
            if (names.size() == modalities) { // what the test itself says
                left.fused = said(split).fused;
                left.fusedAreProbabilities = said(split).fusedAreProbabilities;
            }
            const auto any = anyShown(left.presence, samples);
            auto entry = classificationMetrics(left.fused, left.fusedAreProbabilities, left.labels, any,
                seedFor(seedOf(split), "fused"), m_shouldStop);
            const auto count = std::ranges::count(any, std::uint8_t(1));
            if (count > 0 && count < std::ptrdiff_t(samples)) // numbers of other samples are no comparison
                entry["samples"] = toJson(Estimate{double(count), {}, {}});
            entry.erase(kConfusionEntry);
            const auto name = joinText(names, "+");
            m_out.splits[split]["subsets"][name] = std::move(entry);
            m_out.conditions.outcomes[split].push_back(
                {"subsets/" + name, classesOf(left.fused, any), std::move(mask)});
        }
        m_out.hasSubsets = true;
    }

    void addRate(const std::string& split, double rate)
    {
        const auto samples = said(split).labels.size();
        const auto mask = maskAt(split, rate);
        auto left = under(split, mask);
        if (rate <= 0)
            left.fused = said(split).fused;
        auto entry = splitMetrics(left, seedOf(split), m_shouldStop);
        entry["missing"] = toJson(Estimate{absentPart(left.presence), {}, {}});
        entry["fused"].erase(kConfusionEntry);
        for (auto& modality : entry["modalities"])
            modality.erase(kConfusionEntry);
        const auto name = numberText(rate);
        m_out.splits[split]["rates"][name] = std::move(entry);
        m_out.conditions.outcomes[split].push_back(
            {"rates/" + name, classesOf(left.fused, anyShown(left.presence, samples)), mask});
        m_out.hasRates = true;
    }

    /// The cells that a run of this seed is shown; a sample that would have nothing left keeps what it has.
    PresenceMask maskAt(const std::string& split, double rate) const
    {
        const auto samples = std::int64_t(said(split).labels.size());
        const int modalities = int(m_file.modalities.size());
        const auto seed = seedFor(m_conditions.seed, "missing/" + split);
        PresenceMask mask(m_file.modalities.size(), std::vector<std::uint8_t>(std::size_t(samples), 1));
        const auto hidden = std::ranges::find(m_file.modalities, m_conditions.hiddenModality);
        if (rate <= 0)
            return mask;
        if (m_conditions.protocol == MissingProtocol::Bernoulli)
            mask = bernoulliMask(samples, modalities, rate, seed);
        else if (m_conditions.protocol == MissingProtocol::OneModality)
            mask = oneModalityMask(samples, modalities, int(hidden - m_file.modalities.begin()), rate, seed);
        else
            mask = gcnetMask(samples, modalities, rate, seed);
        const auto any = anyShown(shownCells(said(split), mask), std::size_t(samples));
        for (std::size_t i = 0; i < any.size(); ++i)
            if (any[i] == 0)
                for (auto& column : mask)
                    column[i] = 1;
        return mask;
    }

    Result<void> addProbes()
    {
        const auto train = m_file.splits.find("train");
        if (train == m_file.splits.end())
            return {};
        std::int64_t values = 0;
        for (const auto& features : train->second.features)
            values += std::int64_t(features.values.size());
        const auto stride = std::max<std::int64_t>(1, (values + kMostProbeValues - 1) / kMostProbeValues);
        for (std::size_t m = 0; m < m_file.modalities.size(); ++m) {
            if (train->second.features[m].values.empty() || said("test").features[m].values.empty())
                continue;
            if (auto done = addProbe(train->second, m, stride); !done)
                return done;
        }
        return {};
    }

    Result<void> addProbe(const Predictions& train, std::size_t m, std::int64_t stride)
    {
        const auto& name = m_file.modalities[m];
        m_context.report(Progress{0, 0, "linear probe of " + name});
        const auto [features, labels] = probeRows(train, m, stride);
        if (features.rows() == 0)
            return {}; // nothing to learn from: no entry
        auto probe = fitLinearProbe(features, labels, int(m_file.classNames.size()), {}, m_shouldStop);
        if (!probe)
            return Error{
                probe.error().kind, m_file.path + ": linear probe of " + name + ": " + probe.error().message};
        for (const std::string split : {"valid", "test"}) {
            if (!m_file.splits.contains(split) || said(split).features[m].values.empty())
                continue;
            auto numbers = classificationMetrics(probe.value().logits(said(split).features[m]), false,
                said(split).labels, said(split).presence[m], seedOf(split), m_shouldStop);
            if (m_shouldStop())
                return stopped();
            m_out.splits[split]["probe"][name] = std::move(numbers);
            m_out.hasProbes = true;
        }
        return {};
    }

    const ResultsFile& m_file;
    const FusionFound& m_fusion;
    const ImportedConditions& m_conditions;
    const RunContext& m_context;
    std::function<bool()> m_shouldStop = [this] { return m_context.shouldStop(); };
    ImportedNumbers m_out;
};

} // namespace

Result<ImportedNumbers> measureImported(const ResultsFile& file, const FusionFound& fusion,
    const ImportedConditions& conditions, const RunContext& context)
{
    return ImportedMeasure(file, fusion, conditions, context)();
}

} // namespace modalscope
