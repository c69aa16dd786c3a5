#pragma once

#include "app/pages/comparison_maker.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <map>
#include <string>

class QComboBox;

namespace modalscope {

class ColumnChooser;
class FigureView;

/// Groups of runs beside each other in other ways than bars: boxes and points over seeds, one metric against
/// another, parallel coordinates over everything in which the runs differ.
class ComparisonPanel : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonPanel(QWidget* parent = nullptr);
    ~ComparisonPanel() override;

    /// `colors` of the groups, by id.
    void setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors);
    FigureView* figureView() const { return m_view; }

Q_SIGNALS:
    void runRequested(const QString& id); ///< a point was clicked
    void drawn();

private:
    void fillChoices();
    void ask();
    void showResult(const ComparisonResult& result);

    RunSnapshots m_runs;
    std::map<std::string, int> m_colors;
    bool m_filling = false;
    bool m_againstIsChosen = false; // by hand; else it follows the runs
    QComboBox* m_chart;
    QComboBox* m_metric;
    QComboBox* m_against;
    ColumnChooser* m_columns;
    FigureView* m_view;
    NewestWork<ComparisonRequest, ComparisonResult> m_work;
};

} // namespace modalscope
