#pragma once

#include <QStringList>
#include <QWidget>

#include <string>
#include <utility>
#include <vector>

class QComboBox;
class QMenu;
class QToolButton;

namespace modalscope {

/// Which of the open checkpoints is looked at and which one it is compared with; opens, closes, recent files.
class CheckpointBar : public QWidget {
    Q_OBJECT
public:
    explicit CheckpointBar(QWidget* parent = nullptr);

    /// Paths and titles of the open ones; `reference` empty = compared with nothing.
    void setPlaces(const std::vector<std::pair<std::string, std::string>>& places, const std::string& current,
        const std::string& reference);
    static void remember(const QString& path); ///< as the newest of the recent ones
    static QStringList recent();

Q_SIGNALS:
    void openRequested();
    void pathRequested(const QString& path); ///< one of the recent ones
    void chosen(const QString& path);
    void referenceChosen(const QString& path); ///< empty = none
    void reloadRequested();
    void closeRequested();

private:
    void fillRecent();

    QComboBox* m_current;
    QComboBox* m_reference;
    QToolButton* m_open;
    QToolButton* m_recent;
    QToolButton* m_reload;
    QToolButton* m_close;
    QMenu* m_menu;
};

} // namespace modalscope
