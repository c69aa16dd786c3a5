#pragma once

#include "app/pages/adapter_plan.h"

#include <QWidget>

#include <string>
#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QJsonObject;
class QLabel;
class QPushButton;
class QSpinBox;

namespace modalscope {

class CheckList;
class OptionForm;

/// What adapters are to be learned: base run, modalities that may be missing, options, seeds and settings;
/// the button that starts it and the sentence about it.
class AdapterControls : public QWidget {
    Q_OBJECT
public:
    explicit AdapterControls(QWidget* parent = nullptr);
    ~AdapterControls() override;

    void setBases(const std::vector<std::pair<std::string, std::string>>& bases); ///< ids with their titles
    std::string base() const; ///< id; empty when there is none
    void choose(const std::string& id); ///< as base, where it is offered; silently
    /// How many runs differ from the chosen one in nothing but the seed, itself included.
    void setSeedRuns(int count);
    bool everySeed() const; ///< all of these are adapted and shown together
    /// The base that is chosen: its modalities, and how adapters for it are best learned.
    void setBase(
        const std::string& id, const std::vector<std::string>& modalities, const TrainOptions& train);

    void setLeaveOut(const std::vector<std::string>& leaveOut); ///< emits changed()

    /// Error: InvalidInput, what a field says.
    Result<AdapterChoice> choice() const;
    /// `sentence` says what will be learned, or why nothing can be.
    void showPlan(const QString& sentence, int todo, bool isProblem);
    /// How many of the sets that are asked for are there, and how many of them would be learned again.
    void showThere(int there, int again);

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void baseChosen(); ///< by the user
    void changed(); ///< anything else, by the user
    void startRequested();
    void againRequested();
    void removeRequested();

private:
    CheckList* makeList(const char* name, const QString& toolTip);
    void setPlanColor(bool isProblem);

    TrainOptions m_suggested = AdaptOptions::defaultTraining(); // first: the form starts from it
    QComboBox* m_base;
    QCheckBox* m_everySeed;
    CheckList* m_missing;
    CheckList* m_kinds;
    QSpinBox* m_seeds;
    OptionForm* m_form;
    QLabel* m_plan;
    QPushButton* m_start;
    QPushButton* m_again;
    QPushButton* m_remove;
    std::vector<std::string> m_modalities;
    std::string m_known; // base whose modalities are listed
    bool m_filling = false;
};

} // namespace modalscope
