#include "app/embedding/selection_summary_panel.h"

#include "core/analysis/sample_places.h"
#include "core/base/text.h"
#include "core/figure/selection_figures.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"

#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace modalscope {
namespace {

constexpr const char* kSummaryFigures[] = {"selectionAccuracy", "selectionEntropy", "selectionConfusion"};

QString countsSaid(const SelectionSummary& summary)
{
    auto text = QObject::tr("%1 of %2 selected")
                    .arg(QLocale().toString(qlonglong(summary.selected)),
                        QLocale().toString(qlonglong(summary.all)));
    for (const auto& one : summary.accuracy)
        if (one.selected.n > 0)
            text += QObject::tr(" · %1 right %2 %")
                        .arg(toQt(one.who), QString::number(100 * one.selected.accuracy(), 'f', 1));
    return text;
}

} // namespace

SelectionSummaryResult makeSelectionSummary(const SelectionSummaryRequest& request)
{
    SelectionSummaryResult made{.samples = request.samples};
    if (request.samples) {
        const auto& rows = request.samples->features.rows;
        made.summary = selectionSummary(request.samples->columns,
            request.selection ? selectedSamples(*request.selection, rows) : SelectionMask(rows.size()));
    }
    made.figures = {selectionAccuracyFigure(made.summary, request.source),
        selectionEntropyFigure(made.summary, request.source),
        selectionConfusionFigure(made.summary, request.source)};
    return made;
}

SelectionSummaryPanel::SelectionSummaryPanel(Session& session, QWidget* parent)
    : SamplePanel(session, parent)
    , m_counts(new QLabel(this))
    , m_views{}
    , m_work(makeSelectionSummary, [this](const SelectionSummaryResult& made) { take(made); })
{
    m_counts->setObjectName(QStringLiteral("selectionCounts"));
    m_counts->setWordWrap(true);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* inside = new QWidget(scroll);
    scroll->setWidget(inside);
    auto* figures = new QVBoxLayout(inside);
    figures->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        m_views[i] = new FigureView(inside);
        m_views[i]->setObjectName(QString::fromLatin1(kSummaryFigures[i]));
        m_views[i]->setMinimumHeight(i == 2 ? 340 : 260);
        figures->addWidget(m_views[i]);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_counts);
    layout->addWidget(scroll, 1);
}

SelectionSummaryPanel::~SelectionSummaryPanel() = default;

void SelectionSummaryPanel::refresh()
{
    SelectionSummaryRequest wanted{.samples = samples(), .selection = selection()};
    wanted.source.command = "embedding page";
    if (wanted.samples) {
        wanted.source.split = wanted.samples->split.empty() ? "the file" : wanted.samples->split;
        wanted.source.label = wanted.samples->features.source;
        if (const auto* entry = session().run(wanted.samples->run)) {
            wanted.source.runs = {entry->id()};
            wanted.source.label = fromQt(RunNames::of(session()).title(*entry));
            wanted.source.conditions = "dataset " + entry->run.origin.datasetName;
        }
        const auto shown = wanted.samples->features.samples();
        if (shown < wanted.samples->features.total)
            wanted.source.conditions += (wanted.source.conditions.empty() ? "" : "; ")
                + std::to_string(wanted.samples->features.total - shown)
                + " samples of the split are not shown and not counted";
    }
    m_work.request(std::move(wanted));
}

void SelectionSummaryPanel::take(const SelectionSummaryResult& made)
{
    if (made.samples != samples())
        return; // others are shown by now
    m_counts->setText(countsSaid(made.summary));
    m_waiting = made.figures;
    const bool isDrawing = m_next < m_waiting.size();
    m_next = 0;
    if (!isDrawing)
        drawNext();
}

void SelectionSummaryPanel::drawNext()
{
    auto* view = m_views[m_next];
    auto& figure = m_waiting[m_next];
    view->setEmptyText(tr("Nothing to draw"), toQt(figure.note));
    view->setFigure(std::move(figure));
    if (++m_next < m_waiting.size())
        QTimer::singleShot(0, this, &SelectionSummaryPanel::drawNext);
    else
        Q_EMIT drawn();
}

} // namespace modalscope
