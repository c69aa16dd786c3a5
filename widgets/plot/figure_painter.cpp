#include "widgets/plot/figure_painter.h"

#include "core/figure/figure_range.h"
#include "core/figure/shared_names.h"
#include "widgets/base/text.h"
#include "widgets/plot/legend_strip.h"
#include "widgets/plot/panel_plot.h"
#include "widgets/plot/text_block.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kMostLegend = 0.34; // of the height
constexpr double kMostLegendOnPaper = 0.5;
constexpr double kLeastPanelPoints = 110; // with its axes; 147 pixels
constexpr double kLeastMapPoints = 125;
constexpr double kLeastStackedPoints = 72; // without title, and names below
constexpr double kMostSharedNames = 0.4; // of the height, on paper

bool hasSameShape(const Panel& a, const Panel& b)
{
    const auto sameBands = [](const auto& first, const auto& second) {
        return std::equal(first.begin(), first.end(), second.begin(), second.end(),
            [](const auto& x, const auto& y) { return x.low.empty() == y.low.empty(); });
    };
    const auto sameReferences
        = std::equal(a.references.begin(), a.references.end(), b.references.begin(), b.references.end(),
            [](const auto& x, const auto& y) { return (x.low == x.high) == (y.low == y.high); });
    const auto sameMap = a.heatMap.has_value() == b.heatMap.has_value()
        && (!a.heatMap
            || (a.x.categories.size() == b.x.categories.size()
                && a.y.categories.size() == b.y.categories.size()));
    const bool sameMarks = a.points.empty() == b.points.empty() && a.boxes.empty() == b.boxes.empty()
        && a.markers.empty() == b.markers.empty();
    return sameMap && sameMarks && a.epochs == b.epochs && sameBands(a.lines, b.lines)
        && sameBands(a.bars, b.bars) && sameReferences;
}

bool hasSameShape(const Figure& a, const Figure& b)
{
    return a.columns == b.columns
        && std::equal(a.panels.begin(), a.panels.end(), b.panels.begin(), b.panels.end(),
            [](const Panel& x, const Panel& y) { return hasSameShape(x, y); });
}

int columnsOf(const Figure& figure)
{
    return std::clamp(figure.columns, 1, std::max(1, int(figure.panels.size())));
}

int rowsOf(const Figure& figure)
{
    return std::max(1, int(std::ceil(double(figure.panels.size()) / columnsOf(figure))));
}

/// A heat map keeps its form: what it leaves free is on its right and below, and nothing else becomes
/// narrower.
void addWithRoomBeside(QCPLayoutGrid& cell, QCPAxisRect* rect)
{
    auto* grid = new QCPLayoutGrid;
    cell.addElement(1, 0, grid); // first, so that what comes into it knows its plot
    grid->addElement(0, 0, rect);
    grid->addElement(0, 1, new QCPLayoutElement);
    grid->addElement(1, 0, new QCPLayoutElement);
    for (auto* free : {grid->element(0, 1), grid->element(1, 0)})
        free->setMinimumSize(0, 0);
    grid->setColumnStretchFactor(1, 1e-4);
    grid->setRowStretchFactor(1, 1e-4);
    grid->setColumnSpacing(0);
    grid->setRowSpacing(0);
}

QString letterOf(std::size_t panel)
{
    return QString(QChar(u'a' + char16_t(panel % 26)));
}

} // namespace

struct FigurePainter::Blocks {
    TextBlock* title = nullptr;
    LegendStrip* legend = nullptr;
    QCPLayoutGrid* grid = nullptr;
    std::vector<TextBlock*> panelTitles;
    TextBlock* note = nullptr;
};

FigurePainter::FigurePainter(QCustomPlot& plot)
    : m_plot(plot)
    , m_blocks(std::make_unique<Blocks>())
{
    m_plot.plotLayout()->clear();
    m_plot.addLayer(QStringLiteral("bands"), m_plot.layer(QStringLiteral("main")), QCustomPlot::limBelow);
    m_plot.setAntialiasedElements(QCP::aePlottables | QCP::aeItems | QCP::aeScatters | QCP::aeOther);
    m_plot.setPlottingHint(QCP::phFastPolylines);
    m_plot.setNotAntialiasedElements(QCP::aeAxes | QCP::aeGrid);
}

FigurePainter::~FigurePainter() = default;

bool FigurePainter::setFigure(const Figure& figure, const FigureStyle& style)
{
    const bool isNew = m_blocks->grid == nullptr || !hasSameShape(figure, m_figure);
    m_figure = figure;
    m_style = style;
    if (isNew)
        build();
    m_plot.setBackground(QBrush(style.ground));
    updateTexts();
    for (std::size_t i = 0; i < m_panels.size(); ++i)
        m_panels[i].update(figure.panels[i], style);
    return isNew;
}

void FigurePainter::build()
{
    m_panels.clear();
    m_plot.clearItems();
    m_plot.clearPlottables();
    m_plot.plotLayout()->clear();
    qDeleteAll(m_plot.findChildren<QCPMarginGroup*>(Qt::FindDirectChildrenOnly));
    qDeleteAll(m_plot.findChildren<QCPBarsGroup*>(Qt::FindDirectChildrenOnly));
    auto& blocks = *m_blocks = Blocks();
    blocks.title = new TextBlock(&m_plot);
    blocks.legend = new LegendStrip(&m_plot);
    blocks.grid = new QCPLayoutGrid;
    blocks.note = new TextBlock(&m_plot);
    auto* rows = m_plot.plotLayout();
    rows->addElement(0, 0, blocks.title);
    rows->addElement(1, 0, blocks.legend);
    rows->addElement(2, 0, blocks.grid);
    rows->addElement(3, 0, blocks.note);

    const int columns = columnsOf(m_figure);
    std::vector<QCPMarginGroup*> besides;
    std::vector<QCPMarginGroup*> above;
    for (int i = 0; i < int(m_figure.panels.size()); ++i) {
        auto* cell = new QCPLayoutGrid;
        auto* title = new TextBlock(&m_plot);
        auto* rect = new QCPAxisRect(&m_plot, false);
        rect->addAxes(QCPAxis::atLeft | QCPAxis::atBottom);
        blocks.grid->addElement(i / columns, i % columns, cell);
        cell->addElement(0, 0, title);
        if (m_figure.panels[std::size_t(i)].heatMap)
            addWithRoomBeside(*cell, rect);
        else
            cell->addElement(1, 0, rect);
        cell->setRowSpacing(0);
        blocks.panelTitles.push_back(title);
        if (i % columns == int(besides.size()))
            besides.push_back(new QCPMarginGroup(&m_plot));
        if (i / columns == int(above.size()))
            above.push_back(new QCPMarginGroup(&m_plot));
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, besides[std::size_t(i % columns)]);
        rect->setMarginGroup(QCP::msTop | QCP::msBottom, above[std::size_t(i / columns)]);
        m_panels.emplace_back(rect, m_figure.panels[std::size_t(i)]);
    }
}

void FigurePainter::updateTexts()
{
    const auto& style = m_style;
    auto& blocks = *m_blocks;
    auto* rows = m_plot.plotLayout();
    const int margin = style.units(style.onScreen ? 7 : 2);
    rows->setMargins({margin, margin, margin, style.units(style.onScreen ? 5 : 1)});
    rows->setRowSpacing(0);
    blocks.grid->setRowSpacing(style.units(8));
    blocks.grid->setColumnSpacing(style.units(10));
    blocks.title->setText(toQt(m_figure.title), style.titleFont(), style.text);
    blocks.title->setPadding(0, style.units(4));
    blocks.legend->setEntries(legendOf(m_figure), style);
    blocks.note->setText(toQt(m_figure.note), style.smallFont(), style.muted);
    blocks.note->setPadding(style.units(4), 0);
    for (std::size_t i = 0; i < blocks.panelTitles.size(); ++i) {
        auto* title = blocks.panelTitles[i];
        title->setText(toQt(m_figure.panels[i].title), style.textFont(), style.text);
        if (m_figure.panels.size() > 1)
            title->setLetter(letterOf(i), style.font(style.textPoints + 1, true));
        title->setPadding(0, style.units(3));
        m_panels[i].rect()->setMinimumMargins(
            {style.units(2), style.units(4), style.units(5), style.units(2)});
    }
}

/// Titles of a row are equally high, so that its panels are too.
std::vector<int> FigurePainter::fitPanelTitles(int width)
{
    const auto& titles = m_blocks->panelTitles;
    const auto columns = std::size_t(columnsOf(m_figure));
    std::vector<int> heights(std::size_t(rowsOf(m_figure)), 0);
    for (std::size_t i = 0; i < titles.size(); ++i) {
        titles[i]->fitTo(width);
        heights[i / columns] = std::max(heights[i / columns], titles[i]->minimumSize().height());
    }
    for (std::size_t i = 0; i < titles.size(); ++i)
        titles[i]->fitTo(width, heights[i / columns]);
    return heights;
}

void FigurePainter::layout(const QSize& size)
{
    if (m_blocks->grid == nullptr)
        return;
    const auto& blocks = *m_blocks;
    const auto margins = m_plot.plotLayout()->margins();
    const int inner = size.width() - margins.left() - margins.right();
    blocks.title->fitTo(inner - m_corner.width(), m_corner.height());
    blocks.note->fitTo(inner);
    const int columns = columnsOf(m_figure);
    const int rows = rowsOf(m_figure);
    const int panel = (inner - (columns - 1) * blocks.grid->columnSpacing()) / columns;
    const auto titles = fitPanelTitles(panel);
    const int around = margins.top() + margins.bottom() + (rows - 1) * blocks.grid->rowSpacing()
        + blocks.title->minimumSize().height() + blocks.note->minimumSize().height();
    const bool hasMap = std::any_of(m_figure.panels.begin(), m_figure.panels.end(),
        [](const Panel& each) { return each.heatMap.has_value(); });
    const int axes = m_style.units(32); // about what names and numbers beside the axes take
    const bool isStacked = sharesNames(m_figure);
    const int names = isStacked ? fitSharedNames(size, panel - axes) : 0;
    const int least = around + names
        + rows
            * m_style.units(hasMap ? kLeastMapPoints
                    : isStacked    ? kLeastStackedPoints
                                   : kLeastPanelPoints)
        + std::accumulate(titles.begin(), titles.end(), 0);
    blocks.legend->fitTo(inner,
        m_style.onScreen ? std::min(int(size.height() * kMostLegend), size.height() - least)
                         : int(size.height() * kMostLegendOnPaper));
    m_leastHeight = least + blocks.legend->leastHeight();
    const int height = size.height() - around - blocks.legend->minimumSize().height();
    for (int row = 0; row < rows; ++row)
        blocks.grid->setRowStretchFactor(row, 1);
    if (isStacked && height > names) {
        const int each = (height - names) / rows;
        for (std::size_t i = 0; i < m_panels.size(); ++i)
            m_panels[i].fitTo({panel - axes, each - titles[i] - m_style.units(16)},
                i + 1 == m_panels.size() ? mostSharedNames(size) : 0);
        blocks.grid->setRowStretchFactor(rows - 1, double(each + names) / std::max(1, each));
        return;
    }
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        const int down = height / rows - titles[i / std::size_t(columns)] - axes;
        m_panels[i].fitTo({panel - axes, down}, std::max(1, down * 2 / 5));
    }
}

int FigurePainter::mostSharedNames(const QSize& size) const
{
    return std::max(1, m_style.onScreen ? m_style.units(150) : int(size.height() * kMostSharedNames));
}

int FigurePainter::fitSharedNames(const QSize& size, int width)
{
    const int label = QFontMetrics(m_style.textFont()).height() + m_style.units(6);
    return m_panels.back().fitTo({width, size.height() / rowsOf(m_figure)}, mostSharedNames(size)) + label;
}

void FigurePainter::fit()
{
    const auto ranges = figureRanges(m_figure);
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        m_panels[i].x()->setRange(ranges[i].x.low, ranges[i].x.high);
        m_panels[i].y()->setRange(ranges[i].y.low, ranges[i].y.high);
    }
}

void FigurePainter::paint(QPaintDevice& device, const QSize& size, double scale, bool vectorized)
{
    QCPPainter painter;
    painter.begin(&device);
    painter.setMode(QCPPainter::pmVectorized, vectorized);
    painter.setMode(QCPPainter::pmNonCosmetic, true);
    painter.scale(scale, scale);
    layout(size);
    m_plot.toPainter(&painter, size.width(), size.height());
    painter.end();
}

} // namespace modalscope
