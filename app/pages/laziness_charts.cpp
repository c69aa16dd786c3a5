#include "app/pages/laziness_charts.h"

#include "app/pages/laziness_controls.h"
#include "widgets/plot/figure_view.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

double cursorAt(int epoch)
{
    return epoch > 0 ? double(epoch) : std::nan("");
}

} // namespace

LazinessCharts::LazinessCharts(QWidget* parent)
    : QScrollArea(parent)
{
    using enum LazinessChart;
    auto* inside = new QWidget(this);
    m_grid = new QGridLayout(inside);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(8);
    const std::pair<LazinessChart, QString> all[] = {{Accuracy, QStringLiteral("accuracyChart")},
        {Bars, QStringLiteral("lazinessChart")}, {Gradients, QStringLiteral("gradientChart")},
        {HeadGradient, QStringLiteral("hgmChart")}, {Sheet, QStringLiteral("sheetChart")}};
    for (const auto& [chart, name] : all) {
        auto* view = new FigureView(inside);
        view->setObjectName(name);
        view->hide();
        m_charts[chart] = view;
        connect(view, &FigureView::epochCursorMoved, this, [this](double epoch) {
            Q_EMIT epochChosen(std::isnan(epoch) ? 0 : std::max(0, int(std::lround(epoch))));
        });
        connect(view, &FigureView::seriesClicked, this,
            [this, chart = chart](int panel, int series) { Q_EMIT seriesClicked(chart, panel, series); });
    }
    m_charts[HeadGradient]->setEmptyText(tr("No head gradient modification"),
        tr("Only MLA with HGM has these curves: ‖P‖, its effective rank, and how much of the gradient is "
           "left."));
    setWidget(inside);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
}

void LazinessCharts::arrange(const ChartLayout& layout)
{
    for (const auto& [chart, view] : m_charts) {
        m_grid->removeWidget(view);
        view->setVisible(std::find(layout.charts.begin(), layout.charts.end(), chart) != layout.charts.end());
    }
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    for (int i = 0; i < int(layout.charts.size()); ++i) {
        auto* view = m_charts[layout.charts[std::size_t(i)]];
        m_grid->addWidget(view, i / layout.columns, i % layout.columns);
        m_grid->setRowStretch(i / layout.columns, i == 0 && layout.columns == 1 ? 4 : 3);
    }
}

void LazinessCharts::showResult(const LazinessResult& result, int epoch)
{
    for (const auto& [chart, figure] : result.figures) {
        auto* view = m_charts[chart];
        const auto stamp = result.stamps.at(chart);
        if (m_drawn.contains(chart) && m_drawn[chart] == stamp)
            continue;
        m_drawn[chart] = stamp;
        const int rows = (int(figure.panels.size()) + figure.columns - 1) / std::max(1, figure.columns);
        view->setMinimumHeight(std::max(chart == LazinessChart::Sheet ? 480 : 230, 110 + 150 * rows));
        view->setFigure(figure);
        view->setEpochCursor(cursorAt(epoch));
    }
}

void LazinessCharts::showEpoch(int epoch)
{
    for (const auto& [chart, view] : m_charts)
        view->setEpochCursor(cursorAt(epoch));
}

} // namespace modalscope
