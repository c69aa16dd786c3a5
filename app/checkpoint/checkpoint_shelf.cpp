#include "app/checkpoint/checkpoint_shelf.h"

#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

constexpr int kWatchMilliseconds = 2000;

} // namespace

CheckpointShelf::CheckpointShelf(Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(kWatchMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &CheckpointShelf::look);
    connect(&session, &Session::changed, this, &CheckpointShelf::takeSession);
    synchronize();
}

void CheckpointShelf::takeSession(const SessionChange& change)
{
    if (std::holds_alternative<CheckpointsChanged>(change))
        synchronize();
}

ShelfPlace* CheckpointShelf::placeOf(const std::string& path)
{
    const auto place
        = std::find_if(m_places.begin(), m_places.end(), [&](const auto& p) { return p.path == path; });
    return place == m_places.end() ? nullptr : &*place;
}

const ShelfPlace* CheckpointShelf::find(const std::string& path) const
{
    return const_cast<CheckpointShelf*>(this)->placeOf(path);
}

const ShelfPlace* CheckpointShelf::current() const
{
    return find(m_session.currentCheckpoint());
}

void CheckpointShelf::synchronize()
{
    std::vector<ShelfPlace> places;
    for (const auto& path : m_session.checkpoints()) {
        auto* known = placeOf(path);
        places.push_back(known != nullptr ? std::move(*known) : ShelfPlace{path, nullptr, {}, -1});
    }
    auto closed = std::make_shared<std::vector<ShelfPlace>>(std::exchange(m_places, std::move(places)));
    for (auto& place : m_places)
        if (place.reading < 0)
            read(place);
    Q_EMIT changed();
    // What nobody shows any more goes on the other thread: 20,000 tensors take 20 ms to let go.
    m_reader.add([closed](const RunContext&) -> Result<void> {
        closed->clear();
        return {};
    });
}

void CheckpointShelf::read(ShelfPlace& place)
{
    place.reading = ++m_attempts;
    auto made = std::make_shared<CheckpointPtr>();
    m_reader.add(
        [made, path = place.path](const RunContext&) -> Result<void> {
            auto loaded = loadCheckpoint(path);
            if (!loaded)
                return loaded.error();
            *made = std::move(loaded).value();
            return {};
        },
        [this, made, path = place.path, attempt = place.reading](const std::optional<Error>& error) {
            auto* read = placeOf(path);
            if (read == nullptr || read->reading != attempt)
                return; // closed, or asked for again
            read->reading = 0;
            read->error = error;
            if (!error)
                read->loaded = *made;
            Q_EMIT changed();
            if (!error)
                Q_EMIT loaded(toQt(path));
        });
}

void CheckpointShelf::reload(const std::string& path)
{
    auto* place = placeOf(path);
    if (place == nullptr || place->reading != 0)
        return;
    read(*place); // what is shown stays until the file has been read
    Q_EMIT changed();
}

void CheckpointShelf::setWatching(bool watching)
{
    if (!watching)
        return m_timer->stop();
    look();
    m_timer->start();
}

void CheckpointShelf::look()
{
    if (!m_watch.isIdle())
        return; // a slow disk
    for (const auto& place : m_places) {
        if (!place.loaded || place.error || place.reading != 0)
            continue;
        m_watch.add([loaded = place.loaded](const RunContext&) { return checkUnchanged(*loaded); },
            [this, loaded = place.loaded](const std::optional<Error>& error) {
                auto* seen = placeOf(loaded->path);
                if (!error || seen == nullptr || seen->loaded != loaded || seen->error)
                    return;
                seen->error = error;
                Q_EMIT changed();
                Q_EMIT lost(toQt(loaded->path), *error);
            });
    }
}

QString CheckpointShelf::title(const ShelfPlace& place) const
{
    const auto named = [](const ShelfPlace& one) {
        const std::filesystem::path path(one.path);
        return one.loaded         ? one.loaded->title
            : path.has_filename() ? path.filename().string()
                                  : path.parent_path().filename().string();
    };
    const auto name = named(place);
    const bool isAlone = std::none_of(m_places.begin(), m_places.end(),
        [&](const ShelfPlace& other) { return other.path != place.path && named(other) == name; });
    return toQt(isAlone ? name : place.path);
}

} // namespace modalscope
