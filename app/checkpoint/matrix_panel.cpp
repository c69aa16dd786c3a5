#include "app/checkpoint/matrix_panel.h"

#include "app/checkpoint/long_work.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/progress_row.h"
#include "core/figure/branch_figures.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QComboBox>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {

MatrixPanel::MatrixPanel(QWidget* parent)
    : QWidget(parent)
    , m_branch(new QComboBox(this))
    , m_measure(new QComboBox(this))
    , m_figure(new FigureView(this))
    , m_progress(new ProgressRow(QStringLiteral("checkpointMatrix"), this))
    , m_work(new LongWork(this))
{
    m_branch->setObjectName(QStringLiteral("matrixBranch"));
    m_measure->setObjectName(QStringLiteral("matrixMeasure"));
    m_figure->setObjectName(QStringLiteral("matrixFigure"));
    offerChoices(*m_measure, {{"distance", "relative distance"}, {"cosine", "cosine"}});
    auto* row = new QWidget(this);
    flowLabelledChoices(row, {{tr("Branch"), m_branch}, {tr("Measure"), m_measure}});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(5);
    layout->addWidget(row);
    layout->addWidget(m_progress);
    layout->addWidget(m_figure, 1);
    for (auto* box : {m_branch, m_measure})
        connect(box, &QComboBox::currentIndexChanged, this, &MatrixPanel::draw);
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &LongWork::cancel);
    connect(m_work, &LongWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_work, &LongWork::failed, this, [this](const Error& error) {
        m_progress->end();
        const bool isCancelled = error.kind == ErrorKind::Cancelled;
        m_figure->setFigure({});
        m_figure->setEmptyText(isCancelled ? tr("Cancelled") : tr("No matrix"),
            isCancelled ? tr("Show another tab and this one again to compare.") : toQt(error.message));
        m_isStale = true; // the next time that it is seen
        if (!isCancelled && error.kind != ErrorKind::InvalidInput)
            Q_EMIT failed(error);
    });
}

void MatrixPanel::setCheckpoints(std::vector<CheckpointPtr> loaded, std::vector<std::string> names)
{
    if (loaded == m_loaded)
        return;
    m_work->drop();
    m_progress->end();
    m_loaded = std::move(loaded);
    m_names = std::move(names);
    m_matrix.reset();
    m_figure->setFigure({});
    ask();
}

void MatrixPanel::ask()
{
    m_isStale = !isVisible();
    if (m_isStale)
        return;
    if (m_loaded.size() < 2)
        return m_figure->setEmptyText(tr("Nothing to compare"),
            tr("Open three checkpoints of one network or more, such as epochs of a run or its seeds."));
    m_progress->begin(tr("Comparing"));
    m_figure->setEmptyText(tr("Comparing"), tr("The figure appears when all tensors have been read."));
    m_work->start<CheckpointMatrix>(
        [loaded = m_loaded, names = m_names](const RunContext& context) -> Result<CheckpointMatrix> {
            std::vector<Checkpoint> all;
            for (const auto& one : loaded) {
                if (const auto same = checkUnchanged(*one); !same)
                    return same.error();
                all.push_back(one->checkpoint);
            }
            auto matrix = checkpointMatrix(all, context);
            if (matrix)
                matrix.value().names = names; // as the page calls them
            return matrix;
        },
        [this](CheckpointMatrix matrix) {
            m_progress->end();
            m_matrix = std::make_shared<const CheckpointMatrix>(std::move(matrix));
            std::vector<std::pair<std::string, std::string>> branches;
            for (const auto& branch : m_matrix->branches)
                branches.emplace_back(branch, branch == "all" ? "whole network" : branch);
            offerChoices(*m_branch, branches);
            draw();
        });
}

void MatrixPanel::draw()
{
    if (!m_matrix)
        return;
    const auto wanted = fromQt(m_branch->currentData().toString());
    const auto& branches = m_matrix->branches;
    const auto branch = std::size_t(std::find(branches.begin(), branches.end(), wanted) - branches.begin());
    m_figure->setFigure(checkpointMatrixFigure(
        *m_matrix, branch, m_measure->currentData().toString() == QStringLiteral("cosine")));
}

void MatrixPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        ask();
}

} // namespace modalscope
