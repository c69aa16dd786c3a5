#include "widgets/maps/grid_export.h"

#include "widgets/base/text.h"
#include "widgets/maps/grid_painter.h"
#include "widgets/plot/page_file.h"

#include <QObject>
#include <QPainter>

#include <cmath>

namespace modalscope {
namespace {

constexpr double kUnitsOfMm = 720 / 25.4; // ten units a point, as paperStyle
constexpr double kVectorDots = 600.0 / 720; // of pictures in PDF and SVG, per unit
constexpr double kMostHeightMm = 1000;

/// The figure with whole pictures; or with the parts that were seen, and what numbers below them are of.
GridFigure withParts(GridFigure figure, bool wholePictures)
{
    bool hasParts = false;
    for (auto& row : figure.rows) {
        if (wholePictures)
            row.viewport = {};
        if (row.viewport.isFit())
            continue;
        hasParts = true;
        for (auto& pane : row.panes)
            if (pane.isOfWhole && !pane.caption.isEmpty())
                pane.caption += QObject::tr(" of the whole sample");
    }
    if (hasParts)
        figure.note += fromQt(QObject::tr(" Enlarged parts are shown; numbers are of whole samples."));
    return figure;
}

GridPainter gridPainter(const GridFigure& figure, const GridOptions& options)
{
    return {figure, paperStyle(options.fontPoints), int(std::lround(options.widthMm * kUnitsOfMm)),
        options.withLegend, options.withNote};
}

PaperPage gridPage(const GridFigure& figure, const GridOptions& options)
{
    const auto shown = withParts(figure, options.wholePictures);
    return paperPage(
        options.widthMm, gridHeightMm(figure, options), shown.title, shown.note, figure.provenance);
}

PaintPage gridPaint(const GridFigure& figure, const GridOptions& options)
{
    return [shown = withParts(figure, options.wholePictures), options](QPaintDevice& device, double scale) {
        QPainter painter(&device);
        painter.scale(scale, scale);
        painter.setRenderHint(QPainter::Antialiasing);
        gridPainter(shown, options).paint(painter, scale == 1 ? kVectorDots : scale);
    };
}

std::optional<Error> gridProblem(const GridFigure& figure, const GridOptions& options)
{
    if (figure.rows.empty())
        return invalidInput("the figure has no rows; add a sample to it first");
    if (auto problem = pageProblem(options.widthMm, options.fontPoints, options.dpi))
        return problem;
    const double height = gridHeightMm(figure, options);
    if (options.format == ExportFormat::Png && hasTooManyPixels(options.widthMm, height, options.dpi))
        return invalidInput("the picture would have more than 300 million pixels; take a lower resolution, "
                            "fewer samples or a smaller width");
    if (height > kMostHeightMm)
        return invalidInput("the figure would be higher than a metre; take fewer samples or a smaller width");
    return std::nullopt;
}

} // namespace

double gridHeightMm(const GridFigure& figure, const GridOptions& options)
{
    const auto shown = withParts(figure, options.wholePictures);
    return std::ceil(10 * gridPainter(shown, options).height() / kUnitsOfMm) / 10;
}

QImage gridImage(const GridFigure& figure, const GridOptions& options, double dpi)
{
    return pageImage(gridPage(figure, options), dpi, gridPaint(figure, options));
}

Result<void> exportGrid(
    const GridFigure& figure, const GridOptions& options, const std::filesystem::path& path)
{
    if (auto problem = gridProblem(figure, options))
        return *problem;
    return writePage(
        gridPage(figure, options), options.format, options.dpi, gridPaint(figure, options), path);
}

} // namespace modalscope
