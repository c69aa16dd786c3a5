#include "core/figure/color_assignment.h"

#include <set>

namespace modalscope {

int ColorAssignment::color(const std::string& thing)
{
    if (thing == "modality/fused" || thing == "method/alone")
        return 0;
    if (const auto found = m_entries.find(thing); found != m_entries.end())
        return found->second;
    const auto kind = thing.substr(0, thing.find('/') + 1);
    std::set<int> taken;
    for (auto entry = m_entries.lower_bound(kind); entry != m_entries.end() && entry->first.starts_with(kind);
         ++entry)
        taken.insert(entry->second);
    int color = 1;
    while (taken.contains(color))
        ++color;
    return m_entries[thing] = color;
}

} // namespace modalscope
