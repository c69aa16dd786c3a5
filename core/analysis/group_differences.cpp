#include "core/analysis/group_differences.h"

#include "core/analysis/config_diff.h"
#include "core/analysis/group_labels.h"

#include <algorithm>
#include <map>
#include <set>

namespace modalscope {
namespace {

/// What the title says, or what is no setting.
bool isSaidElsewhere(const std::string& path)
{
    return path == "name" || path == "dataset" || path == "modalities" || path == "seed"
        || path == "method.kind";
}

} // namespace

void GroupDifferences::add(const std::string& group, const std::string& title, const RunSeries& run)
{
    const auto kept = [this](const std::string& text) { return &*m_texts.insert(text).first; };
    Known known{title, run.run->origin.datasetName, run.run->origin.datasetFingerprint, {}};
    for (const auto& [path, value] : optionValues(run))
        if (!isSaidElsewhere(path))
            known.options.emplace_back(kept(path), kept(value));
    m_groups[group] = std::move(known);
}

void GroupDifferences::remove(const std::string& group)
{
    m_groups.erase(group);
}

std::vector<std::string> GroupDifferences::compared(const std::vector<Member>& members)
{
    struct Path {
        Text path = nullptr, first = nullptr;
        std::size_t count = 0;
        bool differs = false;
    };
    std::vector<Path> paths;
    std::unordered_map<Text, std::size_t> places;
    for (const auto& [id, known] : members)
        for (const auto& [path, value] : known->options) {
            const auto [place, isNew] = places.try_emplace(path, paths.size());
            if (isNew)
                paths.push_back({path, value, 0, false});
            auto& one = paths[place->second];
            ++one.count;
            one.differs = one.differs || value != one.first;
        }
    std::vector<ConfigRow> rows;
    std::unordered_map<Text, std::size_t> rowOf;
    for (const auto& one : paths) {
        const bool differs = one.differs || one.count < members.size();
        if (!differs && !one.path->starts_with("encoders."))
            continue; // encoders are looked at together
        rowOf[one.path] = rows.size();
        rows.push_back({*one.path, std::vector<std::string>(members.size()), differs});
    }
    for (std::size_t i = 0; i < members.size(); ++i)
        for (const auto& [path, value] : members[i].second->options)
            if (const auto row = rowOf.find(path); row != rowOf.end())
                rows[row->second].values[i] = *value;
    auto texts = differenceTexts(rows);
    texts.resize(members.size());
    return texts;
}

std::unordered_map<std::string, std::string> GroupDifferences::texts() const
{
    std::map<std::string, std::map<std::string, std::vector<Member>>> byTitle; // then by dataset
    std::map<std::string, std::set<std::string>> named; // fingerprints of the datasets with a name
    for (const auto& [group, known] : m_groups) {
        byTitle[known.title][known.fingerprint].emplace_back(&group, &known);
        named[known.dataset].insert(known.fingerprint);
    }
    std::unordered_map<std::string, std::string> texts;
    for (const auto& [title, byDataset] : byTitle)
        for (const auto& [fingerprint, members] : byDataset) {
            std::string dataset;
            if (byDataset.size() > 1) {
                dataset = members.front().second->dataset;
                if (named.at(dataset).size() > 1)
                    dataset += " (" + fingerprint.substr(0, 8) + ")";
            }
            const auto differences
                = members.size() > 1 ? compared(members) : std::vector<std::string>(members.size());
            for (std::size_t i = 0; i < members.size(); ++i) {
                const auto& text = differences[i];
                const auto whole = dataset + (dataset.empty() || text.empty() ? "" : ", ") + text;
                if (!whole.empty())
                    texts[*members[i].first] = whole;
            }
        }
    return texts;
}

} // namespace modalscope
