#pragma once

#include "core/experiment/run_grid.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace modalscope {

class AxisChips;
class AxisRow;

/// The axes of a study beside methods and seeds, a row each, and its variants, which can only be removed
/// here.
class AxisList : public QWidget {
    Q_OBJECT
public:
    explicit AxisList(QWidget* parent = nullptr);

    std::vector<StudyAxis> axes() const; ///< those that have an option and a value
    const std::vector<StudyVariant>& variants() const { return m_varied.variants; }
    void setAxes(
        const std::vector<StudyAxis>& axes, const std::vector<StudyVariant>& variants); ///< no changed()

    /// What the axes act on; `axes` and `variants` of it are not looked at.
    void setVaried(const RunGrid& grid);

    /// At the row of the axis that the message speaks of; false when there is none.
    bool showError(const Error& error);
    /// Takes what is typed in the rows and not entered yet. Error: InvalidInput, of the first row in which
    /// something stays that is no value, or that has an option without values.
    Result<void> finishTyping();
    void addAxis(const std::string& path); ///< an empty row, to be filled in

Q_SIGNALS:
    void changed();

private:
    QWidget* makeAddButton();
    QWidget* makeVariants();
    AxisRow* addRow(const StudyAxis& axis);
    void take();
    void showVariants();

    RunGrid m_varied;
    std::vector<AxisRow*> m_rows;
    QVBoxLayout* m_rowLayout;
    QWidget* m_variantPart;
    AxisChips* m_variantChips;
};

} // namespace modalscope
