#include "core/data/summary.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace modalscope {

SplitSummary summarize(const Dataset& dataset, const Split& split)
{
    SplitSummary summary{split.name, split.origin, split.size, {}, {}, {}};
    if (dataset.task == Task::Classification) {
        summary.countByClass.assign(std::size_t(dataset.classCount()), 0);
        for (const int label : split.classes)
            if (label >= 0 && label < dataset.classCount())
                ++summary.countByClass[std::size_t(label)];
    }
    const auto modalities = dataset.modalities.size();
    std::vector<std::int64_t> missing(modalities, 0);
    std::map<std::vector<bool>, std::int64_t> patterns;
    std::vector<bool> present(modalities);
    for (std::int64_t sample = 0; sample < split.size; ++sample) {
        for (std::size_t m = 0; m < modalities; ++m) {
            present[m] = split.hasModality(m, sample);
            missing[m] += present[m] ? 0 : 1;
        }
        ++patterns[present];
    }
    for (const auto count : missing)
        summary.missingShare.push_back(split.size == 0 ? 0.0 : double(count) / double(split.size));
    for (const auto& [which, count] : patterns)
        summary.patterns.push_back({which, count});
    std::stable_sort(summary.patterns.begin(), summary.patterns.end(),
        [](const auto& a, const auto& b) { return a.count > b.count; });
    return summary;
}

std::string patternText(const PresencePattern& pattern, const Dataset& dataset)
{
    std::vector<std::string> names;
    for (std::size_t m = 0; m < pattern.present.size(); ++m)
        if (pattern.present[m])
            names.push_back(dataset.modalities[m].name);
    if (names.empty())
        return "nothing";
    return names.size() == pattern.present.size() && names.size() > 1 ? "all " + std::to_string(names.size())
                                                                      : joinText(names, " + ");
}

std::string columnText(const Column& column, std::int64_t sample)
{
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
        return (*texts)[std::size_t(sample)];
    return numberText(std::get<std::vector<double>>(column.values)[std::size_t(sample)]);
}

std::vector<std::int64_t> matchingSamples(
    const Dataset& dataset, const Split& split, const SampleFilter& filter)
{
    const Column* column = nullptr;
    for (const auto& candidate : split.columns)
        if (candidate.name == filter.column)
            column = &candidate;
    std::vector<std::int64_t> rows;
    for (std::int64_t sample = 0; sample < split.size; ++sample) {
        if (filter.label >= 0
            && (split.classes.empty() || split.classes[std::size_t(sample)] != filter.label))
            continue;
        if (!filter.column.empty()
            && (column == nullptr || columnText(*column, sample) != filter.columnValue))
            continue;
        if (filter.incomplete) {
            bool complete = true;
            for (std::size_t m = 0; m < dataset.modalities.size(); ++m)
                complete = complete && split.hasModality(m, sample);
            if (complete)
                continue;
        }
        rows.push_back(sample);
    }
    return rows;
}

std::vector<std::string> columnValues(const Column& column, std::size_t most)
{
    std::vector<std::string> texts;
    if (const auto* values = std::get_if<std::vector<double>>(&column.values)) {
        std::set<double> different;
        std::copy_if(values->begin(), values->end(), std::inserter(different, different.end()),
            [](double value) { return !std::isnan(value); });
        for (const double value : different)
            texts.push_back(numberText(value));
        if (std::any_of(values->begin(), values->end(), [](double value) { return std::isnan(value); }))
            texts.push_back(numberText(NAN));
    } else {
        const auto& all = std::get<std::vector<std::string>>(column.values);
        const std::set<std::string> different(all.begin(), all.end());
        texts.assign(different.begin(), different.end());
    }
    texts.resize(std::min(texts.size(), most));
    return texts;
}

} // namespace modalscope
