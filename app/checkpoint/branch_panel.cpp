#include "app/checkpoint/branch_panel.h"

#include "app/checkpoint/checkpoint_comparison.h"
#include "app/checkpoint/long_work.h"
#include "app/checkpoint/tone_label.h"
#include "app/pages/progress_row.h"
#include "core/figure/branch_figures.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kLeastBranchFigure = 230, kLeastBranchTable = 170;

Result<std::vector<BranchSize>> sizesOf(const LoadedCheckpoint& loaded, const RunContext& context)
{
    if (const auto same = checkUnchanged(loaded); !same)
        return same.error();
    std::int64_t done = 0, total = 0;
    for (const auto& branch : loaded.branches)
        total += branch.bytes;
    std::vector<BranchSize> sizes;
    for (const auto& branch : loaded.branches) {
        const auto stage = "summing " + branch.name + ", " + std::to_string(sizes.size() + 1) + " of "
            + std::to_string(loaded.branches.size());
        context.report(Progress{done, total, stage, -1});
        RunContext part = context; // its share of the whole
        part.report = [&](const RunEvent& event) {
            const auto* progress = std::get_if<Progress>(&event);
            if (progress == nullptr || progress->total <= 0)
                return;
            const double share = double(progress->done) / double(progress->total);
            context.report(Progress{done + std::int64_t(share * double(branch.bytes)), total, stage, -1});
        };
        auto size = sizeOf(loaded.checkpoint, branch, part);
        if (!size)
            return size.error();
        sizes.push_back(size.value());
        done += branch.bytes;
    }
    return sizes;
}

} // namespace

BranchPanel::BranchPanel(CheckpointComparison& comparison, QWidget* parent)
    : QWidget(parent)
    , m_comparison(comparison)
    , m_flags(new ToneLabel(this))
    , m_figure(new FigureView(this))
    , m_table(new TablePanel(this))
    , m_progress(new ProgressRow(QStringLiteral("branches"), this))
    , m_work(new LongWork(this))
{
    m_flags->setObjectName(QStringLiteral("branchFlags"));
    m_figure->setObjectName(QStringLiteral("branchFigure"));
    m_table->setObjectName(QStringLiteral("branchTable"));
    layOut();
    connect(m_progress, &ProgressRow::cancelRequested, this, [this] {
        m_work->cancel();
        if (m_comparison.isWorking())
            m_comparison.cancel();
    });
    connect(m_work, &LongWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_work, &LongWork::failed, this, &BranchPanel::takeError);
    connect(&m_comparison, &CheckpointComparison::progressed, this, [this](const Progress& progress) {
        if (!m_work->isWorking())
            m_progress->showProgress(progress);
    });
    connect(&m_comparison, &CheckpointComparison::changed, this, [this] {
        m_isRefused = m_isRefused && m_comparison.isWorking();
        ask();
    });
    connect(&m_comparison, &CheckpointComparison::failed, this, [this] {
        m_isRefused = true;
        ask(); // without distances
    });
    connect(m_table, &TablePanel::said, this, &BranchPanel::said);
    connect(m_table, &TablePanel::failed, this, &BranchPanel::warned);
}

void BranchPanel::layOut()
{
    m_figure->setMinimumHeight(kLeastBranchFigure);
    m_table->setMinimumHeight(kLeastBranchTable);
    auto* inside = new QWidget(this);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_flags);
    column->addWidget(m_figure, 3);
    column->addWidget(m_table, 2);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_progress);
    layout->addWidget(scroll, 1);
}

const std::vector<BranchSize>* BranchPanel::known() const
{
    for (const auto& sums : m_sums)
        if (sums.of.lock() == m_loaded)
            return &sums.sizes;
    return nullptr;
}

void BranchPanel::setCheckpoint(CheckpointPtr loaded)
{
    if (loaded == m_loaded)
        return;
    m_work->drop();
    m_progress->end();
    m_flags->say({});
    m_isRefused = false;
    m_loaded = std::move(loaded);
    std::erase_if(m_sums, [](const Sums& sums) { return sums.of.expired(); });
    m_figure->setFigure({});
    m_table->setTable({});
    m_figure->setEmptyText(tr("Not read yet"), tr("The branches are summed when their values are read."));
    ask();
}

void BranchPanel::ask()
{
    if (!m_loaded || !isVisible())
        return;
    if (const auto* sizes = known()) {
        if (m_comparison.second() == m_loaded && !m_isRefused)
            m_comparison.want();
        fill(*sizes);
        return showBusy();
    }
    if (m_work->isWorking() || m_isRefused)
        return;
    m_progress->begin(tr("Reading the branches"));
    m_work->start<std::vector<BranchSize>>(
        [loaded = m_loaded](const RunContext& context) { return sizesOf(*loaded, context); },
        [this, loaded = m_loaded](std::vector<BranchSize> sizes) {
            m_sums.push_back({loaded, std::move(sizes)});
            m_progress->end();
            ask();
        });
}

void BranchPanel::showBusy()
{
    if (m_work->isWorking())
        return;
    if (!m_comparison.isWorking())
        return m_progress->end();
    if (m_progress->isHidden())
        m_progress->begin(tr("Comparing with %1").arg(toQt(m_comparison.first()->title)));
}

void BranchPanel::fill(const std::vector<BranchSize>& sizes)
{
    BranchOverview overview;
    overview.file = m_loaded->title;
    const auto& optimizer = m_loaded->totals[std::size_t(CheckpointPart::Optimizer)];
    overview.optimizerTensors = optimizer.tensors;
    overview.optimizerBytes = optimizer.bytes;
    const auto diff = m_comparison.second() == m_loaded ? m_comparison.diff() : nullptr;
    if (diff)
        overview.reference = m_comparison.first()->title;
    for (std::size_t i = 0; i < m_loaded->branches.size(); ++i) {
        BranchLine line{m_loaded->branches[i], sizes[i], {}};
        if (diff)
            for (const auto& moved : diff->branches)
                if (moved.name == line.branch.name && moved.kind == line.branch.kind)
                    line.moved = moved;
        overview.lines.push_back(std::move(line));
    }
    const auto flags = toQt(notFiniteText(overview));
    m_flags->say(flags.isEmpty() ? QString() : tr("Not finite: %1.").arg(flags), ToneLabel::Tone::Bad);
    m_figure->setFigure(branchFigure(overview));
    m_table->setTable(branchTable(overview));
}

void BranchPanel::takeError(const Error& error)
{
    m_isRefused = true;
    m_progress->end();
    const bool isCancelled = error.kind == ErrorKind::Cancelled;
    m_figure->setEmptyText(isCancelled ? tr("Cancelled") : tr("The branches cannot be summed"),
        isCancelled ? tr("Show another tab and this one again to read the branches.") : toQt(error.message));
    if (!isCancelled)
        Q_EMIT failed(error);
}

void BranchPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_isRefused = false;
    ask();
}

} // namespace modalscope
