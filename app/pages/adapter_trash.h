#pragma once

#include "widgets/runs/background_line.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <utility>
#include <vector>

class QWidget;

namespace modalscope {

class Session;

/// Takes adapter sets away: asks first, then moves their folders to the trash of the workspace, from where
/// they can be brought back.
class AdapterTrash : public QObject {
    Q_OBJECT
public:
    AdapterTrash(Session& session, QWidget* window);

    /// `folders`: of adapter sets; `yes`: the button that agrees; `then`: once all of them lie in the trash.
    /// Returns at once.
    void ask(std::vector<std::filesystem::path> folders, const QString& question, const QString& yes,
        std::function<void()> then);
    void restore(); ///< what was moved last

Q_SIGNALS:
    void restored(int count);
    void failed(const QString& sentence);

private:
    using Moves = std::vector<std::pair<std::filesystem::path, std::filesystem::path>>; // from, to

    void move(std::vector<std::filesystem::path> folders, std::function<void()> then);

    Session& m_session;
    QWidget* m_window;
    Moves m_moved;
    BackgroundLine m_disk; // last: joins its thread first
};

} // namespace modalscope
