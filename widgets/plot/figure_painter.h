#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"

#include <QSize>

#include <memory>
#include <vector>

class QCustomPlot;
class QPaintDevice;

namespace modalscope {

class PanelPlot;

/// Draws a Figure in a QCustomPlot: title, legend, panels with aligned margins, note. The same painter serves
/// the window, the preview and every exported file; only the FigureStyle differs.
class FigurePainter {
public:
    explicit FigurePainter(QCustomPlot& plot);
    ~FigurePainter();
    FigurePainter(const FigurePainter&) = delete;
    FigurePainter& operator=(const FigurePainter&) = delete;

    /// Takes over a figure. True when panels or series were made anew; else numbers and looks changed in
    /// place.
    bool setFigure(const Figure& figure, const FigureStyle& style);
    const Figure& figure() const { return m_figure; }

    /// Breaks texts, legend and names of categories for a drawing of `size` units.
    void layout(const QSize& size);
    void fit(); ///< ranges that show everything; panels that count epochs show the same ones
    /// Height at which everything of the last layout keeps a readable size, panels above all.
    int leastHeight() const { return m_leastHeight; }

    /// Draws `size` units on a device, each of them `scale` of the device's; `vectorized` for PDF and SVG.
    void paint(QPaintDevice& device, const QSize& size, double scale, bool vectorized);

    /// Keeps the upper right corner free for buttons.
    void setCorner(const QSize& corner) { m_corner = corner; }

    const std::vector<PanelPlot>& panels() const { return m_panels; }

    /// Height in points that suits the figure at a width in points.
    static double suitableHeight(const Figure& figure, double width);

private:
    struct Blocks;

    void build();
    void updateTexts();
    std::vector<int> fitPanelTitles(int width); ///< heights of the rows
    int mostSharedNames(const QSize& size) const;
    int fitSharedNames(const QSize& size, int width); ///< height that they take below the lowest panel

    QCustomPlot& m_plot;
    Figure m_figure;
    FigureStyle m_style;
    QSize m_corner;
    int m_leastHeight = 0;
    std::vector<PanelPlot> m_panels;
    std::unique_ptr<Blocks> m_blocks;
};

} // namespace modalscope
