#pragma once

#include "app/pages/laziness_maker.h"

#include <QScrollArea>

#include <map>

class QGridLayout;

namespace modalscope {

class FigureView;
struct ChartLayout;

/// The charts of the laziness page, side by side and below each other.
class LazinessCharts : public QScrollArea {
    Q_OBJECT
public:
    explicit LazinessCharts(QWidget* parent = nullptr);

    FigureView* chart(LazinessChart chart) const { return m_charts.at(chart); }
    void arrange(const ChartLayout& layout); ///< shows those of `layout` in its order, and hides the others
    void showResult(const LazinessResult& result, int epoch); ///< draws what is not as it was
    void showEpoch(int epoch); ///< the marked one, counted from 1; 0 = none

Q_SIGNALS:
    void epochChosen(int epoch); ///< 0 = none
    void seriesClicked(modalscope::LazinessChart chart, int panel, int series);

private:
    QGridLayout* m_grid;
    std::map<LazinessChart, FigureView*> m_charts;
    std::map<LazinessChart, std::size_t> m_drawn; // stamps of what the charts show
};

} // namespace modalscope
