#include "core/methods/method.h"

#include <algorithm>
#include <limits>

namespace modalscope {

void StepRecord::add(const std::string& name, double value, double weight)
{
    auto found = std::find_if(m_sums.begin(), m_sums.end(), [&](const Sum& sum) { return sum.name == name; });
    if (found == m_sums.end())
        found = m_sums.insert(m_sums.end(), Sum{name});
    found->sum += weight * value;
    found->weight += weight;
}

double StepRecord::mean(const std::string& name) const
{
    for (const auto& sum : m_sums)
        if (sum.name == name && sum.weight > 0)
            return sum.sum / sum.weight;
    return std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::string> StepRecord::names() const
{
    std::vector<std::string> all;
    for (const auto& sum : m_sums)
        all.push_back(sum.name);
    return all;
}

void StepRecord::clear()
{
    m_sums.clear();
}

} // namespace modalscope
