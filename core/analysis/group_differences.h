#pragma once

#include "core/analysis/run_series.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace modalscope {

/// In which options groups of runs differ that are called the same. Remembers the options of each group, so
/// that thousands of groups are compared anew within a fraction of a second when some come or go.
class GroupDifferences {
public:
    /// `title` is what the group is called without its differences, `run` one of it. What was known of the
    /// group is replaced.
    void add(const std::string& group, const std::string& title, const RunSeries& run);
    void remove(const std::string& group);

    /// By group: "train rate 0.4, epochs 60", as differenceTexts. Groups are compared with those of their
    /// title and dataset; where a title has several datasets their names come first. Groups that differ from
    /// no other one have no entry.
    std::unordered_map<std::string, std::string> texts() const;

private:
    using Text = const std::string*; // in m_texts: equal texts are one
    struct Known {
        std::string title, dataset, fingerprint;
        std::vector<std::pair<Text, Text>> options; ///< path and value
    };
    using Member = std::pair<const std::string*, const Known*>; // id and what is known
    static std::vector<std::string> compared(const std::vector<Member>& members);

    std::unordered_set<std::string> m_texts; // its nodes stay where they are
    std::unordered_map<std::string, Known> m_groups;
};

} // namespace modalscope
