#include "app/pages/comparison_panel.h"

#include "app/pages/column_chooser.h"
#include "app/pages/figure_panel.h"
#include "app/pages/metric_choices.h"
#include "app/pages/offer_choices.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>

namespace modalscope {
ComparisonPanel::ComparisonPanel(QWidget* parent)
    : QWidget(parent)
    , m_chart(new QComboBox(this))
    , m_metric(new QComboBox(this))
    , m_against(new QComboBox(this))
    , m_columns(new ColumnChooser(this))
    , m_view(new FigureView(this))
    , m_work(makeComparisonFigure, [this](const ComparisonResult& made) { showResult(made); })
{
    m_chart->setObjectName(QStringLiteral("comparisonChart"));
    m_metric->setObjectName(QStringLiteral("comparisonMetric"));
    m_against->setObjectName(QStringLiteral("comparisonAgainst"));
    m_columns->setObjectName(QStringLiteral("comparisonColumns"));
    m_view->setObjectName(QStringLiteral("comparisonFigure"));
    m_view->setMinimumHeight(220);
    offerChoices(*m_chart,
        {{"box", "boxes over runs"}, {"strip", "every run"}, {"bar", "means with intervals"},
            {"scatter", "one metric against another"}, {"parallel", "parallel coordinates"}});
    layOutFigurePanel(this, {{tr("Chart"), m_chart}, {tr("Metric"), m_metric}, {tr("Against"), m_against}},
        m_view, m_columns);
    for (auto* box : {m_chart, m_metric, m_against})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                ask();
        });
    connect(m_against, &QComboBox::activated, this, [this] { m_againstIsChosen = true; });
    connect(m_columns, &ColumnChooser::changed, this, &ComparisonPanel::ask);
    connect(m_view, &FigureView::pointClicked, this, &ComparisonPanel::runRequested);
}

ComparisonPanel::~ComparisonPanel() = default;

void ComparisonPanel::setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors)
{
    m_runs = runs;
    m_colors = colors;
    fillChoices();
    ask();
}

void ComparisonPanel::fillChoices()
{
    m_filling = true;
    const auto metrics = metricChoices(m_runs);
    offerChoices(*m_metric, metrics);
    offerChoices(*m_against, metrics);
    if (!m_againstIsChosen)
        if (const int weakest = m_against->findData(toQt(usualCounterpart(m_runs))); weakest >= 0)
            m_against->setCurrentIndex(weakest);
    m_filling = false;
}

void ComparisonPanel::ask()
{
    const auto chart = fromQt(m_chart->currentData().toString());
    m_against->setEnabled(chart == "scatter");
    m_columns->setEnabled(chart == "parallel");
    ComparisonRequest wanted;
    wanted.runs = m_runs;
    wanted.chart = chart;
    wanted.metric = fromQt(m_metric->currentData().toString());
    wanted.against = fromQt(m_against->currentData().toString());
    wanted.columns = m_columns->chosen();
    wanted.colors = m_colors;
    m_work.request(std::move(wanted));
}

void ComparisonPanel::showResult(const ComparisonResult& result)
{
    if (result.chart == "parallel") {
        m_columns->offer(result.offered);
        if (m_columns->chosen() != result.drawn)
            return ask(); // other columns are there than when it was asked for
    }
    m_view->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_view->setFigure(result.figure);
    Q_EMIT drawn();
}

} // namespace modalscope
