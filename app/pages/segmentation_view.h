#pragma once

#include "app/pages/result_view.h"
#include "app/pages/segmentation_work.h"

#include <QJsonObject>

#include <optional>
#include <string>
#include <utility>

class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTabWidget;

namespace modalscope {

class EmptyState;
class SampleRanking;
class SegmentationBar;
class SegmentationChoices;
class SegmentationRows;
class SegmentationSample;

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
    QWidget* makeProgress();
    QWidget* makeResults();
    void takeChoice();
    void takeResult(std::shared_ptr<const SegmentationResult> result);
    void showSample(std::int64_t sample);
    void showNothing(const QString& sentence, bool canOpen = false, bool canTry = false);
    void sayClosed(const SegmentationRequest& wanted);
    void openDataset();
    void showWorking(bool isWorking);
    void setInFigure(bool isIn);
    std::string runTitle() const;
    std::int64_t shownSample() const; ///< −1 = none

    std::optional<SegmentationRequest> m_asked; // the newest request
    std::shared_ptr<const SegmentationResult> m_result; // that is shown; null = none
    std::pair<std::string, std::string> m_opened; // run id, and the file that was opened for it
    SegmentationChoices* m_choices;
    SegmentationBar* m_bar;
    SampleRanking* m_ranking;
    SegmentationSample* m_sample;
    TablePanel* m_sampleTable;
    TablePanel* m_splitTable;
    QTabWidget* m_tabs;
    QSplitter* m_splitter;
    QStackedWidget* m_results; // why there is nothing, or the panes
    EmptyState* m_nothing;
    QPushButton* m_open;
    QPushButton* m_try;
    QWidget* m_progressRow;
    QProgressBar* m_progress;
    QLabel* m_stage;
    SegmentationRows* m_rows; // of the figure
    SegmentationWork* m_work;
};

} // namespace modalscope
