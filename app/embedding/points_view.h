#pragma once

#include "app/embedding/epoch_series.h"
#include "app/embedding/pane_work.h"
#include "app/embedding/points_bar.h"
#include "app/embedding/view_file.h"
#include "app/pages/result_view.h"
#include "widgets/runs/background_line.h"

#include <QJsonObject>

class QSplitter;

namespace modalscope {

class CloudPane;
class EpochSlider;
class LookControls;
class ProgressRow;
class SelectionBar;
class SelectionSide;
class SideSplitter;

/// Samples as points: one picture or two beside each other with one selection, the epochs of a run, what is
/// selected. Nothing that takes long starts by itself.
class PointsView : public ResultView {
    Q_OBJECT
public:
    explicit PointsView(Session& session, QWidget* parent = nullptr);
    ~PointsView() override;

    EmbeddingViewState state() const;
    /// `computes`: what takes long is made as well.
    void restore(const EmbeddingViewState& state, bool computes);
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

    CloudPane* first() const { return m_first; }
    CloudPane* second() const { return m_second; } ///< hidden unless something is compared
    EpochSeries* series() const { return m_series; }

public Q_SLOTS:
    void compute(); ///< of the pane with the focus, as are the next ones
    void isolate();
    void project(bool onlySelected);
    void fit();
    void setTool(modalscope::CloudTool tool);
    void compare(modalscope::Comparison comparison);
    void exportPicture();
    void exportCoordinates();
    void saveView();
    void openView();
    void openFile();
    void openPath(const QString& path); ///< a file of features or a saved view

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showSecond(bool isShown);
    QWidget* makeEmpty();
    QWidget* makeInside();
    void connectPane(CloudPane* pane);
    void connectEpochs();
    CloudPane* active() const; ///< the one with the focus
    void takeSession(const SessionChange& change);
    void takeLook();
    void takeShown();
    void showPages();
    void forgetSeries(); ///< unless it still is of what is shown
    std::string seriesKey() const;
    void makeSeries();
    void takeSeries();
    void chooseEpoch(int epoch);
    void readViewOf(const QString& path);
    void sayWritten(const QString& path, const std::optional<Error>& error);

    std::shared_ptr<EmbeddingMemory> m_memory;
    CloudPane* m_first;
    CloudPane* m_second;
    bool m_isSideChosen = false; // by the user or an earlier start
    PointsBar* m_bar;
    LookControls* m_look;
    EpochSlider* m_slider;
    ProgressRow* m_seriesProgress;
    EpochSeries* m_series;
    std::string m_seriesOf; // seriesKey() of the pictures that there are
    SelectionBar* m_selection;
    SelectionSide* m_side;
    SideSplitter* m_splitter;
    std::shared_ptr<const EmbeddedSamples> m_samples; // that the side shows
    BackgroundLine m_disk; // last: its thread ends first
};

} // namespace modalscope
