#include "app/pages/comparison_panel.h"

#include "app/pages/figure_panel.h"
#include "app/pages/offer_choices.h"
#include "app/pages/run_columns.h"
#include "core/figure/comparison_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <set>

namespace modalscope {
namespace {

/// Paths of every metric that any run has, those of the plain test first.
std::vector<std::pair<std::string, std::string>> metricChoices(const RunSnapshots& runs)
{
    std::set<std::string> paths;
    for (const auto& snapshot : runs)
        for (const auto& path : snapshot->run.metrics.paths())
            paths.insert(path);
    std::vector<std::string> ordered(paths.begin(), paths.end());
    std::stable_partition(ordered.begin(), ordered.end(), isUsualMetric);
    std::stable_partition(
        ordered.begin(), ordered.end(), [](const auto& path) { return path == "test/fused/accuracy"; });
    std::vector<std::pair<std::string, std::string>> choices;
    for (const auto& path : ordered)
        choices.emplace_back(path, fromQt(metricTitle(path)));
    return choices;
}

} // namespace

ComparisonPanel::ComparisonPanel(QWidget* parent)
    : QWidget(parent)
    , m_chart(new QComboBox(this))
    , m_metric(new QComboBox(this))
    , m_against(new QComboBox(this))
    , m_view(new FigureView(this))
{
    m_chart->setObjectName(QStringLiteral("comparisonChart"));
    m_metric->setObjectName(QStringLiteral("comparisonMetric"));
    m_against->setObjectName(QStringLiteral("comparisonAgainst"));
    m_view->setObjectName(QStringLiteral("comparisonFigure"));
    m_view->setMinimumHeight(220);
    offerChoices(*m_chart,
        {{"box", "boxes over runs"}, {"strip", "every run"}, {"bar", "means with intervals"},
            {"scatter", "one metric against another"}, {"parallel", "parallel coordinates"}});
    layOutFigurePanel(
        this, {{tr("Chart"), m_chart}, {tr("Metric"), m_metric}, {tr("Against"), m_against}}, m_view);
    for (auto* box : {m_chart, m_metric, m_against})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                draw();
        });
    connect(m_view, &FigureView::pointClicked, this, &ComparisonPanel::runRequested);
}

void ComparisonPanel::setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors)
{
    m_runs = runs;
    m_colors = colors;
    fillChoices();
    draw();
}

void ComparisonPanel::fillChoices()
{
    m_filling = true;
    const auto metrics = metricChoices(m_runs);
    offerChoices(*m_metric, metrics);
    offerChoices(*m_against, metrics);
    m_filling = false;
}

Figure ComparisonPanel::figure() const
{
    std::vector<const StoredRun*> runs;
    for (const auto& snapshot : m_runs)
        runs.push_back(&snapshot->run);
    const auto groups = runGroups(runs);
    const auto metric = fromQt(m_metric->currentData().toString());
    const auto chart = m_chart->currentData().toString();
    ComparisonOptions options;
    options.metrics = {metric};
    options.colors = m_colors;
    options.command = "compare page";
    if (chart == QStringLiteral("scatter"))
        return metricScatterFigure(groups, fromQt(m_against->currentData().toString()), metric, options);
    if (chart == QStringLiteral("parallel"))
        return parallelFigure(groups, parallelColumns(groups, options.metrics), options);
    options.kind = fromText<ComparisonKind>(fromQt(chart)).value_or(ComparisonKind::Box);
    return comparisonFigure(groups, options);
}

void ComparisonPanel::draw()
{
    m_against->setEnabled(m_chart->currentData().toString() == QStringLiteral("scatter"));
    auto drawn = figure();
    m_view->setEmptyText(tr("Nothing to draw"), toQt(drawn.note));
    m_view->setFigure(std::move(drawn));
}

} // namespace modalscope
