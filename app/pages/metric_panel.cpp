#include "app/pages/metric_panel.h"

#include "app/pages/figure_panel.h"
#include "app/pages/offer_names.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>

namespace modalscope {
namespace {

constexpr int kMostSettings = 12; // more bars and colours than these cannot be told apart

} // namespace

MetricPanel::MetricPanel(QWidget* parent)
    : QWidget(parent)
    , m_split(new QComboBox(this))
    , m_metric(new QComboBox(this))
    , m_view(new FigureView(this))
    , m_work(makeMetricFigure, [this](const MetricResult& result) { show(result); })
{
    m_split->setObjectName(QStringLiteral("metricSplit"));
    m_metric->setObjectName(QStringLiteral("metricName"));
    m_view->setObjectName(QStringLiteral("metricFigure"));
    m_view->setEmptyText(
        tr("No finished run"), tr("Bars appear for the selected runs, or for all, once they have finished."));
    layOutFigurePanel(this, {{tr("Metric"), m_metric}, {tr("Split"), m_split}}, m_view);
    connect(m_split, &QComboBox::currentIndexChanged, this, &MetricPanel::draw);
    connect(m_metric, &QComboBox::currentIndexChanged, this, &MetricPanel::draw);
}

void MetricPanel::setRuns(const RunSnapshots& runs, const std::map<std::string, int>& colors)
{
    m_runs = runs;
    m_colors = colors;
    draw();
}

void MetricPanel::draw()
{
    MetricBarOptions options;
    options.split = fromQt(m_split->currentText());
    options.metric = fromQt(m_metric->currentText());
    options.colors = m_colors;
    options.command = "compare page";
    options.mostGroups = kMostSettings;
    options.oneDataset = true;
    m_work.request({m_runs, std::move(options)});
}

void MetricPanel::show(const MetricResult& result)
{
    offerNames(*m_split, result.splits, toQt(result.split));
    offerNames(*m_metric, result.metrics, toQt(result.metric));
    m_view->setFigure(result.figure);
}

} // namespace modalscope
