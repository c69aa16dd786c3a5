#pragma once

#include "app/pages/run_snapshots.h"

#include <nlohmann/json.hpp>

#include <QWidget>

class QComboBox;

namespace modalscope {

class FigureView;
class Session;

/// The confusion matrix of one run: of the fusion or of a modality, on any split it was evaluated on.
class ConfusionPanel : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionPanel(Session& session, QWidget* parent = nullptr);

    void setRun(std::shared_ptr<const RunSnapshot> run); ///< null: none is chosen
    FigureView* figureView() const { return m_view; }

private:
    void fillChoices();
    void draw();
    std::vector<std::string> classNames() const; ///< of the run's dataset when it is open

    Session& m_session;
    std::shared_ptr<const RunSnapshot> m_run;
    nlohmann::json m_file; // its metrics.json
    QComboBox* m_split;
    QComboBox* m_who;
    FigureView* m_view;
};

} // namespace modalscope
