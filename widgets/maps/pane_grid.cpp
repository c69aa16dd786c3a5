#include "widgets/maps/pane_grid.h"

#include "widgets/base/theme.h"
#include "widgets/maps/pane_view.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kGap = 8;
constexpr double kLeastPixels = 4; // of the picture that are always seen
constexpr double kKeyStep = 1.4;

} // namespace

PaneGrid::PaneGrid(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    setObjectName(QStringLiteral("paneGrid"));
    setFocusPolicy(Qt::StrongFocus);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(kGap);
}

PaneGrid::Cell PaneGrid::makeCell()
{
    auto* frame = new QWidget(this);
    Cell cell{frame, new QLabel(frame), new QLabel(frame), new PaneView(frame)};
    auto bold = cell.title->font();
    bold.setBold(true);
    cell.title->setFont(bold);
    cell.title->setTextFormat(Qt::PlainText);
    cell.title->setMinimumWidth(20);
    cell.caption->setProperty("caption", true);
    cell.caption->setMinimumWidth(20);
    cell.caption->setFont(captionFont());
    auto* layout = new QGridLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(cell.title, 0, 0);
    layout->addWidget(cell.caption, 0, 1, Qt::AlignRight);
    layout->addWidget(cell.view, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    layout->setRowStretch(2, 1);
    connect(cell.view, &PaneView::zoomRequested, this, &PaneGrid::zoom);
    connect(cell.view, &PaneView::panRequested, this,
        [this](const QPointF& shares) { setViewport(m_viewport.panned(shares)); });
    connect(cell.view, &PaneView::fitRequested, this, &PaneGrid::fit);
    connect(cell.view, &PaneView::hovered, this, [this, cell](const QPoint& pixel) { mark(cell, pixel); });
    return cell;
}

void PaneGrid::setPanes(std::vector<MapPane> panes)
{
    m_panes = std::move(panes);
    while (m_cells.size() < m_panes.size())
        m_cells.push_back(makeCell());
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const auto& pane = m_panes[i];
        m_cells[i].title->setText(pane.title);
        m_cells[i].caption->setText(pane.caption);
        m_cells[i].view->setPane(pane);
        m_cells[i].view->setMark({-1, -1});
    }
    showView();
    arrange();
    fitHeads();
}

/// As many as make the panes largest; their aspect is that of the first that has one.
int PaneGrid::bestColumns() const
{
    const auto shown = std::ranges::find_if(m_panes, [](const MapPane& pane) { return !pane.isEmpty(); });
    const QSizeF picture = shown == m_panes.end() ? QSizeF(4, 3) : QSizeF(shown->size());
    int best = 1;
    double largest = 0;
    for (int columns = 1; columns <= int(m_panes.size()); ++columns) {
        const double rows = std::ceil(double(m_panes.size()) / columns);
        const double across = (width() - kGap * (columns - 1.0)) / columns;
        const int heading = (fontMetrics().height() + 3) * (isHeadSplit(int(across)) ? 2 : 1);
        const double down = (height() - kGap * (rows - 1)) / rows - heading;
        const double scale = std::min(across / picture.width(), down / picture.height());
        if (scale > largest * 1.001) {
            largest = scale;
            best = columns;
        }
    }
    return best;
}

bool PaneGrid::isHeadSplit(int space) const
{
    for (std::size_t i = 0; i < m_panes.size(); ++i)
        if (!m_panes[i].caption.isEmpty()
            && m_cells[i].title->fontMetrics().horizontalAdvance(m_panes[i].title)
                    + m_cells[i].caption->fontMetrics().horizontalAdvance(m_panes[i].caption) + kGap
                > space)
            return true;
    return false;
}

/// Captions stay: where there is no room for both they stand below the titles, and long titles are cut.
void PaneGrid::fitHeads()
{
    const int space = (width() - kGap * (m_columns - 1)) / std::max(1, m_columns);
    const bool isSplit = isHeadSplit(space);
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const auto& cell = m_cells[i];
        const auto& pane = m_panes[i];
        auto* layout = static_cast<QGridLayout*>(cell.frame->layout());
        layout->removeWidget(cell.caption);
        if (isSplit)
            layout->addWidget(cell.caption, 1, 0, 1, 2);
        else
            layout->addWidget(cell.caption, 0, 1, Qt::AlignRight);
        cell.caption->setVisible(
            isSplit || !pane.caption.isEmpty()); // panes beside each other are equally high
        cell.title->setText(cell.title->fontMetrics().elidedText(pane.title, Qt::ElideRight, space));
        cell.title->setToolTip(
            pane.caption.isEmpty() ? pane.title : pane.title + QStringLiteral(": ") + pane.caption);
    }
}

void PaneGrid::arrange()
{
    const int columns = bestColumns();
    if (columns == m_columns && m_panes.size() == m_arranged)
        return;
    m_columns = columns;
    m_arranged = m_panes.size();
    for (const auto& cell : m_cells)
        m_layout->removeWidget(cell.frame);
    for (int i = 0; i < m_layout->columnCount(); ++i)
        m_layout->setColumnStretch(i, i < columns ? 1 : 0);
    for (int i = 0; i < m_layout->rowCount(); ++i)
        m_layout->setRowStretch(i, 0);
    for (int i = 0; i < int(m_cells.size()); ++i) {
        const bool isShown = i < int(m_panes.size());
        m_cells[std::size_t(i)].frame->setVisible(isShown);
        if (!isShown)
            continue;
        m_layout->addWidget(m_cells[std::size_t(i)].frame, i / columns, i % columns);
        m_layout->setColumnStretch(i % columns, 1);
        m_layout->setRowStretch(i / columns, 1);
    }
}

void PaneGrid::setOpacity(int percent)
{
    m_opacity = std::clamp(percent, 0, 100);
    showView();
}

void PaneGrid::setViewport(const MapViewport& viewport)
{
    m_viewport = viewport;
    showView();
}

void PaneGrid::fit()
{
    setViewport({});
}

void PaneGrid::zoom(const QPointF& share, double factor)
{
    double longest = 1;
    for (const auto& pane : m_panes)
        longest = std::max({longest, double(pane.size().width()), double(pane.size().height())});
    setViewport(m_viewport.zoomed(share, factor, longest / kLeastPixels));
}

void PaneGrid::showView()
{
    for (std::size_t i = 0; i < m_panes.size(); ++i)
        m_cells[i].view->setView(m_viewport, m_opacity / 100.0);
}

/// Pictures and label maps may be of different sizes: the place is that of the label maps.
void PaneGrid::mark(const Cell& cell, const QPoint& pixel)
{
    const auto from = cell.view->pane().size();
    const auto scaled = [&](const QSize& to) {
        return pixel.x() < 0
            ? QPoint(-1, -1)
            : QPoint(pixel.x() * to.width() / from.width(), pixel.y() * to.height() / from.height());
    };
    auto labels = from;
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        const auto& pane = m_panes[i];
        if (!pane.overlay.isNull())
            labels = pane.overlay.size();
        m_cells[i].view->setMark(
            pane.isEmpty() || m_cells[i].view == cell.view ? QPoint(-1, -1) : scaled(pane.size()));
    }
    Q_EMIT hovered(scaled(labels));
}

void PaneGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
    fitHeads();
}

void PaneGrid::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal)
        zoom(m_viewport.center, kKeyStep);
    else if (event->key() == Qt::Key_Minus)
        zoom(m_viewport.center, 1 / kKeyStep);
    else if (event->key() == Qt::Key_F)
        fit();
    else
        QWidget::keyPressEvent(event);
}

} // namespace modalscope
