#include "app/pages/adapter_results.h"

#include "app/pages/adapter_words.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/table_over_figure.h"
#include "core/eval/metric_names.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kMostRows = 12; // of the table, that are always seen

} // namespace

AdapterResults::AdapterResults(QWidget* parent)
    : QWidget(parent)
    , m_metric(new QComboBox(this))
    , m_dedicated(new QPushButton(this))
    , m_table(new TablePanel(this))
    , m_figure(new FigureView(this))
{
    m_table->setObjectName(QStringLiteral("adapterTable"));
    m_figure->setObjectName(QStringLiteral("adapterFigure"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTop());
    layout->addWidget(tableOverFigure(QStringLiteral("adapter"), m_table, m_figure), 1);
}

QWidget* AdapterResults::makeTop()
{
    auto* top = new QWidget(this);
    auto* choices = new QWidget(top);
    m_metric->setObjectName(QStringLiteral("adapterMetric"));
    flowLabelledChoices(choices, {{tr("Metric"), m_metric}});
    m_dedicated->setObjectName(QStringLiteral("trainDedicated"));
    m_dedicated->setToolTip(tr("Queues a run for each set of the table and each seed of its base that has "
                               "none: the same settings, trained on these modalities only"));
    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(choices, 1);
    layout->addWidget(m_dedicated);
    connect(m_metric, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            Q_EMIT metricChosen();
    });
    connect(m_dedicated, &QPushButton::clicked, this, [this] {
        m_dedicated->setEnabled(false); // until results say what is still missing
        Q_EMIT dedicatedRequested();
    });
    return top;
}

std::string AdapterResults::metric() const
{
    return fromQt(m_metric->currentData().toString());
}

/// The table shows its rows, up to a dozen of them.
void AdapterResults::fitTable()
{
    auto* shown = m_table->widget();
    int height = shown->horizontalHeader()->sizeHint().height() + 2 * shown->frameWidth()
        + shown->horizontalScrollBar()->sizeHint().height();
    for (int row = 0; row < std::min(shown->rowCount(), kMostRows); ++row)
        height += shown->rowHeight(row);
    shown->setMinimumHeight(shown->rowCount() > 0 ? height : 0);
}

void AdapterResults::show(const AdapterResult& result)
{
    m_filling = true;
    std::vector<std::pair<std::string, std::string>> metrics;
    for (const auto& name : result.metrics)
        metrics.emplace_back(name, metricLabel(name));
    offerChoices(*m_metric, metrics);
    m_metric->setCurrentIndex(std::max(0, m_metric->findData(toQt(result.metric))));
    m_filling = false;
    m_table->setTable(result.table);
    sayAdapterOrigins(*m_table->widget(), result);
    fitTable();
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_figure->setFigure(result.figure);
    const auto lacking = qlonglong(result.dedicatedToTrain.size());
    m_dedicated->setEnabled(lacking > 0);
    m_dedicated->setText(lacking > 0
            ? tr("Train %1").arg(counted(lacking, tr("dedicated run"), tr("dedicated runs")))
            : tr("Train dedicated runs"));
}

} // namespace modalscope
