#pragma once

#include <QJsonObject>

#include <map>
#include <set>
#include <string>

namespace modalscope {

/// Colours of groups and pins of runs in one workspace. A group gets its colour when it is first seen and
/// keeps it.
class RunLooks {
public:
    int colorOf(const std::string& group); ///< index into the palette
    bool knows(const std::string& group) const { return m_colors.contains(group); }
    void setColor(const std::string& group, int color) { m_colors[group] = color; }
    bool isPinned(const std::string& run) const { return m_pins.contains(run); }
    void setPinned(const std::string& run, bool pinned);

    QJsonObject toJson() const;
    static RunLooks fromJson(const QJsonObject& json); ///< what cannot be read is left out

private:
    std::map<std::string, int> m_colors;
    std::set<std::string> m_pins;
};

} // namespace modalscope
