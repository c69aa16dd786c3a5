#include "core/analysis/study_cells.h"

#include "core/base/text.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

std::string jsonText(const nlohmann::json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array() && value.size() == 1 && value.front().is_string())
        return value.front().get<std::string>();
    return value.is_number_float() ? numberText(value.get<double>()) : value.dump();
}

} // namespace

std::string groupValue(const ComparedGroup& group, const std::string& key)
{
    if (key == kVariantKey)
        return group.variant;
    const auto found = group.values.find(key);
    return found == group.values.end() ? std::string() : jsonText(found->second);
}

std::vector<StudyCell> studyCells(const Study& study, std::span<const ComparedGroup> groups)
{
    std::vector<StudyCell> cells;
    const auto* rates = study.axis(kTestRateAxis);
    for (const auto& group : groups) {
        std::vector<AxisValue> key;
        for (const auto& [name, value] : group.values)
            key.emplace_back(name, jsonText(value));
        if (!group.variant.empty())
            key.emplace_back(kVariantKey, group.variant);
        if (rates == nullptr) {
            cells.push_back({&group, std::move(key), {}});
            continue;
        }
        for (const auto& rate : rates->values) {
            auto atRate = key;
            atRate.emplace_back(kTestRateAxis, jsonText(rate));
            cells.push_back({&group, std::move(atRate), numberText(rate.get<double>())});
        }
    }
    return cells;
}

std::string valueIn(const StudyCell& cell, const std::string& name)
{
    for (const auto& [key, value] : cell.key)
        if (key == name)
            return value;
    return {};
}

bool matches(const StudyCell& cell, std::span<const AxisValue> wanted)
{
    return std::all_of(wanted.begin(), wanted.end(),
        [&](const auto& one) { return valueIn(cell, one.first) == one.second; });
}

Result<void> checkKey(const Study& study, std::span<const StudyCell> cells, const std::string& key)
{
    std::set<std::string> known;
    for (const auto& cell : cells)
        for (const auto& [name, value] : cell.key)
            known.insert(name);
    if (known.contains(key))
        return {};
    if (known.empty())
        return invalidInput(key + " is no axis of the study " + study.name + "; it has none but the seed");
    return invalidInput(key + " is no axis of the study " + study.name + "; use "
        + joinText(std::vector<std::string>(known.begin(), known.end()), ", "));
}

Result<void> checkBy(std::span<const StudyCell> cells, std::span<const std::string> by)
{
    if (by.empty())
        return {};
    for (std::size_t a = 0; a < cells.size(); ++a)
        for (std::size_t b = a + 1; b < cells.size(); ++b) {
            const bool same = std::all_of(by.begin(), by.end(),
                [&](const auto& key) { return valueIn(cells[a], key) == valueIn(cells[b], key); });
            if (!same)
                continue;
            for (const auto& [key, value] : cells[a].key)
                if (valueIn(cells[b], key) != value)
                    return invalidInput("by: the runs of one group differ in " + key
                        + ", which would be averaged; add --by " + key + " or --where " + key + "=" + value);
            return invalidInput("by: the runs of one group differ in their variant, which would be "
                                "averaged; add --by variant or --where variant=...");
        }
    return {};
}

std::string metricIn(const StudyCell& cell, const std::string& metric)
{
    const std::string test = "test/";
    if (cell.rate.empty() || !metric.starts_with(test) || metric.starts_with("test/rates/"))
        return metric;
    return "test/rates/" + cell.rate + "/" + metric.substr(test.size());
}

} // namespace modalscope
