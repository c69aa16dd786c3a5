#include "app/pages/confusion_panel.h"

#include "app/pages/chosen_runs.h"
#include "app/pages/figure_panel.h"
#include "app/pages/offer_names.h"
#include "app/pages/run_scope.h"
#include "core/figure/metric_bar_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"

#include <QComboBox>

#include <array>

namespace modalscope {

ConfusionPanel::ConfusionPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_scope(makeRunScope("confusionScope", this))
    , m_split(new QComboBox(this))
    , m_who(new QComboBox(this))
    , m_view(new FigureView(this))
    , m_work(makeConfusion, [this](const ConfusionResult& made) { showResult(made); })
{
    m_split->setObjectName(QStringLiteral("confusionSplit"));
    m_who->setObjectName(QStringLiteral("confusionWho"));
    m_view->setObjectName(QStringLiteral("confusionFigure"));
    m_view->setMinimumHeight(220);
    layOutFigurePanel(
        this, {{tr("Prediction of"), m_who}, {tr("Split"), m_split}, {tr("Runs"), m_scope}}, m_view);
    for (auto* box : {m_scope, m_split, m_who})
        connect(box, &QComboBox::currentIndexChanged, this, &ConfusionPanel::ask);
    setRuns({}, nullptr);
}

ConfusionPanel::~ConfusionPanel() = default;

void ConfusionPanel::setRuns(const RunSnapshots& selected, std::shared_ptr<const RunSnapshot> current)
{
    m_selected = selected;
    m_run = std::move(current);
    offerNames(*m_split, m_run ? splitNames(std::array{m_run->series()}) : std::vector<std::string>(),
        QStringLiteral("test"));
    if (!m_run)
        offerNames(*m_who, {}, {});
    showScope(*m_scope, int(chooseRuns(m_selected, m_run, /*allSeeds=*/true).runs.size()));
    ask();
}

std::vector<std::string> ConfusionPanel::classNames() const
{
    for (const auto& open : m_session.datasets())
        if (open.dataset && open.dataset->fingerprint == m_run->run.origin.datasetFingerprint)
            return open.dataset->classNames;
    return {};
}

void ConfusionPanel::ask()
{
    if (!m_run) {
        m_view->setEmptyText(
            tr("No run is selected"), tr("Select a run above to see which classes it confuses."));
        m_view->setFigure({});
        return;
    }
    const auto chosen = chooseRuns(m_selected, m_run, isAllSeeds(*m_scope));
    ConfusionRequest wanted;
    for (const auto& run : chosen.runs)
        wanted.runs.push_back(run->run);
    wanted.leftOut = chosen.leftOut;
    wanted.options.split = m_split->count() == 0 ? "test" : fromQt(m_split->currentText());
    wanted.options.who = m_who->count() == 0 ? "fused" : fromQt(m_who->currentText());
    wanted.options.classNames = classNames();
    wanted.options.command = "compare page";
    m_work.request(std::move(wanted));
}

void ConfusionPanel::showResult(const ConfusionResult& result)
{
    if (!m_run)
        return;
    offerNames(*m_who, result.names, toQt(result.who));
    m_view->setEmptyText(tr("No confusion matrix"), toQt(result.figure.note));
    m_view->setFigure(result.figure);
}

} // namespace modalscope
