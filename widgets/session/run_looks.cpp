#include "widgets/session/run_looks.h"

#include <QJsonArray>

#include <algorithm>

namespace modalscope {

int RunLooks::colorOf(const std::string& group)
{
    const auto found = m_colors.find(group);
    if (found != m_colors.end())
        return found->second;
    int free = 0; // the first one that no group has
    const auto isTaken = [&](int color) {
        return std::ranges::any_of(m_colors, [&](const auto& item) { return item.second == color; });
    };
    while (isTaken(free))
        ++free;
    return m_colors[group] = free;
}

void RunLooks::setPinned(const std::string& run, bool pinned)
{
    if (pinned)
        m_pins.insert(run);
    else
        m_pins.erase(run);
}

QJsonObject RunLooks::toJson() const
{
    QJsonObject colors;
    for (const auto& [group, color] : m_colors)
        colors[QString::fromStdString(group)] = color;
    QJsonArray pins;
    for (const auto& run : m_pins)
        pins.append(QString::fromStdString(run));
    return {{QStringLiteral("colors"), colors}, {QStringLiteral("pins"), pins}};
}

RunLooks RunLooks::fromJson(const QJsonObject& json)
{
    RunLooks looks;
    const auto colors = json[QStringLiteral("colors")].toObject();
    for (auto item = colors.begin(); item != colors.end(); ++item)
        looks.m_colors[item.key().toStdString()] = std::max(0, item.value().toInt());
    for (const auto& pin : json[QStringLiteral("pins")].toArray())
        looks.m_pins.insert(pin.toString().toStdString());
    return looks;
}

} // namespace modalscope
