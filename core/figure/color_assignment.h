#pragma once

#include <map>
#include <string>

namespace modalscope {

/// Which colour a thing has in every figure. A thing keeps its colour whatever else is shown: keep one
/// assignment per workspace, and `entries` across sessions. Things of one kind ("modality/pix240",
/// "method/1f0c…": the part before the first "/") get the smallest index from 1 that no other thing of their
/// kind has, in the order in which they are first asked for; "modality/fused" and "method/alone" have 0,
/// black.
class ColorAssignment {
public:
    ColorAssignment() = default;
    explicit ColorAssignment(std::map<std::string, int> entries)
        : m_entries(std::move(entries))
    { }

    int color(const std::string& thing);
    const std::map<std::string, int>& entries() const { return m_entries; }

private:
    std::map<std::string, int> m_entries;
};

} // namespace modalscope
