#pragma once

#include "core/experiment/run_grid.h"

#include <QWidget>

class QJsonObject;
class QMenu;
class QSplitter;
class QTimer;

namespace modalscope {

class ExperimentForm;
class MessageBar;
class PlanMaker;
class PlanPanel;
class Session;
class StudyBar;

/// Sets up a comparison and starts it: the form on the left, the runs it will make on the right.
class ExperimentView : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentView(Session& session, QWidget* parent = nullptr);
    ~ExperimentView() override;

    ExperimentForm* form() const { return m_form; }
    PlanPanel* planPanel() const { return m_plan; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

    void loadExperiment(); ///< dialog
    void saveExperiment(); ///< dialog: the method that is chosen, with the first seed
    void saveStudy(); ///< under the name that is typed, in the workspace
    void openStudy(const Study& study);
    void start();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTop();
    void connectPlan();
    void fillPresets();
    void plan();
    void refreshSoon();
    void showProblem(const Error& error, bool atField);
    bool finishTyping(); ///< false: something typed is no value, and it is said

    Session& m_session;
    PlanMaker* m_maker;
    QTimer* m_planTimer;
    QTimer* m_estimateTimer;
    QTimer* m_stateTimer; // runs report often: their states are read together
    QString m_restoredDraft; // of the last start, until the form can be read
    bool m_planRefused = false; // and the message bar says why
    MessageBar* m_messages;
    StudyBar* m_study;
    ExperimentForm* m_form;
    PlanPanel* m_plan;
    QSplitter* m_splitter;
    QMenu* m_presets;
};

} // namespace modalscope
