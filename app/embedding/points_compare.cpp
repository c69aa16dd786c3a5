#include "app/embedding/cloud_pane.h"
#include "app/embedding/epoch_slider.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/look_controls.h"
#include "app/embedding/points_view.h"
#include "app/embedding/selection_side.h"
#include "app/embedding/source_choices.h"
#include "app/pages/progress_row.h"
#include "app/pages/side_splitter.h"
#include "core/config/json_options.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QJsonDocument>
#include <QSplitter>

#include <algorithm>

namespace modalscope {

/// The second picture starts as the first with one thing changed; all of it can be chosen then.
void PointsView::compare(Comparison comparison)
{
    m_bar->setComparison(comparison);
    if (comparison == Comparison::Nothing)
        return m_second->hide();
    auto state = m_first->state();
    state.hasView = false;
    QString problem;
    if (comparison == Comparison::Run) {
        const auto* mine = session().run(state.source.place);
        const auto& runs = session().runs();
        const auto other = std::find_if(runs.rbegin(), runs.rend(), [&](const RunEntry& entry) {
            return mine != nullptr && entry.id() != mine->id() && !entry.run.metrics.isNull()
                && entry.run.origin.datasetFingerprint == mine->run.origin.datasetFingerprint;
        });
        if (other != runs.rend())
            state.source.place = other->id();
        else
            problem
                = tr("There is no other finished run of this dataset; the second picture is of the same.");
        state.source.epoch = 0;
    } else if (comparison == Comparison::Epoch) {
        const auto& epochs = m_first->sources()->epochs();
        if (epochs.empty())
            problem = tr("This run has kept the features of one epoch; the option train.feature_epochs of an "
                         "experiment keeps more.");
        else
            state.source.epoch = epochs.front() == state.source.epoch ? epochs.back() : epochs.front();
    } else if (comparison == Comparison::Modality) {
        const auto& names = m_first->sources()->modalities();
        const auto arrays = m_first->sources()->arrays();
        const auto next = arrays.size() == 1 ? (arrays.front() + 1) % names.size() : 0;
        if (names.size() < 2)
            problem = tr("These features are of one modality.");
        state.leftOut.clear();
        for (std::size_t i = 0; i < names.size(); ++i)
            if (i != next)
                state.leftOut.push_back(names[i]);
    } else {
        state.layout.method
            = state.layout.method == LayoutMethod::Pca ? LayoutMethod::Umap : LayoutMethod::Pca;
    }
    if (!problem.isEmpty())
        messages().showMessage(Severity::Info, problem);
    showSecond(true);
    m_second->restore(state, false);
}

EmbeddingViewState PointsView::state() const
{
    EmbeddingViewState state;
    state.panes.push_back(m_first->state());
    if (m_second->isVisibleTo(this))
        state.panes.push_back(m_second->state());
    for (auto& pane : state.panes)
        pane.view.look = m_look->look();
    return state;
}

/// Both of one width.
void PointsView::showSecond(bool isShown)
{
    const bool isNew = isShown && m_second->isHidden();
    m_second->setVisible(isShown);
    auto* panes = qobject_cast<QSplitter*>(m_second->parentWidget());
    if (isNew && panes != nullptr)
        panes->setSizes({panes->width() / 2, panes->width() / 2});
}

void PointsView::restore(const EmbeddingViewState& state, bool computes)
{
    if (state.panes.empty())
        return;
    m_look->setLook(state.panes.front().view.look);
    takeLook();
    m_first->sources()->followsCurrentRun(false);
    m_first->restore(state.panes.front(), computes);
    m_first->sources()->followsCurrentRun(!computes);
    const bool isPair = state.panes.size() > 1;
    showSecond(isPair);
    if (isPair)
        m_second->restore(state.panes[1], computes);
    m_bar->setComparison(!isPair                                         ? Comparison::Nothing
            : state.panes[0].source.place != state.panes[1].source.place ? Comparison::Run
            : state.panes[0].source.epoch != state.panes[1].source.epoch ? Comparison::Epoch
            : state.panes[0].leftOut != state.panes[1].leftOut           ? Comparison::Modality
                                                                         : Comparison::Method);
    showPages();
}

QJsonObject PointsView::saveState() const
{
    const auto text = toJson(state()).dump();
    return {{QStringLiteral("view"),
                QJsonDocument::fromJson(QByteArray(text.data(), qsizetype(text.size()))).object()},
        {QStringLiteral("tool"), int(m_bar->tool())}, {QStringLiteral("side"), m_splitter->state()},
        {QStringLiteral("sideShown"), m_bar->isSideShown()},
        {QStringLiteral("sideTab"), m_side->currentTab()},
        {QStringLiteral("choices"), m_first->areControlsShown()}};
}

void PointsView::restoreState(const QJsonObject& state)
{
    setTool(CloudTool(std::clamp(state.value(QStringLiteral("tool")).toInt(), 0, int(CloudTool::Rectangle))));
    m_splitter->setState(state.value(QStringLiteral("side")).toString());
    m_isSideChosen = m_isSideChosen || state.contains(QStringLiteral("sideShown"));
    m_bar->setSideShown(state.value(QStringLiteral("sideShown")).toBool(true));
    m_side->setCurrentTab(state.value(QStringLiteral("sideTab")).toInt());
    m_first->setControlsShown(state.value(QStringLiteral("choices")).toBool(true));
    const auto text = QJsonDocument(state.value(QStringLiteral("view")).toObject()).toJson();
    const auto json = nlohmann::json::parse(text.constData(), nullptr, false);
    JsonReader::Unknown unknown; // of another version
    if (const auto view = fromJson<EmbeddingViewState>(json, {}, &unknown); view && !json.is_discarded())
        restore(view.value(), false);
}

void PointsView::connectEpochs()
{
    connect(m_first->sources(), &SourceChoices::epochsChanged, this, [this] {
        m_slider->setEpochs(m_first->sources()->epochs());
        if (const int epoch = m_first->sources()->source().epoch; epoch > 0)
            m_slider->setEpoch(epoch);
        forgetSeries();
    });
    connect(m_first->sources(), &SourceChoices::changed, this,
        [this] { m_slider->setEpoch(m_first->sources()->source().epoch); });
    connect(m_first->sources(), &SourceChoices::arraysChanged, this, &PointsView::forgetSeries);
    connect(m_first->controls(), &LayoutControls::changed, this, &PointsView::forgetSeries);
    connect(m_slider, &EpochSlider::epochChosen, this, [this](int epoch) {
        chooseEpoch(epoch);
        session().setEpochCursor(epoch);
    });
    connect(m_slider, &EpochSlider::placeReached, m_series, &EpochSeries::askFrame);
    connect(m_slider, &EpochSlider::picturesRequested, this, &PointsView::makeSeries);
    connect(m_series, &EpochSeries::finished, this, &PointsView::takeSeries);
    connect(m_series, &EpochSeries::progressed, m_seriesProgress, &ProgressRow::showProgress);
    connect(m_seriesProgress, &ProgressRow::cancelRequested, m_series, &EpochSeries::cancel);
    connect(m_series, &EpochSeries::frameMade, this, [this](const std::shared_ptr<const CloudData>& cloud) {
        if (m_slider->isPlaying())
            m_first->showFrame(cloud);
    });
}

std::string PointsView::seriesKey() const
{
    auto source = m_first->sources()->source();
    source.epoch = 0;
    LayoutRequest like = m_first->request();
    like.key = toJson(source).dump();
    return layoutKey(like);
}

void PointsView::forgetSeries()
{
    if (m_seriesOf.empty() || m_seriesOf == seriesKey())
        return;
    m_seriesOf.clear();
    m_series->clear();
    m_slider->setHasPictures(false);
}

void PointsView::makeSeries()
{
    const auto like = m_first->request();
    if (!like.samples || m_series->isWorking())
        return;
    SeriesRequest wanted{.source = m_first->sources()->request(),
        .epochs = m_first->sources()->epochs(),
        .modalities = {},
        .settings = like.settings,
        .only = like.only};
    for (const auto place : like.arrays)
        wanted.modalities.push_back(like.samples->features.names[place]);
    m_seriesOf = seriesKey();
    m_slider->setWorking(true);
    m_seriesProgress->begin(tr("reading features"));
    m_series->make(std::move(wanted));
}

void PointsView::takeSeries()
{
    m_slider->setWorking(false);
    m_seriesProgress->end();
    const auto& made = m_series->layouts();
    if (made.error)
        messages().showError(*made.error);
    else if (made.isStopped)
        messages().showMessage(Severity::Info,
            made.made.empty() ? tr("Stopped before there was a picture of an epoch.")
                              : tr("Stopped after epoch %1; the epochs before have their pictures.")
                                    .arg(made.epochs.back()));
    m_slider->setHasPictures(m_series->hasLayouts());
    if (m_series->of(m_slider->epoch()))
        chooseEpoch(m_slider->epoch());
}

void PointsView::chooseEpoch(int epoch)
{
    auto source = m_first->sources()->source();
    source.epoch = epoch;
    const auto made = m_series->of(epoch);
    m_first->sources()->setSource(source, made == nullptr);
    if (made)
        m_first->showLayout(made, true);
}

} // namespace modalscope
