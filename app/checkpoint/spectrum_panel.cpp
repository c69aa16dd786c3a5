#include "app/checkpoint/spectrum_panel.h"

#include "app/checkpoint/long_work.h"
#include "app/checkpoint/slice_panel.h"
#include "app/pages/progress_row.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::int64_t kWidestAtOnce = 512; // takes a fraction of a second

/// Smaller of both sides of the matrix.
std::int64_t narrowSide(const TensorEntry& entry)
{
    if (entry.shape.size() < 2)
        return 0;
    const auto rows = entry.shape.front();
    return rows == 0 ? 0 : std::min(rows, elementCountOf(entry) / rows);
}

} // namespace

SpectrumPanel::SpectrumPanel(QWidget* parent)
    : QWidget(parent)
    , m_rank(new QLabel(this))
    , m_compute(new QPushButton(tr("Compute singular values"), this))
    , m_progress(new ProgressRow(QStringLiteral("spectrum"), this))
    , m_figure(new FigureView(this))
    , m_work(new LongWork(this))
{
    m_rank->setObjectName(QStringLiteral("effectiveRank"));
    m_rank->setWordWrap(true);
    m_rank->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_compute->setObjectName(QStringLiteral("computeSpectrum"));
    m_figure->setObjectName(QStringLiteral("spectrumFigure"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_rank);
    layout->addWidget(m_compute, 0, Qt::AlignLeft);
    layout->addWidget(m_progress);
    layout->addWidget(m_figure, 1);
    connect(m_compute, &QPushButton::clicked, this, &SpectrumPanel::begin);
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &LongWork::cancel);
    connect(m_work, &LongWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_work, &LongWork::failed, this, &SpectrumPanel::takeError);
    m_rank->hide();
    m_compute->hide();
    m_figure->setEmptyText(tr("No tensor"), tr("Choose a tensor in the list."));
}

void SpectrumPanel::setTensor(CheckpointPtr loaded, int tensor)
{
    m_work->drop();
    m_progress->end();
    m_rank->hide();
    m_compute->hide();
    m_figure->setFigure({});
    m_loaded = std::move(loaded);
    m_tensor = m_loaded ? tensor : -1;
    m_isStale = m_tensor >= 0;
    if (m_tensor < 0)
        return m_figure->setEmptyText(tr("No tensor"), tr("Choose a tensor in the list."));
    if (isVisible())
        askWhenSmall();
}

void SpectrumPanel::askWhenSmall()
{
    m_isStale = false;
    const auto& entry = m_loaded->entry(std::size_t(m_tensor));
    if (entry.shape.size() < 2)
        return m_figure->setEmptyText(
            tr("No matrix"), tr("Singular values are those of a tensor with two axes or more."));
    if (const auto side = narrowSide(entry); side > kWidestSpectrum)
        return m_figure->setEmptyText(tr("Too large"),
            tr("This matrix has %1 singular values; at most %2 are computed.")
                .arg(side)
                .arg(kWidestSpectrum));
    if (narrowSide(entry) <= kWidestAtOnce)
        return begin();
    m_compute->show();
    m_figure->setEmptyText(tr("Not computed yet"),
        tr("This matrix has %1 singular values; computing them takes a while.").arg(narrowSide(entry)));
}

void SpectrumPanel::begin()
{
    m_compute->hide();
    m_progress->begin(tr("Computing singular values"));
    m_figure->setEmptyText(tr("Computing"), tr("The figure appears when the singular values are known."));
    using Made = std::pair<Figure, QString>;
    m_work->start<Made>(
        [loaded = m_loaded, tensor = m_tensor](const RunContext& context) -> Result<Made> {
            if (const auto same = checkUnchanged(*loaded); !same)
                return same.error();
            const auto made = spectrumOf(loaded->place(), loaded->entry(std::size_t(tensor)), context);
            if (!made)
                return made.error();
            const auto& spectrum = made.value();
            return Made(tensorSpectrumFigure(spectrum, tensorSourceOf(*loaded, tensor)),
                tr("Effective rank %1 of at most %2, stable rank %3, as a matrix of %4 × %5")
                    .arg(spectrum.effectiveRank, 0, 'f', 1)
                    .arg(spectrum.values.size())
                    .arg(spectrum.stableRank, 0, 'f', 1)
                    .arg(spectrum.rows)
                    .arg(spectrum.columns));
        },
        [this](Made made) {
            m_progress->end();
            m_figure->setFigure(std::move(made.first));
            m_rank->setText(made.second);
            m_rank->show();
        });
}

void SpectrumPanel::takeError(const Error& error)
{
    m_progress->end();
    m_compute->setVisible(error.kind == ErrorKind::Cancelled);
    m_figure->setFigure({});
    m_figure->setEmptyText(error.kind == ErrorKind::Cancelled ? tr("Cancelled") : tr("No singular values"),
        error.kind == ErrorKind::Cancelled ? tr("The singular values were not computed to their end.")
                                           : toQt(error.message));
    if (error.kind == ErrorKind::Io || error.kind == ErrorKind::NotFound)
        Q_EMIT failed(error);
}

void SpectrumPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale && m_tensor >= 0)
        askWhenSmall();
}

} // namespace modalscope
