#pragma once

#include "core/io/workspace.h"

#include <map>
#include <memory>
#include <string>

namespace modalscope {

/// Histories of runs in memory, so that live views need no file. Not thread-safe.
class HistoryCache {
public:
    /// The run's history; read from its folder the first time and whenever the file there has another size or
    /// time of change than when it was read. Stays valid until the next call for the same run. A history that
    /// cannot be read is what could be read before.
    const History& history(const StoredRun& run);

    /// One epoch more, as reported by a run in this process; the file is not looked at. An epoch already
    /// there replaces it and everything after it (a resumed run).
    void append(const std::string& runId, const HistoryRow& row);
    void forget(const std::string& runId);

private:
    struct Entry {
        History history;
        std::int64_t changed = -1; // of the file, when it was read
        std::uintmax_t size = 0;
        bool live = false; // rows come through append()
    };
    std::map<std::string, Entry> m_entries;
};

} // namespace modalscope
