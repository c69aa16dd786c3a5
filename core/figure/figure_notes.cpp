#include "core/figure/figure_notes.h"

#include "core/analysis/laziness.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/figure/figure_groups.h"

#include <algorithm>

namespace modalscope {
namespace {

/// "n = 2 to 3 runs" for what is not a seed.
std::string countOf(const std::string& thing, int least, int most)
{
    if (thing == "seed")
        return seedCountText(least, most);
    const auto range = least == most ? std::to_string(most)
        : least == 0                 ? "up to " + std::to_string(most)
                                     : std::to_string(least) + " to " + std::to_string(most);
    return "n = " + range + " " + thing + (most == 1 ? "" : "s");
}

std::string listText(const std::set<std::string>& texts, const char* separator)
{
    return joinText(std::vector<std::string>(texts.begin(), texts.end()), separator);
}

} // namespace

GroupColors::GroupColors(std::map<std::string, int> given)
    : m_byId(std::move(given))
{
    for (const auto& [id, color] : m_byId)
        m_used.insert(color);
}

int GroupColors::color(const std::string& id, const std::string& label)
{
    if (const auto known = m_byId.find(id); known != m_byId.end())
        return known->second;
    const auto [place, isNew] = m_byLabel.emplace(label, 1);
    if (!isNew)
        return place->second;
    while (m_used.contains(place->second))
        ++place->second;
    m_used.insert(place->second);
    return place->second;
}

std::string countsText(std::span<const DrawnCount> counts, const std::string& thing)
{
    constexpr std::size_t kMostNamed = 4;
    if (counts.empty())
        return {};
    int least = counts.front().n;
    int most = least;
    std::vector<std::string> lacking;
    for (const auto& count : counts) {
        least = std::min(least, count.n);
        most = std::max(most, count.n);
        if (count.n < count.expected)
            lacking.push_back(
                count.label + " " + std::to_string(count.n) + " of " + std::to_string(count.expected));
    }
    auto text = countOf(thing, least, most);
    if (lacking.empty())
        return text;
    const auto more = lacking.size() > kMostNamed ? lacking.size() - kMostNamed : 0;
    lacking.resize(lacking.size() - more);
    return text + " (" + joinText(lacking, ", ")
        + (more > 0 ? ", " + std::to_string(more) + " more groups lack some" : "") + ")";
}

std::string conditionsText(std::span<const ComparedGroup> groups)
{
    std::set<std::string> protocols;
    std::set<std::string> datasets;
    for (const auto& group : groups) {
        for (const auto* run : group.runs) {
            protocols.insert(protocolText(run->experiment.evaluate.select));
            datasets.insert(run->origin.datasetName);
        }
    }
    if (protocols.empty())
        return {};
    auto text = listText(protocols, " / ") + "; dataset " + listText(datasets, ", ");
    if (protocols.size() > 1)
        text += "; the runs choose their epoch in different ways: their numbers cannot be compared";
    return text;
}

std::string noteText(std::span<const std::string> parts)
{
    std::string note;
    for (const auto& part : parts)
        if (!part.empty())
            note += (note.empty() ? "" : "; ") + part;
    if (!note.empty() && note.back() != '.')
        note += '.';
    return note;
}

Provenance runProvenance(std::vector<std::string> runs, const std::string& command)
{
    std::sort(runs.begin(), runs.end());
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    Provenance out;
    out.program = programVersion();
    out.specHash = sha256Hex(joinText(runs, "\n")).substr(0, 12);
    out.runs = std::move(runs);
    out.command = command;
    return out;
}

} // namespace modalscope
