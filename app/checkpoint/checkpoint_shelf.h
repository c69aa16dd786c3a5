#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "widgets/runs/background_line.h"
#include "widgets/session/session_change.h"

#include <QObject>

#include <optional>

class QTimer;

namespace modalscope {

class Session;

/// What is known of one of the session's checkpoints.
struct ShelfPlace {
    std::string path;
    CheckpointPtr loaded; ///< null while it is read, and when it cannot be
    std::optional<Error> error; ///< why it cannot be read, or that its file has gone or changed since
    int reading = 0; ///< number of the newest attempt to read it; 0 = done
};

/// Reads the checkpoints that the session has open, and looks every two seconds whether their files are still
/// what they were.
class CheckpointShelf : public QObject {
    Q_OBJECT
public:
    explicit CheckpointShelf(Session& session, QObject* parent = nullptr);

    const std::vector<ShelfPlace>& places() const { return m_places; } ///< in the session's order
    const ShelfPlace* current() const; ///< null when none is open
    const ShelfPlace* find(const std::string& path) const;
    QString title(const ShelfPlace& place) const; ///< told apart by folders where names are alike
    void reload(const std::string& path);
    void setWatching(bool watching); ///< only while somebody looks

Q_SIGNALS:
    void changed(); ///< any place, or which one is current
    void loaded(const QString& path); ///< for the first time, or again
    void lost(const QString& path, const modalscope::Error& error); ///< gone or changed under us

private:
    void takeSession(const SessionChange& change);
    void synchronize();
    void read(ShelfPlace& place);
    void look();
    ShelfPlace* placeOf(const std::string& path);

    Session& m_session;
    std::vector<ShelfPlace> m_places;
    int m_attempts = 0;
    QTimer* m_timer;
    BackgroundLine m_watch;
    BackgroundLine m_reader; // last: their threads end first
};

} // namespace modalscope
