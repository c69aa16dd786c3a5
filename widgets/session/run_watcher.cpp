#include "widgets/session/run_watcher.h"

#include "core/store/run_index.h"

#include <QElapsedTimer>

#include <functional>
#include <map>
#include <utility>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr int kInterval = 1000; // ms between two looks
constexpr int kShareOfTime = 20; // a look that takes t is followed by a rest of at least 20 t
constexpr int kBatchTime = 50; // ms of reading before what was found is told
constexpr int kUnfinishedAge = 10; // s: a younger folder without a status is still being made

/// Size and time of a file; 0 when there is none.
using Stamp = std::pair<std::uintmax_t, fs::file_time_type::rep>;

Stamp stampOf(const fs::path& file)
{
    std::error_code code;
    const auto time = fs::last_write_time(file, code);
    if (code)
        return {};
    const auto size = fs::file_size(file, code);
    return code ? Stamp() : Stamp(size, time.time_since_epoch().count());
}

} // namespace

/// What the last look saw; used by one look at a time.
struct RunWatcher::Seen {
    struct Run {
        std::string id; ///< empty when unreadable
        RunIndex::Stamps stamps;
        Stamp history;
        RunStatus lastStatus;
        RunCondition condition = RunCondition::Queued;
        int look = 0; ///< the last one that saw it
    };
    std::map<std::string, Run> byFolder;
    int look = 0;
    std::unique_ptr<RunIndex> index; // of the first look; afterwards the runs are known

    Result<void> lookAtAll(
        const fs::path& runs, const RunContext& context, const std::function<void(RunChanges)>& tell);

    void lookAt(const fs::path& folder, RunChanges& changes);
    void read(const fs::path& folder, Run& known, RunChanges& changes);
};

Result<void> RunWatcher::Seen::lookAtAll(
    const fs::path& runs, const RunContext& context, const std::function<void(RunChanges)>& tell)
{
    if (++look == 1)
        index = std::make_unique<RunIndex>(runs.parent_path());
    RunChanges changes;
    std::size_t told = 0;
    QElapsedTimer sinceTold;
    sinceTold.start();
    std::error_code code;
    for (fs::directory_iterator entry(runs, code), end; !code && entry != end; entry.increment(code)) {
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        const bool isBeingMade = entry->path().filename().string().starts_with('.');
        if (!isBeingMade && entry->is_directory(code))
            lookAt(entry->path(), changes);
        // Listeners sort and draw the whole list: telling every few of ten thousand would take the square of
        // them.
        const bool isWorthIt = !changes.isEmpty() && changes.changed.size() >= told;
        if (sinceTold.elapsed() > kBatchTime && isWorthIt) {
            told += changes.changed.size();
            tell(std::exchange(changes, {}));
            sinceTold.restart();
        }
    }
    if (code)
        return Error{ErrorKind::Io, runs.string() + ": cannot list the folder: " + code.message()};
    std::erase_if(byFolder, [&](const auto& item) {
        const bool gone = item.second.look != look;
        if (gone && !item.second.id.empty())
            changes.removed.push_back(item.second.id);
        return gone;
    });
    if (!changes.isEmpty())
        tell(std::move(changes));
    if (index)
        index->save();
    index.reset();
    return {};
}

void RunWatcher::Seen::lookAt(const fs::path& folder, RunChanges& changes)
{
    const auto stamps = RunIndex::stampsOf(folder);
    if (stamps.isUnfinished()) {
        std::error_code code;
        const auto age = fs::file_time_type::clock::now() - fs::last_write_time(folder, code);
        if (code || age < std::chrono::seconds(kUnfinishedAge))
            return;
    }
    const auto [place, isNew] = byFolder.try_emplace(folder.filename().string());
    auto& known = place->second;
    known.look = look;
    const auto history = stampOf(folder / "history.csv");
    if (!isNew && history != known.history && !known.id.empty())
        changes.historyChanged.push_back(known.id);
    known.history = history;
    // A process that has gone changes no file.
    const bool died
        = known.condition == RunCondition::Running && conditionOf(known.lastStatus) != RunCondition::Running;
    if (!isNew && stamps == known.stamps && !died)
        return;
    known.stamps = stamps;
    read(folder, known, changes);
}

void RunWatcher::Seen::read(const fs::path& folder, Run& known, RunChanges& changes)
{
    auto stored = index ? index->find(folder, known.stamps) : std::nullopt;
    const bool isNew = index && !stored;
    auto run = stored ? Result<StoredRun>(std::move(*stored))
                      : Workspace(folder.parent_path().parent_path()).readListedRun(folder);
    if (!run) {
        changes.unreadable.push_back({folder, run.error().message});
        known.condition = RunCondition::Failed;
        return;
    }
    if (isNew)
        index->put(run.value(), known.stamps);
    known.id = run.value().origin.id;
    known.lastStatus = run.value().status;
    known.condition = run.value().condition;
    changes.changed.push_back(std::move(run).value());
}

RunWatcher::RunWatcher(QObject* parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RunWatcher::look);
    connect(&m_folder, &QFileSystemWatcher::directoryChanged, this, &RunWatcher::look);
    connect(&m_controller, &RunController::finished, this, &RunWatcher::finish);
}

void RunWatcher::watch(const fs::path& root)
{
    m_root = root;
    m_seen = std::make_shared<Seen>();
    m_looked = false;
    if (!m_folder.directories().isEmpty())
        m_folder.removePaths(m_folder.directories());
    m_folder.addPath(QString::fromStdString((root / "runs").string()));
    m_controller.requestStop();
    look();
}

void RunWatcher::look()
{
    if (!m_seen)
        return;
    if (m_controller.isRunning()) {
        m_again = true;
        return;
    }
    m_again = false;
    m_looking = m_seen;
    m_started = std::chrono::steady_clock::now();
    m_controller.start([this, seen = m_seen, runs = m_root / "runs"](const RunContext& context) {
        return seen->lookAtAll(runs, context, [&](RunChanges changes) {
            QMetaObject::invokeMethod(
                this,
                [this, seen, found = std::make_shared<RunChanges>(std::move(changes))] {
                    if (seen == m_seen) // another workspace may have been opened meanwhile
                        Q_EMIT this->found(*found);
                },
                Qt::QueuedConnection);
        });
    });
}

void RunWatcher::finish()
{
    using namespace std::chrono;
    const auto took = duration_cast<milliseconds>(steady_clock::now() - m_started).count();
    m_timer.start(std::max(kInterval, int(took) * kShareOfTime));
    if (m_looking == m_seen) {
        m_looked = true;
        Q_EMIT looked();
    }
    if (m_again)
        look();
}

} // namespace modalscope
