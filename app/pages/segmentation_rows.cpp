#include "app/pages/segmentation_rows.h"

#include "widgets/maps/grid_export_dialog.h"

#include <QWidget>

#include <algorithm>

namespace modalscope {

SegmentationRows::SegmentationRows(QWidget* view)
    : QObject(view)
    , m_view(view)
    , m_work(makeSegmentationFigure, [this](const SegmentationFigure& made) { ask(made); })
{ }

SegmentationRows::~SegmentationRows() = default;

bool SegmentationRows::setResult(std::shared_ptr<const SegmentationResult> result)
{
    const bool isSameSplit = m_result && m_result->request.dataset == result->request.dataset
        && m_result->request.split == result->request.split;
    m_result = std::move(result);
    if (isSameSplit || m_rows.empty())
        return false;
    clear();
    return true;
}

void SegmentationRows::put(std::int64_t sample, const MapViewport& viewport)
{
    if (const auto row = std::ranges::find(m_rows, sample, &Row::sample); row != m_rows.end())
        row->viewport = viewport;
    else
        m_rows.push_back({sample, viewport});
    Q_EMIT changed();
}

void SegmentationRows::take(std::int64_t sample)
{
    std::erase_if(m_rows, [&](const Row& row) { return row.sample == sample; });
    Q_EMIT changed();
}

void SegmentationRows::clear()
{
    m_rows.clear();
    Q_EMIT changed();
}

bool SegmentationRows::has(std::int64_t sample) const
{
    return std::ranges::find(m_rows, sample, &Row::sample) != m_rows.end();
}

std::vector<std::int64_t> SegmentationRows::samples() const
{
    std::vector<std::int64_t> all;
    for (const auto& row : m_rows)
        all.push_back(row.sample);
    return all;
}

void SegmentationRows::exportFigure(const Row& shown, SegmentationFigureRequest look)
{
    look.result = m_result;
    look.rows = m_rows;
    if (look.rows.empty())
        look.rows.push_back(shown);
    m_work.request(std::move(look));
}

void SegmentationRows::ask(const SegmentationFigure& made)
{
    if (made.error) {
        Q_EMIT failed(*made.error);
        return;
    }
    auto* dialog = new GridExportDialog(made.figure, m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GridExportDialog::exported, this, &SegmentationRows::exported);
    dialog->open();
}

} // namespace modalscope
