#include "app/window/kept_queue.h"

#include "core/base/atomic_file.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <nlohmann/json.hpp>

namespace modalscope {

KeptQueue::KeptQueue(Session& session, KeptKind kind, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_kind(std::move(kind))
{
    m_soon.setSingleShot(true); // many at once are written once
    const auto soon = [this] { m_soon.start(0); };
    connect(&m_soon, &QTimer::timeout, this, &KeptQueue::store);
    connect(&session.queue(), &RunQueue::listChanged, this, soon);
    connect(&session.queue(), &RunQueue::runEnded, this, soon);
    connect(&session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<WorkspaceChanged>(change)) {
            m_isRead = false;
            m_stored.clear();
        }
        if (!m_isRead && m_session.hasWorkspace() && !m_session.isReadingRuns()
            && std::holds_alternative<RunsChanged>(change))
            bringBack();
    });
}

std::filesystem::path KeptQueue::file() const
{
    return m_session.workspace() / m_kind.file;
}

void KeptQueue::bringBack()
{
    m_isRead = true;
    const auto text = readFile(file());
    if (!text)
        return;
    m_stored = text.value();
    if (const int held = m_kind.bringBack(m_stored); held > 0)
        m_session.addProblem({Problem::Severity::Warning, fromQt(m_kind.said(held)), {}, {}, 0});
}

void KeptQueue::store()
{
    const auto& queue = m_session.queue();
    if (!m_isRead || queue.isStoppedForLater()) // what is stopped now goes on at the next start
        return;
    auto entries = nlohmann::json::array();
    for (int i = 0; i < queue.size(); ++i) {
        if (isDone(queue.at(i).state))
            continue;
        if (auto entry = m_kind.toJson(queue.at(i)); !entry.is_null())
            entries.push_back(std::move(entry));
    }
    const auto text = entries.empty() ? std::string()
                                      : nlohmann::json{{"format", 1}, {m_kind.list, entries}}.dump(1) + "\n";
    if (text == m_stored)
        return;
    m_stored = text;
    m_disk.add([place = file(), text](const RunContext&) -> Result<void> {
        if (!text.empty())
            return writeFileAtomically(place, text);
        std::error_code ignored;
        std::filesystem::remove(place, ignored);
        return {};
    });
}

} // namespace modalscope
