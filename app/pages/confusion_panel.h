#pragma once

#include "app/pages/confusion_maker.h"
#include "app/pages/run_snapshots.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

class QComboBox;

namespace modalscope {

class FigureView;
class Session;

/// The confusion matrix of one run, or the sum over the selected seeds of its settings: of the fusion or of a
/// modality, on any split they were evaluated on.
class ConfusionPanel : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionPanel(Session& session, QWidget* parent = nullptr);
    ~ConfusionPanel() override;

    /// `current` is one of `selected`, or null: none is chosen.
    void setRuns(const RunSnapshots& selected, std::shared_ptr<const RunSnapshot> current);
    FigureView* figureView() const { return m_view; }

private:
    void ask();
    void showResult(const ConfusionResult& result);
    std::vector<std::string> classNames() const; ///< of the run's dataset when it is open

    Session& m_session;
    RunSnapshots m_selected;
    std::shared_ptr<const RunSnapshot> m_run;
    QComboBox* m_scope;
    QComboBox* m_split;
    QComboBox* m_who;
    FigureView* m_view;
    NewestWork<ConfusionRequest, ConfusionResult> m_work;
};

} // namespace modalscope
