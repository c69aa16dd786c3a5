#pragma once

#include "app/pages/prediction_maker.h"
#include "app/pages/run_snapshots.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

class QComboBox;

namespace modalscope {

class FigureView;
class SamplesBehind;
class Session;

/// Reliability, trust of dynamic fusion and worth of the modalities to each sample, of one run or of the
/// selected seeds of its settings together; a click on a bar lists the samples behind it.
class PredictionPanel : public QWidget {
    Q_OBJECT
public:
    explicit PredictionPanel(Session& session, QWidget* parent = nullptr);
    ~PredictionPanel() override;

    /// `current` is one of `selected`, or null: none is chosen.
    void setRuns(const RunSnapshots& selected, std::shared_ptr<const RunSnapshot> current);
    FigureView* figureView() const { return m_view; }

Q_SIGNALS:
    void drawn();

private:
    QWidget* makeFigure();
    void ask();
    void showResult(const PredictionResult& result);
    void listSamples(int panel, int series, int bin);

    RunSnapshots m_selected;
    std::shared_ptr<const RunSnapshot> m_run;
    std::vector<std::string> m_given; // what tells these runs from others
    PredictionResult m_result;
    bool m_filling = false;
    QComboBox* m_chart;
    QComboBox* m_split;
    QComboBox* m_scope;
    FigureView* m_view;
    SamplesBehind* m_samples;
    NewestWork<PredictionRequest, PredictionResult> m_work;
};

} // namespace modalscope
