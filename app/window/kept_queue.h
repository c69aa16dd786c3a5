#pragma once

#include "widgets/runs/background_line.h"
#include "widgets/runs/queued_run.h"

#include <nlohmann/json_fwd.hpp>

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <string>

namespace modalscope {

class Session;

/// One kind of queue entries that outlives the window: how it is written and queued again.
struct KeptKind {
    std::string file; ///< in the workspace
    std::string list; ///< what the entries are called in it
    std::function<nlohmann::json(const QueuedRun&)> toJson; ///< null for entries of another kind
    /// Queues what a file holds, held; how many. Leaves out what it cannot read: the file is only a reminder.
    std::function<int(const std::string& text)> bringBack;
    std::function<QString(int held)> said; ///< tells a person of them
};

/// Keeps entries of the queue that wait or work in a file of the workspace, so that the next start has them
/// again: held, until a person lets them go on.
class KeptQueue : public QObject {
    Q_OBJECT
public:
    KeptQueue(Session& session, KeptKind kind, QObject* parent);

private:
    void bringBack();
    void store();
    std::filesystem::path file() const;

    Session& m_session;
    KeptKind m_kind;
    bool m_isRead = false; // the file of this workspace
    std::string m_stored; // what the file holds; empty = there is none
    QTimer m_soon;
    BackgroundLine m_disk; // last: joins its thread first
};

} // namespace modalscope
