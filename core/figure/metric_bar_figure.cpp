#include "core/figure/metric_bar_figure.h"

#include "core/analysis/group_labels.h"
#include "core/analysis/laziness.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/eval/metrics.h"
#include "core/eval/seed_statistics.h"
#include "core/figure/figure_groups.h"

#include <algorithm>
#include <limits>
#include <set>

namespace modalscope {
namespace {

using Members = std::vector<RunSeries>;

/// Groups with a finished run, in the order of their first run.
std::vector<Members> finishedGroups(std::span<const RunSeries> runs, const std::string& split)
{
    std::vector<Members> groups;
    for (const auto& series : runs) {
        if (series.run->metrics.namesBelow(split).empty())
            continue;
        const auto place = std::find_if(groups.begin(), groups.end(), [&](const Members& group) {
            return group.front().run->origin.group == series.run->origin.group;
        });
        if (place == groups.end())
            groups.push_back({series});
        else
            place->push_back(series);
    }
    return groups;
}

std::string datasetText(const RunOrigin& origin, bool isNameUnique)
{
    return isNameUnique ? origin.datasetName
                        : origin.datasetName + " (" + origin.datasetFingerprint.substr(0, 8) + ")";
}

/// Leaves what `options` want of the groups; returns what is to be said about it.
std::vector<std::string> narrow(std::vector<Members>& groups, const MetricBarOptions& options)
{
    std::vector<std::string> said;
    const auto originIn = [](const Members& group) -> const RunOrigin& { return group.front().run->origin; };
    if (options.oneDataset && !groups.empty()) {
        const auto first = originIn(groups.front());
        std::set<std::string> others;
        bool isNameUnique = true;
        const auto isOther = [&](const Members& group) {
            return originIn(group).datasetFingerprint != first.datasetFingerprint;
        };
        for (const auto& group : groups)
            isNameUnique
                = isNameUnique && !(isOther(group) && originIn(group).datasetName == first.datasetName);
        for (const auto& group : groups)
            if (isOther(group))
                others.insert(datasetText(originIn(group), isNameUnique));
        std::erase_if(groups, isOther);
        if (!others.empty())
            said.push_back("only runs on " + datasetText(first, isNameUnique) + " are drawn, not those on "
                + joinText(std::vector<std::string>(others.begin(), others.end()), ", "));
    }
    const auto most = std::size_t(std::max(0, options.mostGroups));
    if (most > 0 && groups.size() > most) {
        said.push_back(std::to_string(most) + " of " + std::to_string(groups.size()) + " settings are drawn");
        groups.resize(most);
    }
    if (!said.empty())
        said.back() += "; select runs to choose others";
    return said;
}

/// Bars say their n themselves when one looks closer; few of them have it in the note.
std::string countNote(const std::vector<BarSeries>& bars)
{
    constexpr std::size_t kMostNamed = 4;
    int least = bars.front().n;
    int most = least;
    std::vector<std::string> named;
    for (const auto& series : bars) {
        least = std::min(least, series.n);
        most = std::max(most, series.n);
        named.push_back(series.label + " n = " + std::to_string(series.n));
    }
    return least == most || bars.size() > kMostNamed ? seedCountText(least, most) : joinText(named, ", ");
}

/// What a category of the figure is read from, "test/modalities/pix240/accuracy".
struct Category {
    std::string label;
    std::string path;
};

std::vector<Category> categoriesOf(const std::vector<Members>& groups, const MetricBarOptions& options)
{
    std::vector<std::string> modalities;
    for (const auto& group : groups)
        for (const auto& name : modalitiesOf(group.front()))
            if (std::find(modalities.begin(), modalities.end(), name) == modalities.end())
                modalities.push_back(name);
    const auto& split = options.split;
    std::vector<Category> all{{"fused", split + "/fused/" + options.metric}};
    for (const auto& name : modalities)
        all.push_back({name, split + "/modalities/" + name + "/" + options.metric});
    if (options.metric == "accuracy")
        for (const auto& name : modalities)
            all.push_back({"probe of " + name, split + "/probe/" + name + "/accuracy"});
    std::erase_if(all, [&](const Category& category) {
        return std::none_of(groups.begin(), groups.end(), [&](const Members& group) {
            return metricAt(group.front().run->metrics, category.path).has_value();
        });
    });
    return all;
}

void addBar(BarSeries& bars, const Members& group, const std::string& path, double factor)
{
    std::vector<double> values;
    std::optional<Estimate> only;
    for (const auto& series : group)
        if (const auto estimate = metricAt(series.run->metrics, path)) {
            values.push_back(factor * estimate->value);
            only = estimate;
        }
    const auto over = seedStatistics(values);
    bars.values.push_back(over.mean);
    const bool bootstrap = over.n == 1 && only->low && only->high;
    bars.low.push_back(bootstrap ? factor * *only->low : over.low);
    bars.high.push_back(bootstrap ? factor * *only->high : over.high);
    bars.n = std::max(bars.n, over.n);
}

/// "macro_f1" → "Macro f1"
std::string titleText(std::string metric)
{
    std::replace(metric.begin(), metric.end(), '_', ' ');
    if (!metric.empty() && metric.front() >= 'a' && metric.front() <= 'z')
        metric.front() = char(metric.front() - 'a' + 'A');
    return metric;
}

std::string unitOf(const std::string& metric)
{
    return metric == "loss" || metric == "ece" ? "" : " (%)";
}

} // namespace

std::vector<std::string> splitNames(std::span<const RunSeries> runs)
{
    std::set<std::string> names;
    for (const auto& series : runs)
        for (const auto& path : series.run->metrics.paths())
            names.insert(path.substr(0, path.find('/')));
    return {names.begin(), names.end()};
}

std::vector<std::string> metricNames(std::span<const RunSeries> runs, const std::string& split)
{
    std::set<std::string> names;
    for (const auto& series : runs)
        for (auto& name : series.run->metrics.namesBelow(split + "/fused"))
            names.insert(std::move(name));
    return {names.begin(), names.end()};
}

Figure metricBarFigure(std::span<const RunSeries> runs, const MetricBarOptions& options)
{
    Figure figure;
    figure.name = options.split + "-" + options.metric;
    figure.provenance.program = programVersion();
    figure.provenance.command = options.command;
    auto groups = finishedGroups(runs, options.split);
    const auto left = narrow(groups, options);
    const auto categories = categoriesOf(groups, options);
    if (categories.empty()) {
        figure.note = "no finished run has " + options.metric + " on " + options.split;
        return figure;
    }
    Members firsts;
    for (const auto& group : groups)
        firsts.push_back(group.front());
    const auto labels = groupLabels(firsts);

    Panel panel;
    panel.y.label = options.metric + unitOf(options.metric);
    panel.x.label = options.split + " split";
    for (const auto& category : categories)
        panel.x.categories.push_back(category.label);
    std::set<int> used;
    for (const auto& [group, color] : options.colors)
        used.insert(color);
    std::set<std::string> protocols;
    std::set<std::string> datasets;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        BarSeries bars;
        bars.label = labels[g];
        const auto known = options.colors.find(groups[g].front().run->origin.group);
        while (known == options.colors.end() && used.contains(bars.color))
            ++bars.color;
        if (known != options.colors.end())
            bars.color = known->second;
        used.insert(bars.color);
        for (const auto& category : categories)
            addBar(bars, groups[g], category.path, unitOf(options.metric).empty() ? 1 : 100);
        datasets.insert(groups[g].front().run->origin.datasetName);
        protocols.insert(protocolText(groups[g].front().run->experiment.evaluate.select));
        for (const auto& series : groups[g])
            figure.provenance.runs.push_back(series.run->origin.id);
        panel.bars.push_back(std::move(bars));
    }
    figure.title = titleText(options.metric) + " on " + options.split + ": "
        + joinText(std::vector<std::string>(datasets.begin(), datasets.end()), ", ");
    const std::vector<std::string> protocolList(protocols.begin(), protocols.end());
    figure.note = joinText(left, "; ") + (left.empty() ? "" : "; ") + countNote(panel.bars)
        + "; mean with 95 % t interval over seeds (one seed: bootstrap over samples); "
        + joinText(protocolList, "; ");
    figure.panels.push_back(std::move(panel));
    figure.provenance.specHash = sha256Hex(joinText(figure.provenance.runs, ",")).substr(0, 12);
    return figure;
}

} // namespace modalscope
