#pragma once

#include "app/pages/result_view.h"
#include "app/pages/segmentation_work.h"

#include <QJsonObject>

#include <optional>
#include <string>

class QTabWidget;

namespace modalscope {

class ProgressRow;
class SampleRanking;
class SegmentationBar;
class SegmentationChoices;
class SegmentationNothing;
class SegmentationRows;
class SegmentationSample;
class SideSplitter;

/// Label maps of a finished segmentation run, sample by sample: what it sees, what is true, what it says with
/// everything, without some modalities, and with adapters for that.
class SegmentationView : public ResultView {
    Q_OBJECT
public:
    explicit SegmentationView(Session& session, QWidget* parent = nullptr);
    ~SegmentationView() override;

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

public Q_SLOTS:
    void addToFigure(); ///< the sample that is shown
    void exportFigure(); ///< the samples of the figure, or the one that is shown; asks how

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    QWidget* makeEmpty();
    QWidget* makeInside();
    QWidget* makeResults();
    void takeChoice();
    void takeResult(std::shared_ptr<const SegmentationResult> result);
    void showSample(std::int64_t sample);
    void showWorking(bool isWorking);
    void setInFigure(bool isIn);
    std::string runTitle() const;
    std::int64_t shownSample() const; ///< −1 = none

    std::optional<SegmentationRequest> m_asked; // the newest request
    std::shared_ptr<const SegmentationResult> m_result; // that is shown; null = none
    SegmentationChoices* m_choices;
    SegmentationBar* m_bar;
    SampleRanking* m_ranking;
    SegmentationSample* m_sample;
    TablePanel* m_sampleTable;
    TablePanel* m_splitTable;
    QTabWidget* m_tabs;
    SideSplitter* m_splitter;
    QStackedWidget* m_results; // why there is nothing, or the panes
    SegmentationNothing* m_nothing;
    ProgressRow* m_progress;
    SegmentationRows* m_rows; // of the figure
    SegmentationWork* m_work;
};

} // namespace modalscope
