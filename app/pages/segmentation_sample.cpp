#include "app/pages/segmentation_sample.h"

#include "app/pages/segmentation_figure.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/maps/pane_grid.h"

#include <QLabel>
#include <QVBoxLayout>

namespace modalscope {

SegmentationSample::SegmentationSample(QWidget* parent)
    : QWidget(parent)
    , m_grid(new PaneGrid(this))
    , m_legend(new QLabel(this))
    , m_readout(new QLabel(this))
    , m_work(makeSamplePanes, [this](const SamplePanes& made) { take(made); })
{
    m_legend->setObjectName(QStringLiteral("segmentationLegend"));
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setWordWrap(true);
    m_legend->setFont(captionFont());
    m_readout->setObjectName(QStringLiteral("segmentationReadout"));
    m_readout->setTextFormat(Qt::PlainText);
    m_readout->setWordWrap(true);
    m_readout->setFont(captionFont());
    m_readout->setMinimumHeight(m_readout->fontMetrics().height());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_grid, 1);
    layout->addWidget(m_readout);
    layout->addWidget(m_legend);
    connect(m_grid, &PaneGrid::hovered, this, &SegmentationSample::sayPixel);
    sayPixel({-1, -1});
}

SegmentationSample::~SegmentationSample() = default;

void SegmentationSample::showSample(std::shared_ptr<const SegmentationResult> result, std::int64_t sample)
{
    m_wanted.result = std::move(result);
    m_wanted.sample = sample;
    m_work.request(m_wanted);
}

void SegmentationSample::setTintsGround(bool isTinted)
{
    if (std::exchange(m_wanted.tintsGround, isTinted) != isTinted && m_wanted.result)
        m_work.request(m_wanted);
}

void SegmentationSample::take(const SamplePanes& made)
{
    if (made.request.result != m_wanted.result || made.request.sample != m_wanted.sample
        || made.request.tintsGround != m_wanted.tintsGround)
        return; // another one is being made
    if (made.error) {
        Q_EMIT failed(*made.error);
        return;
    }
    m_shown = made;
    fillGrid();
    fillLegend();
    sayPixel({-1, -1});
    Q_EMIT shown();
}

void SegmentationSample::setHidden(std::set<QString> keys)
{
    m_hidden = std::move(keys);
    fillGrid();
}

void SegmentationSample::fillGrid()
{
    auto panes = m_shown.panes;
    std::erase_if(panes, [this](const MapPane& pane) { return m_hidden.contains(pane.key); });
    m_grid->setPanes(std::move(panes));
}

void SegmentationSample::fillLegend()
{
    QStringList entries;
    const auto legend = segmentationLegend(
        *m_shown.request.result->request.dataset, m_shown.request.tintsGround, [](int) { return true; });
    for (const auto& entry : legend)
        entries << QStringLiteral(
            "<span style=\"white-space:nowrap\"><span style=\"color:%1\">%3</span>&nbsp;%2</span>")
                       .arg(entry.color.alpha() == 0 ? QStringLiteral("gray") : entry.color.name(),
                           entry.text.toHtmlEscaped().replace(QLatin1Char(' '), QStringLiteral("&nbsp;")),
                           entry.color.alpha() == 0 ? QStringLiteral("□") : QStringLiteral("■"));
    m_legend->setText(entries.join(QStringLiteral(" &nbsp; ")));
}

void SegmentationSample::sayPixel(const QPoint& pixel)
{
    const auto& result = m_shown.request.result;
    if (pixel.x() < 0 || !result) {
        m_readout->setText(
            tr("The wheel zooms, dragging moves, a double click fits: in every pane at once."));
        return;
    }
    const auto& truth = result->truth->maps;
    if (pixel.x() >= truth.columns || pixel.y() >= truth.rows)
        return;
    const auto& names = result->request.dataset->classNames;
    const auto classAt = [&](const LabelMaps& maps) {
        const auto label
            = maps.map(sample())[std::size_t(pixel.y()) * std::size_t(maps.columns) + std::size_t(pixel.x())];
        return label < names.size() ? toQt(names[label]) : tr("none");
    };
    QStringList said{
        tr("row %1, column %2").arg(pixel.y()).arg(pixel.x()), tr("true: %1").arg(classAt(truth))};
    for (const auto which : kPredictions)
        if (const auto& maps = result->part(which).maps)
            said << QStringLiteral("%1: %2").arg(toQt(toText(which)), classAt(maps->maps));
    m_readout->setText(said.join(QStringLiteral("  ·  ")));
}

} // namespace modalscope
