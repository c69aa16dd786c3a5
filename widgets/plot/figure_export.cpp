#include "widgets/plot/figure_export.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_origin.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_painter.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/plot/paper_page.h"
#include "widgets/plot/point_stencils.h"
#include "widgets/plot/qcustomplot_include.h"
#include "widgets/plot/script_export.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;

/// Program, runs, specification's hash and command.
QStringList factsOf(const Figure& figure)
{
    auto from = figure;
    from.name.clear();
    from.title.clear();
    from.note.clear();
    QStringList facts;
    for (const auto& line : originLines(from))
        facts << toQt(line);
    return facts;
}

PaperPage pageOf(const Figure& figure, const ExportOptions& options)
{
    return {options.widthMm, options.heightMm, toQt(figure.title.empty() ? figure.name : figure.title),
        toQt(figure.note), factsOf(figure), toQt(figure.provenance.program)};
}

PaintPage painterOf(const Figure& figure, const ExportOptions& options, bool vectorized)
{
    return [&figure, options, vectorized](QPaintDevice& device, double scale) {
        QCustomPlot plot;
        FigurePainter painter(plot);
        auto drawn = figure;
        if (!options.withTitle)
            drawn.title.clear();
        if (!options.withNote)
            drawn.note.clear();
        painter.setFigure(drawn, paperStyle(options.fontPoints));
        painter.fit();
        painter.paint(device, pageUnits(pageOf(figure, options)), scale, vectorized);
    };
}

QByteArray csvOf(const Figure& figure)
{
    return QByteArray::fromStdString(originComment(figure, "# ") + figureCsv(figure));
}

std::optional<Error> problemOf(const Figure& figure, const ExportOptions& options)
{
    const auto outside = [](const char* what, double value, double least, double most, const char* unit) {
        return Error{ErrorKind::InvalidInput,
            std::string("the figure's ") + what + " is out of range: " + numberText(value) + unit
                + " is not between " + numberText(least) + " and " + numberText(most) + unit};
    };
    const auto within
        = [](double value, double least, double most) { return value >= least && value <= most; };
    if (figure.panels.empty())
        return Error{ErrorKind::InvalidInput, "the figure has no panels; choose runs to draw first"};
    if (!within(options.widthMm, 20, 400))
        return outside("width", options.widthMm, 20, 400, " mm");
    if (!within(options.heightMm, 20, kLargestHeightMm))
        return outside("height", options.heightMm, 20, kLargestHeightMm, " mm");
    if (!within(options.fontPoints, 4, 14))
        return outside("font size", options.fontPoints, 4, 14, " pt");
    if (!within(options.dpi, 72, 1200))
        return outside("resolution", options.dpi, 72, 1200, " dpi");
    return std::nullopt;
}

} // namespace

ExportOptions suitableExport(const Figure& figure)
{
    ExportOptions options;
    options.widthMm = figure.columns > 1 && figure.panels.size() > 1 ? 183 : 89;
    options.heightMm = suitableHeightMm(figure, options.widthMm);
    return options;
}

double suitableHeightMm(const Figure& figure, double widthMm)
{
    const double height = FigurePainter::suitableHeight(figure, widthMm * kPointsPerMm) / kPointsPerMm;
    return std::clamp(std::round(height), 20.0, kLargestHeightMm);
}

std::span<const ExportFormat> exportFormats()
{
    static constexpr std::array kAll{ExportFormat::Pdf, ExportFormat::Svg, ExportFormat::Png,
        ExportFormat::Csv, ExportFormat::Pgfplots, ExportFormat::Matplotlib};
    return kAll;
}

QString endingOf(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Pdf:
        return QStringLiteral(".pdf");
    case ExportFormat::Svg:
        return QStringLiteral(".svg");
    case ExportFormat::Png:
        return QStringLiteral(".png");
    case ExportFormat::Csv:
        return QStringLiteral(".csv");
    case ExportFormat::Pgfplots:
        return QStringLiteral(".tex");
    case ExportFormat::Matplotlib:
        return QStringLiteral(".py");
    }
    return {};
}

Result<ExportFormat> formatOf(const std::filesystem::path& path)
{
    const auto ending = toQt(path.extension().string()).toLower();
    for (const auto format : exportFormats())
        if (ending == endingOf(format))
            return format;
    return Error{ErrorKind::InvalidInput,
        path.string() + ": a figure can be written as .pdf, .svg, .png, .csv, .tex or .py only"};
}

Result<QByteArray> exportedFigure(const Figure& figure, const ExportOptions& options)
{
    if (auto problem = problemOf(figure, options))
        return *problem;
    switch (options.format) {
    case ExportFormat::Pdf:
        return withMasks(pdfPage(pageOf(figure, options), painterOf(figure, options, true)));
    case ExportFormat::Svg:
        return svgPage(pageOf(figure, options), painterOf(figure, options, true));
    case ExportFormat::Png:
        return pngPage(pageOf(figure, options), options.dpi, painterOf(figure, options, false));
    case ExportFormat::Csv:
        return csvOf(figure);
    case ExportFormat::Pgfplots:
    case ExportFormat::Matplotlib: {
        const auto path = (figure.name.empty() ? "figure" : figure.name) + fromQt(endingOf(options.format));
        return QByteArray::fromStdString(scriptText(figure, options, dataNameOf(path)));
    }
    }
    return QByteArray();
}

Result<void> exportFigure(
    const Figure& figure, const ExportOptions& options, const std::filesystem::path& path)
{
    if (auto problem = problemOf(figure, options))
        return *problem;
    if (isScript(options.format))
        return writeScript(figure, options, path);
    const auto bytes = exportedFigure(figure, options);
    if (!bytes)
        return bytes.error();
    return writeFileAtomically(
        path, std::string_view(bytes.value().constData(), std::size_t(bytes.value().size())));
}

QImage figureImage(const Figure& figure, const ExportOptions& options, double dpi)
{
    return pageImage(pageOf(figure, options), dpi, painterOf(figure, options, false));
}

void copyFigure(const Figure& figure, const ExportOptions& options)
{
    constexpr double kClipboardDpi = 300;
    auto* data = new QMimeData;
    data->setImageData(figureImage(figure, options, kClipboardDpi));
    data->setData(
        QStringLiteral("image/svg+xml"), svgPage(pageOf(figure, options), painterOf(figure, options, true)));
    QGuiApplication::clipboard()->setMimeData(data);
}

} // namespace modalscope
