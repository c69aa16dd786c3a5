#include "widgets/session/run_list.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSettings>

#include <algorithm>
#include <tuple>
#include <utility>

namespace modalscope {
namespace {

QString looksKey(const std::filesystem::path& root)
{
    const auto path = QByteArray::fromStdString(root.string());
    return QStringLiteral("looks/")
        + QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha1).toHex().left(12));
}

} // namespace

RunList::RunList(RunQueue& queue, QObject* parent)
    : QObject(parent)
    , m_queue(queue)
{
    connect(&m_watcher, &RunWatcher::found, this, &RunList::take);
    connect(&m_watcher, &RunWatcher::looked, this, [this] {
        if (std::exchange(m_isRead, true))
            return;
        storeLooks(); // groups keep the colours they have just got
        Q_EMIT read();
    });
    connect(&queue, &RunQueue::reported, this,
        [this](const QString& id, const RunEvent& event) { takeEvent(id.toStdString(), event); });
    connect(&queue, &RunQueue::runChanged, this, [this](const QString& id) {
        auto* changed = entry(id.toStdString());
        const auto* queued = m_queue.run(id.toStdString());
        if (changed == nullptr || queued == nullptr)
            return;
        changed->queued = queued->state;
        changed->progress = queued->progress;
        Q_EMIT runUpdated(id);
    });
    connect(&queue, &RunQueue::runEnded, &m_watcher, &RunWatcher::look);
}

void RunList::watch(const std::filesystem::path& root)
{
    m_root = root;
    m_all.clear();
    m_index.clear();
    m_histories.clear();
    m_readingHistories.clear();
    m_rereadHistories.clear();
    m_isRead = false;
    const auto stored = QSettings().value(looksKey(root)).toByteArray();
    m_looks = RunLooks::fromJson(QJsonDocument::fromJson(stored).object());
    m_watcher.watch(root);
    Q_EMIT listChanged();
}

const RunEntry* RunList::find(const std::string& id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? nullptr : &m_all[found->second];
}

void RunList::adopt(StoredRun run)
{
    const auto id = run.origin.id;
    auto* known = entry(id);
    if (known == nullptr) {
        m_index[id] = m_all.size();
        known = &m_all.emplace_back();
        const bool isNewGroup = !m_looks.knows(run.origin.group);
        known->color = m_looks.colorOf(run.origin.group);
        if (isNewGroup && m_isRead) // before that they are stored once, when all are known
            storeLooks();
        known->pinned = m_looks.isPinned(id);
    }
    const auto* queued = m_queue.run(id);
    if (queued != nullptr && isActive(queued->state))
        run.status.epoch = std::max(run.status.epoch, queued->epoch); // events are ahead of the file
    known->run = std::move(run);
    known->queued = queued != nullptr ? std::optional(queued->state) : std::nullopt;
}

void RunList::sortAndIndex()
{
    const auto comesFirst
        = [](const RunEntry* a, const RunEntry* b) { return isOlder(a->run.origin, b->run.origin); };
    std::vector<RunEntry*> order; // entries are large: each is moved once
    order.reserve(m_all.size());
    for (auto& one : m_all)
        order.push_back(&one);
    if (!std::ranges::is_sorted(order, comesFirst)) {
        std::ranges::sort(order, comesFirst);
        std::vector<RunEntry> sorted;
        sorted.reserve(m_all.size());
        for (auto* one : order)
            sorted.push_back(std::move(*one));
        m_all = std::move(sorted);
    }
    m_index.clear();
    for (std::size_t i = 0; i < m_all.size(); ++i)
        m_index[m_all[i].id()] = i;
}

void RunList::insert(StoredRun run)
{
    const auto id = run.origin.id;
    const bool isNew = find(id) == nullptr;
    adopt(std::move(run));
    if (!isNew) {
        Q_EMIT runUpdated(QString::fromStdString(id));
        return;
    }
    if (m_all.size() > 1 && isOlder(m_all.back().run.origin, m_all[m_all.size() - 2].run.origin))
        sortAndIndex();
    Q_EMIT listChanged();
}

void RunList::remove(const std::vector<std::string>& ids)
{
    const std::set<std::string> gone(ids.begin(), ids.end());
    if (std::erase_if(m_all, [&](const RunEntry& one) { return gone.contains(one.id()); }) == 0)
        return;
    for (const auto& id : ids)
        m_histories.erase(id);
    sortAndIndex();
    Q_EMIT listChanged();
}

void RunList::take(RunChanges& changes)
{
    remove(changes.removed);
    // Oldest first, so that groups get their colours in the order in which they were made.
    std::ranges::sort(
        changes.changed, [](const StoredRun& a, const StoredRun& b) { return isOlder(a.origin, b.origin); });
    std::vector<std::string> known;
    const auto before = m_all.size();
    for (auto& run : changes.changed) {
        known.push_back(run.id());
        adopt(std::move(run));
    }
    if (m_all.size() != before) {
        sortAndIndex();
        Q_EMIT listChanged();
    } else {
        for (const auto& id : known)
            Q_EMIT runUpdated(QString::fromStdString(id));
    }
    for (const auto& id : changes.historyChanged) {
        const auto* queued = m_queue.run(id);
        if (m_histories.contains(id) && (queued == nullptr || !isActive(queued->state)))
            readHistory(id);
    }
    for (const auto& [folder, why] : changes.unreadable)
        Q_EMIT unreadable(QString::fromStdString(folder.string()), QString::fromStdString(why));
}

void RunList::takeEvent(const std::string& id, const RunEvent& event)
{
    auto* changed = entry(id);
    const auto* epoch = std::get_if<EpochFinished>(&event);
    if (changed != nullptr && epoch != nullptr)
        takeEpoch(*changed, epoch->row);
}

void RunList::takeEpoch(RunEntry& entry, const HistoryRow& row)
{
    const auto id = entry.id();
    entry.run.status.epoch = row.epoch();
    entry.run.status.state = RunState::Running;
    entry.run.condition = RunCondition::Running;
    auto& history = m_histories[id];
    if (row.epoch() <= history.epochCount())
        history.truncate(row.epoch() - 1); // the run went on from an earlier epoch
    if (row.epoch() == history.epochCount() + 1) {
        history.append(row);
        Q_EMIT historyChanged(QString::fromStdString(id));
    } else {
        readHistory(id); // the file holds this row already
    }
}

const History& RunList::history(const std::string& id)
{
    const bool isNew = !m_histories.contains(id);
    if (isNew && find(id) != nullptr)
        readHistory(id);
    return m_histories[id];
}

void RunList::readHistory(const std::string& id)
{
    const auto* run = find(id);
    if (run == nullptr)
        return;
    if (!m_readingHistories.insert(id).second) {
        m_rereadHistories.insert(id);
        return;
    }
    m_histories[id]; // from now on it is followed
    auto history = std::make_shared<Result<History>>(History());
    m_reader.add(
        [history, folder = run->run.folder](const RunContext&) -> Result<void> {
            *history = RunFolder(folder).history();
            return *history ? Result<void>() : Result<void>(history->error());
        },
        [this, id, history, root = m_root](const std::optional<Error>& error) {
            if (root != m_root)
                return;
            m_readingHistories.erase(id);
            const bool isOutdated = m_rereadHistories.erase(id) > 0;
            const auto* known = find(id);
            if (known == nullptr)
                return;
            if (error)
                Q_EMIT unreadable(QString::fromStdString(known->run.folder.string()),
                    QString::fromStdString(error->message));
            else if (history->value().epochCount() >= m_histories[id].epochCount() || !known->queued
                || !isActive(*known->queued))
                m_histories[id] = std::move(*history).value();
            Q_EMIT historyChanged(QString::fromStdString(id));
            if (isOutdated)
                readHistory(id);
        });
}

void RunList::setPinned(const std::string& id, bool pinned)
{
    auto* changed = entry(id);
    if (changed == nullptr || changed->pinned == pinned)
        return;
    changed->pinned = pinned;
    m_looks.setPinned(id, pinned);
    storeLooks();
    Q_EMIT looksChanged();
}

void RunList::setColor(const std::string& group, int color)
{
    m_looks.setColor(group, color);
    for (auto& one : m_all)
        if (one.group() == group)
            one.color = color;
    storeLooks();
    Q_EMIT looksChanged();
}

void RunList::storeLooks() const
{
    QSettings().setValue(looksKey(m_root), QJsonDocument(m_looks.toJson()).toJson(QJsonDocument::Compact));
}

} // namespace modalscope
