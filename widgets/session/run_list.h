#pragma once

#include "core/run/history.h"
#include "widgets/runs/background_line.h"
#include "widgets/runs/run_queue.h"
#include "widgets/session/run_entry.h"
#include "widgets/session/run_looks.h"
#include "widgets/session/run_watcher.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace modalscope {

/// The runs of one workspace, as the disk has them and as the queue reports them, with their histories and
/// looks.
class RunList : public QObject {
    Q_OBJECT
public:
    explicit RunList(RunQueue& queue, QObject* parent = nullptr);

    void watch(const std::filesystem::path& root);
    bool isReading() const { return !m_isRead; }
    void refresh() { m_watcher.look(); }

    const std::vector<RunEntry>& all() const { return m_all; }
    const RunEntry* find(const std::string& id) const;
    const History& history(const std::string& id); ///< empty until read; the first call starts that

    void insert(StoredRun run); ///< or replaces what is known of it
    void remove(const std::vector<std::string>& ids); ///< from the list only
    void setPinned(const std::string& id, bool pinned);
    void setColor(const std::string& group, int color);

Q_SIGNALS:
    void listChanged();
    void runUpdated(const QString& id);
    void historyChanged(const QString& id);
    void looksChanged();
    void unreadable(const QString& folder, const QString& why);
    void read(); ///< the first look at the workspace has ended

private:
    RunEntry* entry(const std::string& id) { return const_cast<RunEntry*>(find(id)); }
    void take(RunChanges& changes);
    void takeEvent(const std::string& id, const RunEvent& event);
    void takeEpoch(RunEntry& entry, const HistoryRow& row);
    void readHistory(const std::string& id);
    void adopt(StoredRun run);
    void sortAndIndex();
    void storeLooks() const;

    RunQueue& m_queue;
    std::filesystem::path m_root;
    bool m_isRead = false;
    std::vector<RunEntry> m_all; // oldest first
    std::unordered_map<std::string, std::size_t> m_index;
    std::map<std::string, History> m_histories; // of those asked for and those that work here
    std::set<std::string> m_readingHistories;
    std::set<std::string> m_rereadHistories; // changed while they were being read
    RunLooks m_looks;
    RunWatcher m_watcher;
    BackgroundLine m_reader; // last: joins its thread first
};

} // namespace modalscope
