#include "core/analysis/adapter_summary.h"

#include "core/analysis/dedicated_runs.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <tuple>

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

/// What is known of one option in one row, before it becomes SeedNumbers.
struct AdaptedValue {
    std::size_t base = 0;
    std::uint64_t seed = 0; // of the adapters
    std::string folder = {};
    double value = 0, gain = 0;
};

class AdapterSummaryMaker {
public:
    AdapterSummaryMaker(std::span<const AdaptedRun> bases, const std::vector<std::string>& modalities,
        const std::string& metric)
        : m_bases(bases)
        , m_modalities(modalities)
        , m_path("test/fused/" + metric)
    {
        for (const auto& base : bases)
            m_summary.bases.push_back(base.run->id());
        m_summary.metric = metric;
        m_summary.isLargerBetter = isLargerBetterOf(metric);
    }

    AdapterSummary make(std::span<const StoredRun> runs)
    {
        for (const auto& choice : choices(AdapterKind{}))
            if (choice.value != AdapterKind::Pretrained
                && anySet([&](const StoredAdapter& set) { return set.options.adapter.kind == choice.value; }))
                m_summary.options.push_back(choice.value);
        addRows();
        if (m_summary.rows.empty())
            return std::move(m_summary);
        const DedicatedRuns dedicated(*m_bases.front().run, runs);
        for (auto& row : m_summary.rows)
            addDedicated(row, dedicated.on(row.present));
        addNotes();
        return std::move(m_summary);
    }

private:
    bool anySet(const std::function<bool(const StoredAdapter&)>& is) const
    {
        return std::ranges::any_of(
            m_bases, [&](const AdaptedRun& base) { return std::ranges::any_of(base.sets, is); });
    }

    /// A row that is being filled.
    struct OpenRow {
        AdapterRow row = {};
        std::vector<std::vector<AdaptedValue>> values = {}; // for each of the options
        std::vector<SeedValue> pretrained = {};
    };

    void addRows()
    {
        for (std::size_t base = 0; base < m_bases.size(); ++base)
            for (const auto& set : m_bases[base].sets)
                addSet(rowOf(set.options), base, set);
        auto& rows = m_summary.rows;
        for (auto& open : m_open)
            rows.push_back(closed(std::move(open)));
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
        std::vector<SeedValue> values;
        for (std::size_t base = 0; base < m_bases.size(); ++base)
            values.push_back({base, {m_summary.bases[base]}, numberAt(m_bases[base].run->metrics, m_path)});
        whole.pretrained = seedNumbers(std::move(values));
        rows.push_back(std::move(whole));
    }

    OpenRow& rowOf(const AdaptOptions& options)
    {
        const auto places = placesOf(options.present, m_modalities);
        for (auto& open : m_open)
            if (open.row.input == options.input && placesOf(open.row.present, m_modalities) == places)
                return open;
        OpenRow open{.row = {.present = {}, .input = options.input}};
        for (const auto& name : m_modalities)
            if (std::ranges::find(options.present, name) != options.present.end())
                open.row.present.push_back(name);
        open.row.adapted.resize(m_summary.options.size());
        open.values.resize(m_summary.options.size());
        return m_open.emplace_back(std::move(open));
    }

    void addSet(OpenRow& open, std::size_t base, const StoredAdapter& set)
    {
        const auto& options = set.options;
        const auto folder
            = (m_summary.bases[base] / set.folder.lexically_relative(m_bases[base].run->folder)).string();
        const double before = numberAt(set.before, m_path);
        if (std::ranges::find(open.pretrained, base, &SeedValue::seed) == open.pretrained.end())
            open.pretrained.push_back({base, {folder}, before});
        const auto place = std::ranges::find(m_summary.options, options.adapter.kind);
        if (place == m_summary.options.end())
            return;
        const auto option = std::size_t(place - m_summary.options.begin());
        const bool isRepeated = std::ranges::any_of(open.values[option],
            [&](const auto& known) { return known.base == base && known.seed == options.seed; });
        if (isRepeated) // a folder that somebody has copied
            return;
        const double value = numberAt(set.metrics, m_path);
        open.values[option].push_back(
            {base, options.seed, folder, value, m_summary.isLargerBetter ? value - before : before - value});
        open.row.adapted[option].learned = double(set.trainable);
        open.row.adapted[option].share = set.share;
    }

    /// Values by their base and their seed; with one base each is called by its seed.
    AdapterRow closed(OpenRow open) const
    {
        auto row = std::move(open.row);
        row.pretrained = seedNumbers(std::move(open.pretrained));
        for (std::size_t i = 0; i < open.values.size(); ++i) {
            auto& values = open.values[i];
            std::ranges::sort(
                values, {}, [](const AdaptedValue& one) { return std::pair(one.base, one.seed); });
            std::vector<SeedValue> reached, gains;
            for (std::size_t place = 0; place < values.size(); ++place) {
                const auto seed = m_bases.size() == 1 ? values[place].seed : std::uint64_t(place);
                reached.push_back({seed, {values[place].folder}, values[place].value});
                gains.push_back({seed, {values[place].folder}, values[place].gain});
            }
            row.adapted[i].value = seedNumbers(std::move(reached));
            row.adapted[i].gain = seedNumbers(std::move(gains));
        }
        return row;
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
            for (const auto& base : m_bases)
                for (const auto& set : base.sets)
                    if (set.options.adapter.kind == kind)
                        settings.insert(settingsOf(set.options));
            if (settings.size() > 1)
                m_summary.notes.push_back(std::string(labelOf(kind))
                    + ": its sets were learned with different settings; experiment.json in their folders "
                      "says which.");
        }
        std::set<nlohmann::json> trainings;
        for (const auto& base : m_bases)
            for (const auto& set : base.sets)
                if (set.options.adapter.kind != AdapterKind::Pretrained)
                    trainings.insert(toJson(set.options.train));
        if (trainings.size() > 1 && m_summary.notes.empty())
            m_summary.notes.emplace_back(
                "The options were learned with different training settings: their numbers say nothing about "
                "the options alone.");
        const auto isMixed = [](const AdaptedRun& base) {
            return std::ranges::any_of(
                base.sets, [&](const auto& set) { return set.base != base.sets.front().base; });
        };
        if (std::ranges::any_of(m_bases, isMixed))
            m_summary.notes.emplace_back(
                "The sets were learned on different weights of the run: it was trained anew in between. "
                "Remove the older folders below adapters.");
    }

    std::span<const AdaptedRun> m_bases;
    const std::vector<std::string>& m_modalities;
    std::string m_path;
    std::vector<OpenRow> m_open;
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

AdapterSummary adapterSummary(std::span<const AdaptedRun> bases, const std::vector<std::string>& modalities,
    std::span<const StoredRun> runs, const std::string& metric)
{
    return AdapterSummaryMaker(bases, modalities, metric).make(runs);
}

} // namespace modalscope
