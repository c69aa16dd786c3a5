#pragma once

#include "core/data/dataset.h"

#include <QWidget>

#include <string>
#include <vector>

class QListWidget;
class QToolButton;

namespace modalscope {

/// Which modalities take part and in which order they alternate: tick, drag or move by buttons (Alt+Up,
/// Alt+Down).
class ModalityList : public QWidget {
    Q_OBJECT
public:
    explicit ModalityList(QWidget* parent = nullptr);

    /// Every modality ticked, in the order of the dataset.
    void setModalities(const std::vector<Modality>& modalities);

    std::vector<std::string> chosen() const;
    void setChosen(
        const std::vector<std::string>& names); ///< empty = all; these first, in this order. No changed()

Q_SIGNALS:
    void changed();

private:
    void move(int by);
    void updateButtons();

    QListWidget* m_list;
    QToolButton* m_up;
    QToolButton* m_down;
};

} // namespace modalscope
