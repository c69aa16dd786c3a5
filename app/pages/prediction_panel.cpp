#include "app/pages/prediction_panel.h"

#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "core/figure/figure_notes.h"
#include "core/figure/fusion_trust_figure.h"
#include "core/figure/reliability_figure.h"
#include "core/figure/valuation_figure.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostListed = 2000; // a list of more is of no use

std::vector<int> fusedClasses(const Predictions& said)
{
    std::vector<int> classes;
    for (std::int64_t i = 0; i < said.fused.rows(); ++i) {
        const auto row = said.fused.row(i);
        classes.push_back(int(std::max_element(row.begin(), row.end()) - row.begin()));
    }
    return classes;
}

PredictionSource sourceOf(const PredictionRequest& request)
{
    const StoredRun* const run = &request.run;
    PredictionSource source;
    source.label = methodLabel(run->experiment.method) + ", seed " + std::to_string(run->experiment.seed);
    source.split = request.split;
    source.conditions = conditionsText(runGroups(std::span(&run, 1)));
    source.runs = {run->id()};
    source.command = "compare page";
    return source;
}

} // namespace

PredictionResult makePredictionFigure(const PredictionRequest& request)
{
    PredictionResult made;
    const RunFolder folder(request.run.folder);
    const auto all = readPredictions(folder.file("predictions.h5"));
    if (!all) {
        made.figure.note = all.error().message;
        return made;
    }
    for (const auto& [name, said] : all.value())
        made.splits.push_back(name);
    const auto found = all.value().find(request.split);
    if (found == all.value().end()) {
        made.figure.note = "This run has no predictions of " + request.split + ".";
        return made;
    }
    const auto& said = found->second;
    made.labels = said.labels;
    made.predicted = fusedClasses(said);
    const auto source = sourceOf(request);
    if (request.chart == PredictionChart::Calibration) {
        made.figure = reliabilityFigure(calibrationReport(said), source);
    } else if (request.chart == PredictionChart::Trust) {
        made.trust = fusionTrust(said);
        made.figure = fusionTrustFigure(made.trust, source);
    } else {
        const auto conditions = readConditions(folder.file("conditions.h5"));
        if (!conditions) {
            made.figure.note
                = "This run was not tested with every set of modalities; train it with evaluate.subsets "
                  "all.";
            return made;
        }
        made.valuation = sampleContribution(conditions.value(), request.split, said.labels);
        made.figure = valuationFigure(made.valuation, source);
    }
    return made;
}

PredictionPanel::PredictionPanel(QWidget* parent)
    : QWidget(parent)
    , m_chart(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_view(new FigureView(this))
    , m_listTitle(new QLabel(this))
    , m_samples(new QListWidget(this))
    , m_work(makePredictionFigure, [this](const PredictionResult& made) { showResult(made); })
{
    m_chart->setObjectName(QStringLiteral("predictionChart"));
    m_split->setObjectName(QStringLiteral("predictionSplit"));
    m_view->setObjectName(QStringLiteral("predictionFigure"));
    m_view->setMinimumHeight(230);
    m_samples->setObjectName(QStringLiteral("samplesBehind"));
    m_filling = true;
    offerChoices(*m_chart,
        {{"calibration", "calibration (reliability, ECE)"}, {"trust", "what dynamic fusion trusts"},
            {"valuation", "worth of each modality to each sample"}});
    offerChoices(*m_split, {{"test", "test"}});
    m_filling = false;
    auto* list = new QWidget(this);
    auto* listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    m_listTitle->setWordWrap(true);
    m_listTitle->setProperty("caption", true);
    m_listTitle->setText(tr("Click a bar to list its samples."));
    listLayout->addWidget(m_listTitle);
    listLayout->addWidget(m_samples, 1);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    auto* scroll = new QScrollArea(splitter); // seven panels want more height than a small screen has
    scroll->setWidget(m_view);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    splitter->addWidget(scroll);
    splitter->addWidget(list);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({700, 220});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(labelledRow(this, {{tr("Chart"), m_chart}, {tr("Split"), m_split}}));
    layout->addWidget(splitter, 1);
    for (auto* box : {m_chart, m_split})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                ask();
        });
    connect(m_view, &FigureView::barClicked, this, &PredictionPanel::listSamples);
    setRun(nullptr);
}

PredictionPanel::~PredictionPanel() = default;

void PredictionPanel::setRun(std::shared_ptr<const RunSnapshot> run)
{
    m_run = std::move(run);
    ask();
}

void PredictionPanel::ask()
{
    m_samples->clear();
    m_listTitle->setText(tr("Click a bar to list its samples."));
    if (!m_run || m_run->run.metrics.isNull()) {
        m_view->setEmptyText(tr("No finished run is selected"),
            tr("Select a run above to see how far its predictions can be trusted."));
        m_view->setFigure({});
        return;
    }
    const auto chart = m_chart->currentData().toString();
    m_work.request({m_run->run, fromQt(m_split->currentData().toString()),
        chart == QStringLiteral("trust")           ? PredictionChart::Trust
            : chart == QStringLiteral("valuation") ? PredictionChart::Valuation
                                                   : PredictionChart::Calibration});
}

void PredictionPanel::showResult(const PredictionResult& result)
{
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
    m_samples->clear();
    const auto place = [](int index) { return std::size_t(std::max(0, index)); };
    const auto samples = !m_result.trust.isEmpty()
        ? samplesInBar(m_result.trust, place(panel), place(series), place(bin))
        : samplesInBar(m_result.valuation, place(panel), place(series), place(bin));
    m_listTitle->setText(tr("%n sample(s) behind this bar", nullptr, int(samples.size())));
    for (const auto sample : std::span(samples).first(std::min(samples.size(), kMostListed))) {
        const auto index = std::size_t(sample);
        m_samples->addItem(tr("%1: class %2, predicted %3")
                               .arg(sample)
                               .arg(m_result.labels[index])
                               .arg(m_result.predicted[index]));
    }
    if (samples.size() > kMostListed)
        m_samples->addItem(tr("and %1 more").arg(samples.size() - kMostListed));
}

} // namespace modalscope
