#include "core/analysis/study_summary_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Every key that any row has, in order of first use.
std::vector<std::string> keysOf(const StudySummary& summary)
{
    std::vector<std::string> keys;
    for (const auto& row : summary.rows)
        for (const auto& [key, value] : row.group)
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                keys.push_back(key);
    return keys;
}

nlohmann::json orNull(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

} // namespace

nlohmann::json summaryJson(const StudySummary& summary)
{
    auto list = nlohmann::json::array();
    for (const auto& row : summary.rows) {
        const auto& over = row.numbers.over;
        nlohmann::json entry{{"label", row.label}, {"metric", metricName(row.metric)}, {"n", over.n},
            {"expected", row.expected}, {"mean", orNull(over.mean)}, {"sd", orNull(over.deviation)},
            {"low", orNull(over.low)}, {"high", orNull(over.high)}, {"runs", row.numbers.runs()},
            {"p_value", row.test ? orNull(row.test->pValue) : nlohmann::json()},
            {"p_adjusted", row.test ? orNull(row.adjustedP) : nlohmann::json()}, {"against", row.against}};
        entry["group"] = nlohmann::json::object();
        for (const auto& [key, value] : row.group)
            entry["group"][key] = value;
        list.push_back(std::move(entry));
    }
    return list;
}

std::string summaryCsv(const StudySummary& summary)
{
    const auto keys = keysOf(summary);
    std::string out = "label";
    for (const auto& key : keys)
        out += "," + csvCell(key);
    out += ",metric,n,expected,mean,sd,low,high,p_value,p_adjusted,against,runs\n";
    const auto number = [](double value) { return std::isfinite(value) ? numberText(value) : std::string(); };
    for (const auto& row : summary.rows) {
        const auto& over = row.numbers.over;
        out += csvCell(row.label);
        for (const auto& key : keys) {
            const auto found = std::find_if(
                row.group.begin(), row.group.end(), [&](const auto& one) { return one.first == key; });
            out += "," + (found == row.group.end() ? std::string() : csvCell(found->second));
        }
        out += "," + csvCell(metricName(row.metric)) + "," + std::to_string(over.n) + ","
            + std::to_string(row.expected) + "," + number(over.mean) + "," + number(over.deviation) + ","
            + number(over.low) + "," + number(over.high) + ","
            + (row.test ? number(row.test->pValue) + "," + number(row.adjustedP) : ",") + ","
            + csvCell(row.against) + "," + csvCell(joinText(row.numbers.runs(), " ")) + "\n";
    }
    return out;
}

} // namespace modalscope
