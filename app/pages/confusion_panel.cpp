#include "app/pages/confusion_panel.h"

#include "app/pages/figure_panel.h"
#include "app/pages/offer_names.h"
#include "core/figure/confusion_figure.h"
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
    , m_split(new QComboBox(this))
    , m_who(new QComboBox(this))
    , m_view(new FigureView(this))
{
    m_split->setObjectName(QStringLiteral("confusionSplit"));
    m_who->setObjectName(QStringLiteral("confusionWho"));
    m_view->setObjectName(QStringLiteral("confusionFigure"));
    m_view->setMinimumHeight(220);
    layOutFigurePanel(this, {{tr("Prediction of"), m_who}, {tr("Split"), m_split}}, m_view);
    connect(m_split, &QComboBox::currentIndexChanged, this, [this] {
        fillChoices();
        draw();
    });
    connect(m_who, &QComboBox::currentIndexChanged, this, &ConfusionPanel::draw);
    setRun(nullptr);
}

void ConfusionPanel::setRun(std::shared_ptr<const RunSnapshot> run)
{
    m_run = std::move(run);
    auto file = m_run && !m_run->run.metrics.isNull() ? RunFolder(m_run->run.folder).metrics()
                                                      : Result<nlohmann::json>(nlohmann::json());
    m_file = file ? std::move(file).value() : nlohmann::json();
    fillChoices();
    draw();
}

void ConfusionPanel::fillChoices()
{
    std::vector<std::string> splits;
    std::vector<std::string> names;
    if (m_run) {
        splits = splitNames(std::array{m_run->series()});
        offerNames(*m_split, splits, QStringLiteral("test"));
        names = confusionNames(m_run->run, m_file, fromQt(m_split->currentText()));
    } else {
        offerNames(*m_split, {}, {});
    }
    offerNames(*m_who, names, QStringLiteral("fused"));
}

std::vector<std::string> ConfusionPanel::classNames() const
{
    for (const auto& open : m_session.datasets())
        if (open.dataset && open.dataset->fingerprint == m_run->run.origin.datasetFingerprint)
            return open.dataset->classNames;
    return {};
}

void ConfusionPanel::draw()
{
    if (!m_run) {
        m_view->setEmptyText(
            tr("No run is selected"), tr("Select a run above to see which classes it confuses."));
        m_view->setFigure({});
        return;
    }
    m_view->setEmptyText(tr("No confusion matrix"), {});
    ConfusionOptions options;
    options.split = m_split->count() == 0 ? "test" : fromQt(m_split->currentText());
    options.who = m_who->count() == 0 ? "fused" : fromQt(m_who->currentText());
    options.classNames = classNames();
    options.command = "compare page";
    m_view->setFigure(confusionFigure(m_run->run, m_file, options));
}

} // namespace modalscope
