#pragma once

#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

namespace modalscope {

class EmptyState;

/// Why a pane shows no points, and what to do about it.
class PaneNothing : public QWidget {
    Q_OBJECT
public:
    using Offers = std::vector<std::pair<QString, std::function<void()>>>; ///< texts of buttons

    /// `name` begins the names of its parts: the first button is "embeddingOffer0".
    explicit PaneNothing(QString name, QWidget* parent = nullptr);

    void say(const QString& title, const QString& sentence, Offers offers = {});
    QString sentence() const { return m_sentence; }

private:
    QString m_name, m_sentence;
    EmptyState* m_shown = nullptr;
};

} // namespace modalscope
