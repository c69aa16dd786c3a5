#include "app/pages/laziness_view.h"

#include "app/pages/laziness_side.h"
#include "core/experiment/run_grid.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using enum LazinessChart;

/// What one choice of the layout shows, in reading order, and how many stand side by side.
struct ChartLayout {
    const char* name;
    std::vector<LazinessChart> charts;
    int columns;
};

const std::vector<ChartLayout>& chartLayouts()
{
    static const std::vector<ChartLayout> all{
        {QT_TRANSLATE_NOOP("LazinessView", "Accuracy and laziness"), {Accuracy, Bars}, 1},
        {QT_TRANSLATE_NOOP("LazinessView", "Accuracy over epochs"), {Accuracy}, 1},
        {QT_TRANSLATE_NOOP("LazinessView", "Laziness in points"), {Bars}, 1},
        {QT_TRANSLATE_NOOP("LazinessView", "Gradients and ratios"), {Gradients}, 1},
        {QT_TRANSLATE_NOOP("LazinessView", "Head gradient (HGM)"), {HeadGradient}, 1},
        {QT_TRANSLATE_NOOP("LazinessView", "Everything"), {Accuracy, Bars, Gradients, HeadGradient}, 2},
        {QT_TRANSLATE_NOOP("LazinessView", "One sheet for a paper"), {Sheet}, 1},
    };
    return all;
}

constexpr double kSmoothings[] = {0, 0.5, 0.7, 0.9};

QComboBox* addCombo(QHBoxLayout* row, const QString& caption, const QString& name, const QStringList& texts)
{
    auto* label = new QLabel(caption);
    label->setProperty("caption", true);
    auto* combo = new QComboBox;
    combo->setObjectName(name);
    combo->setAccessibleName(caption);
    combo->addItems(texts);
    row->addWidget(label);
    row->addWidget(combo);
    return combo;
}

} // namespace

LazinessView::LazinessView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_snapshots(session)
    , m_maker(new LazinessMaker(this))
    , m_timer(new QTimer(this))
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(this))
    , m_side(new LazinessSide(session, this))
{
    setObjectName(QStringLiteral("lazinessView"));
    m_messages->setObjectName(QStringLiteral("lazinessMessages"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(
        15); // several epochs at once are drawn once; far below the 100 ms that a curve may lag
    auto* charts = new QWidget(this);
    auto* chartLayout = new QVBoxLayout(charts);
    chartLayout->setContentsMargins(0, 0, 0, 0);
    chartLayout->addWidget(makeControls());
    chartLayout->addWidget(makeCharts(), 1);
    m_splitter->addWidget(charts);
    m_splitter->addWidget(m_side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({760, 270});
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(m_splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    connect(m_timer, &QTimer::timeout, this, &LazinessView::request);
    connect(m_maker, &LazinessMaker::made, this, &LazinessView::showResult);
    connect(m_side, &LazinessSide::changed, this, &LazinessView::ask);
    connect(m_side, &LazinessSide::missingAloneRequested, this, &LazinessView::trainMissingAlone);
    connect(&m_session, &Session::changed, this, &LazinessView::react);
    arrange();
    m_side->refreshDatasets();
    m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
    ask();
}

LazinessView::~LazinessView() = default;

QWidget* LazinessView::makeControls()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 4);
    QStringList layouts;
    for (const auto& layout : chartLayouts())
        layouts << tr(layout.name);
    m_layout = addCombo(row, tr("Show"), QStringLiteral("lazinessLayout"), layouts);
    m_lines = addCombo(
        row, tr("Panels"), QStringLiteral("lazinessLines"), {tr("per method"), tr("per modality")});
    m_part = addCombo(
        row, tr("Split"), QStringLiteral("lazinessPart"), {QStringLiteral("valid"), QStringLiteral("train")});
    m_smoothing = addCombo(row, tr("Smoothing"), QStringLiteral("lazinessSmoothing"),
        {tr("none"), tr("EMA 0.5"), tr("EMA 0.7"), tr("EMA 0.9")});
    m_band = new QCheckBox(tr("mean and band"), bar);
    m_band->setObjectName(QStringLiteral("lazinessBand"));
    m_band->setChecked(true);
    m_band->setToolTip(tr("Mean over seeds with its 95 % t interval; otherwise one line per run"));
    row->addWidget(m_band);
    row->addStretch();
    auto* caption = new QLabel(tr("Epoch"), bar);
    caption->setProperty("caption", true);
    m_cursor = new QSpinBox(bar);
    m_cursor->setObjectName(QStringLiteral("lazinessCursor"));
    m_cursor->setAccessibleName(tr("Epoch that every chart marks"));
    m_cursor->setRange(0, 100000);
    m_cursor->setSpecialValueText(tr("none"));
    m_cursor->setKeyboardTracking(false);
    row->addWidget(caption);
    row->addWidget(m_cursor);
    connect(m_layout, &QComboBox::currentIndexChanged, this, [this] {
        arrange();
        ask();
    });
    for (auto* combo : {m_lines, m_part, m_smoothing})
        connect(combo, &QComboBox::currentIndexChanged, this, &LazinessView::ask);
    connect(m_band, &QCheckBox::toggled, this, &LazinessView::ask);
    connect(m_cursor, &QSpinBox::valueChanged, this, [this](int epoch) { m_session.setEpochCursor(epoch); });
    return bar;
}

QWidget* LazinessView::makeCharts()
{
    auto* inside = new QWidget(this);
    m_grid = new QGridLayout(inside);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(8);
    const std::pair<LazinessChart, QString> all[] = {{Accuracy, QStringLiteral("accuracyChart")},
        {Bars, QStringLiteral("lazinessChart")}, {Gradients, QStringLiteral("gradientChart")},
        {HeadGradient, QStringLiteral("hgmChart")}, {Sheet, QStringLiteral("sheetChart")}};
    for (const auto& [chart, name] : all) {
        auto* view = new FigureView(inside);
        view->setObjectName(name);
        view->hide();
        m_charts[chart] = view;
        connect(view, &FigureView::epochCursorMoved, this, [this](double epoch) {
            m_session.setEpochCursor(std::isnan(epoch) ? 0 : std::max(0, int(std::lround(epoch))));
        });
        connect(view, &FigureView::seriesClicked, this,
            [this, chart = chart](int panel, int series) { selectSeries(chart, panel, series); });
    }
    m_charts[HeadGradient]->setEmptyText(tr("No head gradient modification"),
        tr("Only MLA with HGM has these curves: ‖P‖, its effective rank, and how much of the gradient is "
           "left."));
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

QWidget* LazinessView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("laziness"), tr("No runs yet"),
        tr("Train a comparison: the accuracy of every modality appears here epoch by epoch, beside the same "
           "encoder "
           "trained alone."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { m_session.requestPage("experiment"); });
    empty->addAction(tr("What is laziness?"), [this] {
        m_session.requestPage("help");
        m_session.requestPage("help/laziness");
    });
    return empty;
}

FigureView* LazinessView::chart(LazinessChart chart) const
{
    return m_charts.at(chart);
}

std::set<LazinessChart> LazinessView::shownCharts() const
{
    const auto& charts = chartLayouts()[std::size_t(m_layout->currentIndex())].charts;
    return {charts.begin(), charts.end()};
}

void LazinessView::arrange()
{
    const auto& layout = chartLayouts()[std::size_t(m_layout->currentIndex())];
    for (const auto& [chart, view] : m_charts) {
        m_grid->removeWidget(view);
        view->setVisible(std::find(layout.charts.begin(), layout.charts.end(), chart) != layout.charts.end());
    }
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    for (int i = 0; i < int(layout.charts.size()); ++i) {
        auto* view = m_charts[layout.charts[std::size_t(i)]];
        view->setMinimumHeight(layout.charts[std::size_t(i)] == Sheet ? 480 : 230);
        m_grid->addWidget(view, i / layout.columns, i % layout.columns);
        m_grid->setRowStretch(i / layout.columns, i == 0 && layout.columns == 1 ? 4 : 3);
    }
}

void LazinessView::react(const SessionChange& change)
{
    if (const auto* history = std::get_if<HistoryChanged>(&change)) {
        m_snapshots.forget(history->id);
    } else if (const auto* run = std::get_if<RunUpdated>(&change)) {
        if (!m_snapshots.forgetIfChanged(run->id))
            return;
    } else if (std::holds_alternative<RunsChanged>(change)
        || std::holds_alternative<WorkspaceChanged>(change)) {
        m_snapshots.clear();
        m_side->refreshDatasets();
        m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
    } else if (std::holds_alternative<EpochCursorChanged>(change)) {
        const int epoch = m_session.epochCursor();
        const QSignalBlocker quiet(m_cursor);
        m_cursor->setValue(epoch);
        for (const auto& [chart, view] : m_charts)
            view->setEpochCursor(epoch > 0 ? double(epoch) : std::nan(""));
        return;
    } else if (!std::holds_alternative<SelectionChanged>(change)
        && !std::holds_alternative<LooksChanged>(change)) {
        return;
    }
    ask();
}

void LazinessView::ask()
{
    if (isVisible() && !m_timer->isActive())
        m_timer->start();
}

void LazinessView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

void LazinessView::request()
{
    const auto fingerprint = m_side->fingerprint();
    LazinessRequest wanted;
    wanted.runs = m_snapshots.take(
        [&](const StoredRun& run) { return run.origin.datasetFingerprint == fingerprint; });
    wanted.charts = shownCharts();
    wanted.smoothing = kSmoothings[std::clamp(m_smoothing->currentIndex(), 0, 3)];
    wanted.options.lines = m_lines->currentIndex() == 0 ? LinesPer::Modality : LinesPer::Method;
    wanted.options.part = fromQt(m_part->currentText());
    wanted.options.band = m_band->isChecked();
    wanted.options.command = "laziness page";
    if (m_shownOnce) { // before that the lists are not filled: everything is shown
        wanted.options.groups = m_side->groups();
        wanted.options.modalities = m_side->modalities();
        if (wanted.options.groups.empty())
            wanted.options.groups = {"none"}; // nothing is ticked, while an empty list means everything
        if (wanted.options.modalities.empty())
            wanted.options.modalities = {"none"};
    }
    for (const auto& entry : m_session.runs())
        wanted.colors[entry.group()] = entry.color;
    m_maker->request(std::move(wanted));
}

void LazinessView::showResult(const LazinessResult& result)
{
    m_result = result;
    for (const auto& [chart, figure] : result.figures) {
        m_charts[chart]->setFigure(figure);
        const int epoch = m_session.epochCursor();
        m_charts[chart]->setEpochCursor(epoch > 0 ? double(epoch) : std::nan(""));
    }
    m_side->showResult(result);
    const bool first = !m_shownOnce && !result.report.groups.empty();
    m_shownOnce = m_shownOnce || first;
    if (first)
        ask(); // with what the lists say, which may have been restored
    Q_EMIT drawn();
}

void LazinessView::selectSeries(LazinessChart chart, int panel, int series)
{
    const auto& figure = m_charts[chart]->figure();
    if (panel < 0 || panel >= int(figure.panels.size()))
        return;
    const auto& shown = figure.panels[std::size_t(panel)];
    std::string label;
    if (series >= 0 && series < int(shown.lines.size()))
        label = shown.lines[std::size_t(series)].label;
    else if (shown.lines.empty() && series >= 0 && series < int(shown.bars.size()))
        label = shown.bars[std::size_t(series)].label;
    const LazinessGroup* meant = nullptr; // the longest name: "MLA" also begins "MLA, HGM off"
    for (const auto& group : m_result.report.groups)
        if (!group.isAlone() && (label.starts_with(group.label) || shown.title.starts_with(group.label))
            && (meant == nullptr || group.label.size() > meant->label.size()))
            meant = &group;
    if (meant != nullptr)
        m_session.selectRuns(meant->runs);
}

void LazinessView::trainMissingAlone()
{
    std::vector<Experiment> experiments;
    for (const auto& group : m_result.report.groups) {
        if (group.isAlone())
            continue;
        for (const auto& id : group.runs) {
            const auto* entry = m_session.run(id);
            if (entry == nullptr)
                continue;
            for (const auto& modality : group.modalities)
                if (modality.alone.isEmpty()) {
                    experiments.push_back(aloneExperiment(entry->run.experiment, modality.modality));
                    experiments.back().dataset = entry->run.origin.datasetPath;
                }
        }
    }
    m_session.enqueue(experiments, "laziness page: the encoders trained alone");
    m_messages->showMessage(Severity::Success, tr("%n run(s) queued.", nullptr, int(experiments.size())));
}

QJsonObject LazinessView::saveState() const
{
    auto state = m_side->saveState();
    state[QStringLiteral("layout")] = m_layout->currentIndex();
    state[QStringLiteral("lines")] = m_lines->currentIndex();
    state[QStringLiteral("part")] = m_part->currentIndex();
    state[QStringLiteral("smoothing")] = m_smoothing->currentIndex();
    state[QStringLiteral("band")] = m_band->isChecked();
    state[QStringLiteral("splitter")] = QString::fromLatin1(m_splitter->saveState().toBase64());
    return state;
}

void LazinessView::restoreState(const QJsonObject& state)
{
    if (state.isEmpty())
        return;
    m_side->restoreState(state);
    const auto restore = [&](QComboBox* combo, const QString& key) {
        combo->setCurrentIndex(std::clamp(state.value(key).toInt(), 0, combo->count() - 1));
    };
    restore(m_layout, QStringLiteral("layout"));
    restore(m_lines, QStringLiteral("lines"));
    restore(m_part, QStringLiteral("part"));
    restore(m_smoothing, QStringLiteral("smoothing"));
    m_band->setChecked(state.value(QStringLiteral("band")).toBool(true));
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
    ask();
}

} // namespace modalscope
