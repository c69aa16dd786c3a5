#include "app/pages/map_cache.h"

#include <algorithm>

namespace modalscope {

std::size_t ScoredMaps::bytes() const
{
    const auto counts = scores.samples.size() * scores.all.right.size() * 3 * sizeof(std::int64_t);
    return maps.classes.size() + counts;
}

std::shared_ptr<const ScoredMaps> MapCache::find(const std::string& key)
{
    const auto found = std::ranges::find(m_entries, key, &Entry::key);
    if (found == m_entries.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, found);
    return found->maps;
}

void MapCache::keep(const std::string& key, std::shared_ptr<const ScoredMaps> maps)
{
    if (const auto found = std::ranges::find(m_entries, key, &Entry::key); found != m_entries.end()) {
        m_bytes -= found->maps->bytes();
        m_entries.erase(found);
    }
    m_bytes += maps->bytes();
    m_entries.push_front({key, std::move(maps)});
    while (m_bytes > m_mostBytes) {
        m_bytes -= m_entries.back().maps->bytes();
        m_entries.pop_back();
    }
}

} // namespace modalscope
