#pragma once

#include "core/store/workspace.h"
#include "widgets/runs/run_controller.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// What is different in a workspace since the last look.
struct RunChanges {
    std::vector<StoredRun> changed; ///< new ones, and those whose status or metrics are others
    std::vector<std::string> historyChanged; ///< ids of runs with more epochs in their file
    std::vector<std::string> removed; ///< ids
    std::vector<UnreadableRun> unreadable; ///< each is told once for every version of its files

    bool isEmpty() const
    {
        return changed.empty() && historyChanged.empty() && removed.empty() && unreadable.empty();
    }
};

/// Looks into `<root>/runs` on a background thread, at once and then about every second, so that runs made by
/// other programs appear. A look costs three file times per run; what has not changed is not read again.
class RunWatcher : public QObject {
    Q_OBJECT
public:
    explicit RunWatcher(QObject* parent = nullptr);

    void watch(const std::filesystem::path& root);
    void look(); ///< now, or as soon as the look that is under way has ended
    bool hasLooked() const { return m_looked; } ///< the first look has ended

Q_SIGNALS:
    /// Several times during a long look. The one receiver may move out what it keeps.
    void found(modalscope::RunChanges& changes);
    void looked(); ///< a look has ended

private:
    struct Seen;

    void finish();

    std::filesystem::path m_root;
    std::shared_ptr<Seen> m_seen;
    std::shared_ptr<Seen> m_looking; // what the look under way works on
    bool m_looked = false;
    bool m_again = false;
    std::chrono::steady_clock::time_point m_started;
    QTimer m_timer;
    QFileSystemWatcher m_folder;
    RunController m_controller; // last: joins its thread first
};

} // namespace modalscope
