#pragma once

#include "core/analysis/compared_group.h"
#include "core/figure/figure.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Colours of the groups in one figure: what is given by group id; the others get the next free index from 1,
/// one for each label.
class GroupColors {
public:
    explicit GroupColors(std::map<std::string, int> given);
    int color(const std::string& id, const std::string& label);

private:
    std::map<std::string, int> m_byId, m_byLabel;
    std::set<int> m_used;
};

/// How many of a group's runs stand behind what is drawn of it.
struct DrawnCount {
    std::string label;
    int n = 0;
    int expected = 0; ///< runs that were asked for; below n counts as n
};

/// "n = 3 seeds", "n = 2 to 3 seeds (MLA 2 of 3)": groups that lack runs are named. `thing` is "seed" or
/// "run".
std::string countsText(std::span<const DrawnCount> counts, const std::string& thing = "seed");

/// What the end of a note says of runs: "epoch chosen on valid; dataset handwritten".
std::string conditionsText(std::span<const ComparedGroup> groups);

/// The parts that are not empty as one note, "; " between them and a full stop behind.
std::string noteText(std::span<const std::string> parts);

/// The runs behind a figure, each once, with program, hash and command.
Provenance runProvenance(std::vector<std::string> runs, const std::string& command);

} // namespace modalscope
