#pragma once

#include "app/pages/segmentation_panes.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <set>

class QLabel;

namespace modalscope {

class PaneGrid;

/// The panes of one sample, the legend of the classes, and what is under the pointer. Pictures are made in
/// the background.
class SegmentationSample : public QWidget {
    Q_OBJECT
public:
    explicit SegmentationSample(QWidget* parent = nullptr);
    ~SegmentationSample() override;

    void showSample(std::shared_ptr<const SegmentationResult> result, std::int64_t sample);
    const std::vector<MapPane>& panes() const { return m_shown.panes; } ///< those that are hidden too
    void setHidden(std::set<QString> keys); ///< panes that are not shown
    const std::set<QString>& hidden() const { return m_hidden; }
    void setTintsGround(bool isTinted);
    PaneGrid* grid() const { return m_grid; }
    std::int64_t sample() const { return m_shown.request.sample; } ///< that is on the screen

Q_SIGNALS:
    void shown();
    void failed(const modalscope::Error& error);

private:
    void take(const SamplePanes& made);
    void fillGrid();
    void fillLegend();
    void sayPixel(const QPoint& pixel);

    SamplePanesRequest m_wanted;
    SamplePanes m_shown;
    std::set<QString> m_hidden;
    PaneGrid* m_grid;
    QLabel* m_legend;
    QLabel* m_readout;
    NewestWork<SamplePanesRequest, SamplePanes> m_work; // last: its thread ends first
};

} // namespace modalscope
