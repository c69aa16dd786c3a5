#pragma once

#include "app/pages/run_snapshots.h"
#include "core/figure/figure.h"

#include <QWidget>

#include <map>
#include <string>

class QComboBox;

namespace modalscope {

class FigureView;

/// Groups of runs beside each other in other ways than bars: boxes and points over seeds, one metric against
/// another, parallel coordinates over everything in which the runs differ.
class ComparisonPanel : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonPanel(QWidget* parent = nullptr);

    /// `colors` of the groups, by id.
    void setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors);
    FigureView* figureView() const { return m_view; }

Q_SIGNALS:
    void runRequested(const QString& id); ///< a point was clicked

private:
    void fillChoices();
    void draw();
    Figure figure() const;

    RunSnapshots m_runs;
    std::map<std::string, int> m_colors;
    bool m_filling = false;
    QComboBox* m_chart;
    QComboBox* m_metric;
    QComboBox* m_against;
    FigureView* m_view;
};

} // namespace modalscope
