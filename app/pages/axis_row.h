#pragma once

#include "core/experiment/run_grid.h"

#include <QFrame>

class QComboBox;
class QHBoxLayout;
class QLabel;

namespace modalscope {

class AxisChips;

/// One axis: which option, its values as chips, and one sentence of what it means or what is wrong. An axis
/// over objects can only be made smaller.
class AxisRow : public QFrame {
    Q_OBJECT
public:
    /// `varied`: what the axis acts on, as it is at any time; outlives this.
    AxisRow(const RunGrid& varied, StudyAxis axis, QWidget* parent = nullptr);

    const StudyAxis& axis() const { return m_axis; }
    void refresh(); ///< what is said, after what is varied has changed
    void showProblem(const QString& sentence); ///< from outside; goes with the next change
    void focusOption();

    /// Takes what is typed and not entered yet. Error: InvalidInput, one sentence with the option's name,
    /// when something stays in the field that is no value of it, or the option has no value at all.
    Result<void> finishTyping();

Q_SIGNALS:
    void changed();
    void removeWanted();

private:
    void makePath();
    void makePresets();
    void takePath();
    void takeText(const QString& text);
    void takeAll(const std::string& values);
    void showValues();
    void say(const QString& sentence, bool isProblem);
    void markInput();
    QString ownProblem() const;
    bool isReadOnly() const;

    const RunGrid& m_varied;
    StudyAxis m_axis;
    bool m_hadValues = false; // and one was removed: an axis that is still to be filled is no mistake yet
    QString m_refused; // why what is left in the field is not a value
    QComboBox* m_path;
    AxisChips* m_chips;
    QWidget* m_presets;
    QHBoxLayout* m_presetLayout;
    QLabel* m_note;
};

} // namespace modalscope
