#pragma once

#include "core/eval/map_scores.h"

#include <list>
#include <memory>
#include <string>

namespace modalscope {

/// Label maps of a split with what they are worth; the truth has no scores.
struct ScoredMaps {
    LabelMaps maps;
    MapScores scores = {};

    std::size_t bytes() const;
};

/// Keeps the maps that were used last, in memory up to a bound. Of one thread.
class MapCache {
public:
    explicit MapCache(std::size_t mostBytes = std::size_t(256) << 20)
        : m_mostBytes(mostBytes)
    { }

    std::shared_ptr<const ScoredMaps> find(const std::string& key); ///< null when it is not there
    /// Drops the oldest ones until all fit; what is larger than the bound is not kept at all.
    void keep(const std::string& key, std::shared_ptr<const ScoredMaps> maps);
    std::size_t bytes() const { return m_bytes; }

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const ScoredMaps> maps;
    };
    std::list<Entry> m_entries; // last used first
    std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
};

} // namespace modalscope
