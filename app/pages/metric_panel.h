#pragma once

#include "app/pages/metric_maker.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <map>

class QComboBox;

namespace modalscope {

class FigureView;

/// One metric of groups of runs as bars with intervals, made away from the window's thread.
class MetricPanel : public QWidget {
    Q_OBJECT
public:
    explicit MetricPanel(QWidget* parent = nullptr);

    /// `colors` of the groups, by id.
    void setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors);
    FigureView* figureView() const { return m_view; }

private:
    void draw();
    void show(const MetricResult& result);

    RunSnapshots m_runs;
    std::map<std::string, int> m_colors;
    QComboBox* m_split;
    QComboBox* m_metric;
    FigureView* m_view;
    NewestWork<MetricRequest, MetricResult> m_work; // last: its thread ends first
};

} // namespace modalscope
