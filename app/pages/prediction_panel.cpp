#include "app/pages/prediction_panel.h"

#include "app/pages/chosen_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/run_scope.h"
#include "app/pages/samples_behind.h"
#include "core/figure/fusion_trust_figure.h"
#include "core/figure/valuation_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {

PredictionPanel::PredictionPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_chart(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_scope(makeRunScope("predictionScope", this))
    , m_view(new FigureView(this))
    , m_samples(new SamplesBehind(session, this))
    , m_work(makePredictionFigure, [this](const PredictionResult& made) { showResult(made); })
{
    m_chart->setObjectName(QStringLiteral("predictionChart"));
    m_split->setObjectName(QStringLiteral("predictionSplit"));
    m_view->setObjectName(QStringLiteral("predictionFigure"));
    m_view->setMinimumHeight(230);
    m_filling = true;
    offerChoices(*m_chart,
        {{"calibration", "calibration (reliability, ECE)"}, {"trust", "what dynamic fusion trusts"},
            {"valuation", "worth of each modality to each sample"}});
    offerChoices(*m_split, {{"test", "test"}});
    m_filling = false;
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeFigure());
    splitter->addWidget(m_samples);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({640, 280});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(
        labelledRow(this, {{tr("Chart"), m_chart}, {tr("Split"), m_split}, {tr("Runs"), m_scope}}));
    layout->addWidget(splitter, 1);
    for (auto* box : {m_chart, m_split, m_scope})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                ask();
        });
    connect(m_view, &FigureView::barClicked, this, &PredictionPanel::listSamples);
    ask();
}

PredictionPanel::~PredictionPanel() = default;

QWidget* PredictionPanel::makeFigure()
{
    auto* scroll = new QScrollArea(this); // seven panels want more height than a small screen has
    scroll->setWidget(m_view);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

void PredictionPanel::setRuns(const RunSnapshots& selected, std::shared_ptr<const RunSnapshot> current)
{
    m_selected = selected;
    m_run = std::move(current);
    const auto together = chooseRuns(m_selected, m_run, /*allSeeds=*/true);
    showScope(*m_scope, int(together.runs.size()));
    std::vector<std::string> ids{m_run ? m_run->run.id() : std::string(), std::to_string(together.leftOut)};
    for (const auto& run : together.runs)
        ids.push_back(run->run.id() + (run->run.metrics.isNull() ? "" : ", finished"));
    if (ids == m_given)
        return; // the list of samples stays while something else in the workspace changes
    m_given = std::move(ids);
    ask();
}

void PredictionPanel::ask()
{
    m_samples->clear();
    if (!m_run || m_run->run.metrics.isNull()) {
        m_view->setEmptyText(tr("No finished run is selected"),
            tr("Select a run above to see how far its predictions can be trusted."));
        m_view->setFigure({});
        return;
    }
    const auto chosen = chooseRuns(m_selected, m_run, isAllSeeds(*m_scope));
    PredictionRequest wanted;
    for (const auto& run : chosen.runs)
        wanted.runs.push_back(run->run);
    wanted.leftOut = chosen.leftOut;
    wanted.split = fromQt(m_split->currentData().toString());
    const auto chart = m_chart->currentData().toString();
    wanted.chart = chart == QStringLiteral("trust") ? PredictionChart::Trust
        : chart == QStringLiteral("valuation")      ? PredictionChart::Valuation
                                                    : PredictionChart::Calibration;
    m_work.request(std::move(wanted));
}

void PredictionPanel::showResult(const PredictionResult& result)
{
    if (!m_run)
        return;
    m_result = result;
    m_filling = true;
    std::vector<std::pair<std::string, std::string>> splits;
    for (const auto& name : result.splits)
        splits.emplace_back(name, name);
    if (!splits.empty())
        offerChoices(*m_split, splits);
    m_filling = false;
    m_view->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_view->setFigure(result.figure);
    Q_EMIT drawn();
}

void PredictionPanel::listSamples(int panel, int series, int bin)
{
    const auto place = [](int index) { return std::size_t(std::max(0, index)); };
    m_samples->showSamples(m_result,
        !m_result.trust.isEmpty()
            ? samplesInBar(m_result.trust, place(panel), place(series), place(bin))
            : samplesInBar(m_result.valuation, place(panel), place(series), place(bin)));
}

} // namespace modalscope
