#pragma once

#include "app/embedding/sample_panel.h"
#include "core/analysis/selection_summary.h"
#include "core/figure/figure.h"
#include "core/figure/prediction_source.h"
#include "widgets/runs/newest_work.h"

#include <array>

class QLabel;

namespace modalscope {

class FigureView;

/// Figures of a selection, and what they are made from.
struct SelectionSummaryRequest {
    std::shared_ptr<const EmbeddedSamples> samples = {};
    std::shared_ptr<const SelectionMask> selection = {}; ///< over rows of the split; null: nothing
    PredictionSource source = {};
};
struct SelectionSummaryResult {
    std::shared_ptr<const EmbeddedSamples> samples = {};
    SelectionSummary summary = {};
    std::array<Figure, 3> figures = {}; ///< accuracy, entropy, confusion
};
SelectionSummaryResult makeSelectionSummary(const SelectionSummaryRequest& request);

/// What the selected samples have in common, beside all that are shown: accuracy of every modality, entropy,
/// confusion matrix.
class SelectionSummaryPanel : public SamplePanel {
    Q_OBJECT
public:
    explicit SelectionSummaryPanel(Session& session, QWidget* parent = nullptr);
    ~SelectionSummaryPanel() override;

Q_SIGNALS:
    void drawn(); ///< the newest figures

protected:
    void refresh() override;
    bool followsSelection() const override { return true; }

private:
    void take(const SelectionSummaryResult& made);
    void drawNext();

    QLabel* m_counts;
    std::array<FigureView*, 3> m_views;
    std::array<Figure, 3> m_waiting; // are drawn one after the other, so that the window answers in between
    std::size_t m_next = 3; // of these
    NewestWork<SelectionSummaryRequest, SelectionSummaryResult> m_work; // last: joins its thread first
};

} // namespace modalscope
