#include "widgets/maps/grid_export.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_origin.h"
#include "widgets/base/text.h"
#include "widgets/maps/grid_painter.h"
#include "widgets/plot/paper_page.h"

#include <QObject>
#include <QPainter>

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kUnitsOfMm = 720 / 25.4; // ten units a point, as paperStyle
constexpr double kVectorDots = 600.0 / 720; // of pictures in PDF and SVG, per unit
constexpr double kMostHeightMm = 1000;
constexpr double kMostPixelsOfPng = 3e8;

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
    Figure origin;
    origin.provenance = figure.provenance;
    QStringList facts;
    for (const auto& line : originLines(origin))
        facts << toQt(line);
    return {options.widthMm, gridHeightMm(figure, options), toQt(shown.title), toQt(shown.note), facts,
        toQt(figure.provenance.program)};
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
    const auto outside = [](const char* what, double value, double least, double most) {
        return invalidInput(std::string("the figure's ") + what + " is out of range: " + numberText(value)
            + " is not between " + numberText(least) + " and " + numberText(most));
    };
    if (figure.rows.empty())
        return invalidInput("the figure has no rows; add a sample to it first");
    if (!(options.widthMm >= 20 && options.widthMm <= 400))
        return outside("width in mm", options.widthMm, 20, 400);
    if (!(options.fontPoints >= 4 && options.fontPoints <= 14))
        return outside("font size in pt", options.fontPoints, 4, 14);
    if (!(options.dpi >= 72 && options.dpi <= 1200))
        return outside("resolution in dpi", options.dpi, 72, 1200);
    const double height = gridHeightMm(figure, options);
    const double pixels = options.widthMm * height * std::pow(options.dpi / 25.4, 2);
    if (options.format == ExportFormat::Png && pixels > kMostPixelsOfPng)
        return invalidInput("the picture would have more than 300 million pixels; take a lower resolution, "
                            "fewer samples or a smaller width");
    if (height > kMostHeightMm)
        return invalidInput("the figure would be higher than a metre; take fewer samples or a smaller width");
    return std::nullopt;
}

} // namespace

std::span<const ExportFormat> gridFormats()
{
    static constexpr std::array kAll{ExportFormat::Pdf, ExportFormat::Svg, ExportFormat::Png};
    return kAll;
}

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
    const auto page = gridPage(figure, options);
    const auto paint = gridPaint(figure, options);
    const auto bytes = options.format == ExportFormat::Png ? pngPage(page, options.dpi, paint)
        : options.format == ExportFormat::Svg              ? svgPage(page, paint)
                                                           : pdfPage(page, paint);
    return writeFileAtomically(path, std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

} // namespace modalscope
