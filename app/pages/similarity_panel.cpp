#include "app/pages/similarity_panel.h"

#include "app/pages/adapter_bases.h"
#include "app/pages/adapter_plan.h"
#include "app/pages/engine_work.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/progress_row.h"
#include "core/base/text.h"
#include "core/figure/similarity_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kMostModalitiesOffered = 4; // of sets without adapters: 14
constexpr int kLeastFigureHeight = 560; // four panels below each other

} // namespace

SimilarityPanel::SimilarityPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_run(new QComboBox(this))
    , m_choice(new QComboBox(this))
    , m_split(new QComboBox(this))
    , m_button(new QPushButton(tr("Compare features"), this))
    , m_progress(new ProgressRow(QStringLiteral("similarity"), this))
    , m_said(new QLabel(this))
    , m_figure(new FigureView(this))
    , m_work(new EngineWork(session.engine(), this))
{
    m_run->setObjectName(QStringLiteral("similarityRun"));
    m_choice->setObjectName(QStringLiteral("similarityChoice"));
    for (auto* box : {m_run, m_choice}) { // names of runs and sets may be long
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(14);
    }
    m_split->setObjectName(QStringLiteral("similaritySplit"));
    offerChoices(*m_split, {{"test", "test"}, {"valid", "valid"}});
    m_button->setObjectName(QStringLiteral("similarityButton"));
    m_said->setObjectName(QStringLiteral("similaritySaid"));
    m_said->setWordWrap(true);
    m_figure->setObjectName(QStringLiteral("similarityFigure"));
    m_figure->setMinimumHeight(kLeastFigureHeight);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_figure);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    auto* row = new QWidget(this);
    flowLabelledChoices(row, {{tr("Run"), m_run}, {tr("Compare"), m_choice}, {tr("Split"), m_split}});
    row->layout()->addWidget(m_button);
    layout->addWidget(row);
    layout->addWidget(m_progress);
    layout->addWidget(m_said);
    layout->addWidget(scroll, 1);
    connect(m_run, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_isFilling)
            chooseBase();
    });
    connect(m_button, &QPushButton::clicked, this, &SimilarityPanel::start);
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &EngineWork::cancel);
    connect(m_work, &EngineWork::progressed, this, [this](const Progress& progress) {
        if (!m_isStale)
            m_progress->showProgress(progress);
    });
    connect(m_work, &EngineWork::failed, this, [this](const Error& error) {
        showState();
        const bool isCancelled = error.kind == ErrorKind::Cancelled;
        if (!m_isStale)
            say(isCancelled ? tr("Stopped. Nothing was changed.") : toQt(error.message), !isCancelled);
        Q_EMIT drawn();
    });
    clearFigure();
    showState();
    say({}, false);
}

SimilarityPanel::~SimilarityPanel() = default;

void SimilarityPanel::setBases(const std::vector<std::string>& ids, const std::vector<StoredAdapters>& stored)
{
    m_bases = ids;
    m_stored = stored;
    std::vector<std::pair<std::string, std::string>> runs;
    for (const auto& id : ids)
        if (const auto* entry = m_session.run(id))
            runs.emplace_back(id, fromQt(RunNames::of(m_session).title(*entry)));
    m_isFilling = true;
    offerChoices(*m_run, runs);
    m_isFilling = false;
    chooseBase();
}

void SimilarityPanel::chooseBase()
{
    const auto chosen = fromQt(m_run->currentData().toString());
    if (chosen != m_base) {
        m_base = chosen;
        m_isStale = m_work->isWorking();
        m_work->cancel();
        clearFigure();
        say({}, false);
    }
    offer();
    showState();
}

/// Adapter sets first, then what is left of the modalities without any.
void SimilarityPanel::offer()
{
    m_offers.clear();
    for (std::size_t i = 0; i < std::min(m_bases.size(), m_stored.size()); ++i)
        for (const auto& set : m_stored[i].sets)
            if (m_bases[i] == m_base)
                m_offers.push_back({set.folder.string(),
                    joinText(set.options.present, " + ") + ": " + labelOf(set.options.adapter.kind)
                        + ", seed " + std::to_string(set.options.seed),
                    set.options.present, set.folder});
    if (const auto* entry = m_session.run(m_base)) {
        const auto modalities = modalitiesForAdapters(m_session, entry->run);
        if (modalities.size() <= kMostModalitiesOffered)
            for (auto& present : availableSets(modalities, modalities)) {
                const auto names = joinText(present, " + ");
                m_offers.push_back({"bare " + names, names + ": without adapters", std::move(present), {}});
            }
    }
    std::vector<std::pair<std::string, std::string>> choices;
    for (const auto& one : m_offers)
        choices.emplace_back(one.key, one.label);
    offerChoices(*m_choice, choices);
}

void SimilarityPanel::start()
{
    const auto* entry = m_session.run(m_base);
    const auto chosen = std::ranges::find(m_offers, fromQt(m_choice->currentData().toString()), &Offer::key);
    if (entry == nullptr || chosen == m_offers.end())
        return;
    FeatureCompareRequest request;
    request.folder = entry->run.folder;
    request.present = chosen->present;
    request.adapters = chosen->adapters;
    request.split = fromQt(m_split->currentData().toString());
    m_isStale = false;
    say({}, false);
    m_progress->begin(tr("reading the network"));
    m_work->start<SimilarityReport>(
        runDataOf(m_session, entry->run),
        [request](Engine& engine, const auto& dataset, const RunContext& context) mutable {
            request.dataset = dataset;
            return engine.compareFeatures(request, context);
        },
        [this](const auto& report) { take(*report); });
    showState();
}

void SimilarityPanel::take(const SimilarityReport& report)
{
    showState();
    say({}, false);
    if (m_isStale)
        return;
    m_figure->setFigure(similarityFigure(report, "adapters page"));
    Q_EMIT drawn();
}

void SimilarityPanel::showState()
{
    const bool isWorking = m_work->isWorking();
    m_button->setEnabled(!isWorking && !m_offers.empty());
    if (!isWorking)
        m_progress->end();
    m_choice->setEnabled(!isWorking); // another run may be chosen: that ends the comparison
    m_split->setEnabled(!isWorking);
}

void SimilarityPanel::say(const QString& text, bool isProblem)
{
    m_said->setText(text);
    m_said->setVisible(!text.isEmpty());
    m_said->setTextInteractionFlags(isProblem ? Qt::TextSelectableByMouse : Qt::NoTextInteraction);
}

void SimilarityPanel::clearFigure()
{
    m_figure->setEmptyText(tr("No features have been compared"),
        tr("Choose an adapter set, then press Compare features: every layer's features with modalities "
           "missing are set beside those of complete inputs. The network predicts the split up to three "
           "times."));
    m_figure->setFigure({});
}

} // namespace modalscope
