#include "core/analysis/adapter_summary.h"

#include "core/analysis/dedicated_runs.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace modalscope {
namespace {

bool isLargerBetterOf(const std::string& metric)
{
    static constexpr std::array kErrors{"loss", "ece", "mae", "mse", "rmse"};
    return std::ranges::find(kErrors, metric) == kErrors.end();
}

double numberAt(const RunMetrics& metrics, const std::string& path)
{
    const auto found = metrics.at(path);
    return found ? found->value : std::numeric_limits<double>::quiet_NaN();
}

/// Places of the modalities in the run, ascending; what it does not know comes last.
std::vector<std::size_t> placesOf(
    const std::vector<std::string>& present, const std::vector<std::string>& modalities)
{
    std::vector<std::size_t> places;
    for (const auto& name : present)
        places.push_back(std::size_t(std::ranges::find(modalities, name) - modalities.begin()));
    std::ranges::sort(places);
    return places;
}

/// Everything but the seed and the modalities, so that sets of one option can be compared.
nlohmann::json settingsOf(const AdaptOptions& options)
{
    auto settings = toJson(options);
    for (const char* field : {"present", "seed", "input"})
        settings.erase(field);
    return settings;
}

class AdapterSummaryMaker {
public:
    AdapterSummaryMaker(const StoredRun& base, const std::vector<std::string>& modalities,
        std::span<const StoredAdapter> sets, const std::string& metric)
        : m_base(base)
        , m_modalities(modalities)
        , m_sets(sets)
        , m_path("test/fused/" + metric)
    {
        m_summary.base = base.id();
        m_summary.metric = metric;
        m_summary.isLargerBetter = isLargerBetterOf(metric);
    }

    AdapterSummary make(std::span<const StoredRun> runs)
    {
        for (const auto& choice : choices(AdapterKind{}))
            if (choice.value != AdapterKind::Pretrained && std::ranges::any_of(m_sets, [&](const auto& set) {
                    return set.options.adapter.kind == choice.value;
                }))
                m_summary.options.push_back(choice.value);
        addRows();
        if (m_summary.rows.empty())
            return std::move(m_summary);
        const DedicatedRuns dedicated(m_base, runs);
        for (auto& row : m_summary.rows)
            addDedicated(row, dedicated.on(row.present));
        addNotes();
        return std::move(m_summary);
    }

private:
    void addRows()
    {
        auto& rows = m_summary.rows;
        for (const auto& set : m_sets) {
            auto& row = rowOf(set.options);
            addSet(row, set);
        }
        std::ranges::stable_sort(rows, [&](const AdapterRow& a, const AdapterRow& b) {
            const auto key = [&](const AdapterRow& row) {
                return std::tuple(row.present.size(), placesOf(row.present, m_modalities), row.input);
            };
            return key(a) < key(b);
        });
        m_summary.mixesInputs = std::ranges::any_of(
            rows, [&](const AdapterRow& row) { return row.input != rows.front().input; });
        if (rows.empty())
            return;
        AdapterRow whole{.present = m_modalities, .isWhole = true};
        whole.adapted.resize(m_summary.options.size());
        whole.pretrained
            = seedNumbers({{m_base.experiment.seed, {m_base.id()}, numberAt(m_base.metrics, m_path)}});
        rows.push_back(std::move(whole));
    }

    AdapterRow& rowOf(const AdaptOptions& options)
    {
        const auto places = placesOf(options.present, m_modalities);
        for (auto& row : m_summary.rows)
            if (row.input == options.input && placesOf(row.present, m_modalities) == places)
                return row;
        AdapterRow row{.present = {}, .input = options.input};
        for (const auto& name : m_modalities)
            if (std::ranges::find(options.present, name) != options.present.end())
                row.present.push_back(name);
        row.adapted.resize(m_summary.options.size());
        return m_summary.rows.emplace_back(std::move(row));
    }

    void addSet(AdapterRow& row, const StoredAdapter& set)
    {
        const auto& options = set.options;
        const auto folder = m_base.id() + "/adapters/" + set.folder.parent_path().filename().string() + "/"
            + set.folder.filename().string();
        const double before = numberAt(set.before, m_path);
        if (row.pretrained.isEmpty())
            row.pretrained = seedNumbers({{options.seed, {folder}, before}});
        const auto place = std::ranges::find(m_summary.options, options.adapter.kind);
        if (place == m_summary.options.end())
            return;
        auto& numbers = row.adapted[std::size_t(place - m_summary.options.begin())];
        const bool isRepeated = std::ranges::any_of(
            numbers.value.values, [&](const auto& known) { return known.seed == options.seed; });
        if (isRepeated) // a folder that somebody has copied
            return;
        const double value = numberAt(set.metrics, m_path);
        append(numbers.value, {options.seed, {folder}, value});
        append(numbers.gain,
            {options.seed, {folder}, m_summary.isLargerBetter ? value - before : before - value});
        numbers.learned = double(set.trainable);
        numbers.share = set.share;
    }

    static void append(SeedNumbers& numbers, SeedValue value)
    {
        auto values = std::move(numbers.values);
        values.push_back(std::move(value));
        numbers = seedNumbers(std::move(values));
    }

    void addDedicated(AdapterRow& row, const std::vector<const StoredRun*>& runs) const
    {
        std::vector<SeedValue> values;
        for (const auto* run : runs) {
            values.push_back({run->experiment.seed, {run->id()}, numberAt(run->metrics, m_path)});
            if (run->metrics.parameters() >= 0)
                row.dedicatedParameters = double(run->metrics.parameters());
        }
        row.dedicated = seedNumbers(std::move(values));
    }

    void addNotes()
    {
        for (const auto kind : m_summary.options) {
            std::set<nlohmann::json> settings;
            for (const auto& set : m_sets)
                if (set.options.adapter.kind == kind)
                    settings.insert(settingsOf(set.options));
            if (settings.size() > 1)
                m_summary.notes.push_back(std::string(labelOf(kind))
                    + ": its sets were learned with different settings; experiment.json in their folders "
                      "says which.");
        }
        std::set<nlohmann::json> trainings;
        for (const auto& set : m_sets)
            if (set.options.adapter.kind != AdapterKind::Pretrained)
                trainings.insert(toJson(set.options.train));
        if (trainings.size() > 1 && m_summary.notes.empty())
            m_summary.notes.emplace_back(
                "The options were learned with different training settings: their numbers say nothing about "
                "the options alone.");
        std::set<std::string> bases;
        for (const auto& set : m_sets)
            bases.insert(set.base);
        if (bases.size() > 1)
            m_summary.notes.emplace_back(
                "The sets were learned on different weights of the run: it was trained anew in between. "
                "Remove the older folders below adapters.");
    }

    const StoredRun& m_base;
    const std::vector<std::string>& m_modalities;
    std::span<const StoredAdapter> m_sets;
    std::string m_path;
    AdapterSummary m_summary;
};

} // namespace

std::string mainMetric(const RunMetrics& metrics)
{
    for (const std::string name : {"accuracy", "miou", "mae"})
        if (metrics.has("test/fused/" + name))
            return name;
    return {};
}

AdapterSummary adapterSummary(const StoredRun& base, const std::vector<std::string>& modalities,
    std::span<const StoredAdapter> sets, std::span<const StoredRun> runs, const std::string& metric)
{
    return AdapterSummaryMaker(base, modalities, sets, metric).make(runs);
}

} // namespace modalscope
