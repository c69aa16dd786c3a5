#pragma once

#include "app/pages/run_snapshots.h"
#include "core/analysis/calibration_report.h"
#include "core/analysis/fusion_trust.h"
#include "core/analysis/sample_contribution.h"
#include "core/figure/figure.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <filesystem>
#include <optional>

class QComboBox;
class QLabel;
class QListWidget;

namespace modalscope {

class FigureView;

/// What can be seen of a run's predictions.
enum class PredictionChart { Calibration, Trust, Valuation };

/// One run, one split, one chart.
struct PredictionRequest {
    StoredRun run;
    std::string split = "test";
    PredictionChart chart = PredictionChart::Calibration;
};

struct PredictionResult {
    std::vector<std::string> splits; ///< that the run has predictions of
    Figure figure;
    std::vector<int> labels, predicted; ///< of each sample, fused
    FusionTrust trust; ///< filled for its chart alone, as the next
    SampleContribution valuation;
};

/// Reads the run's predictions.h5 and conditions.h5. Pure otherwise.
PredictionResult makePredictionFigure(const PredictionRequest& request);

/// Reliability, trust of dynamic fusion and worth of the modalities to each sample, of one run; a click on a
/// bar lists the samples behind it.
class PredictionPanel : public QWidget {
    Q_OBJECT
public:
    explicit PredictionPanel(QWidget* parent = nullptr);
    ~PredictionPanel() override;

    void setRun(std::shared_ptr<const RunSnapshot> run); ///< null: none is chosen
    FigureView* figureView() const { return m_view; }

Q_SIGNALS:
    void drawn();

private:
    void ask();
    void showResult(const PredictionResult& result);
    void listSamples(int panel, int series, int bin);

    std::shared_ptr<const RunSnapshot> m_run;
    PredictionResult m_result;
    bool m_filling = false;
    QComboBox* m_chart;
    QComboBox* m_split;
    FigureView* m_view;
    QLabel* m_listTitle;
    QListWidget* m_samples;
    NewestWork<PredictionRequest, PredictionResult> m_work;
};

} // namespace modalscope
