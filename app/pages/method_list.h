#pragma once

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/methods/method_options.h"

#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QListWidget;
class QMenu;
class QPushButton;
class QToolButton;

namespace modalscope {

class OptionForm;

/// The methods of a comparison: add from a menu, choose one and change its options, duplicate for a variant,
/// remove.
class MethodList : public QWidget {
    Q_OBJECT
public:
    explicit MethodList(QWidget* parent = nullptr);
    ~MethodList() override;

    const std::vector<MethodOptions>& methods() const { return m_methods; }
    void setMethods(std::vector<MethodOptions> methods); ///< no changed()
    const MethodOptions* current() const; ///< the one whose options are shown; null when the list is empty

    /// Decides which methods and networks are offered, and the choices of "condition".
    void setModalities(const std::vector<std::string>& names, Task task = Task::Classification);

    void showError(
        const Error& error); ///< at the field of the first method of the kind that the message names
    void addMethod(MethodKind kind);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeList();
    void fillMenu();
    void fillList(int row);
    void showCurrent();
    void takeForm();

    std::vector<MethodOptions> m_methods;
    std::vector<std::string> m_modalities;
    Task m_task = Task::Classification; // of the dataset
    QListWidget* m_list;
    QMenu* m_menu;
    QPushButton* m_add;
    QToolButton* m_duplicate;
    QToolButton* m_remove;
    QLabel* m_summary;
    QLabel* m_caution;
    OptionForm* m_form;
};

} // namespace modalscope
