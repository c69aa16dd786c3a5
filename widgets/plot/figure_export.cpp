#include "widgets/plot/figure_export.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_origin.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_painter.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/plot/point_stencils.h"
#include "widgets/plot/qcustomplot_include.h"
#include "widgets/plot/script_export.h"

#include <QBuffer>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QUuid>

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kUnitsPerPoint = 10; // of paperStyle
constexpr double kUnitsPerInch = 72 * kUnitsPerPoint;

QSize sizeInUnits(const ExportOptions& options)
{
    const auto units = [](double mm) { return int(std::lround(mm * kPointsPerMm * kUnitsPerPoint)); };
    return {units(options.widthMm), units(options.heightMm)};
}

void paintOn(
    QPaintDevice& device, const Figure& figure, const ExportOptions& options, double scale, bool vectorized)
{
    QCustomPlot plot;
    FigurePainter painter(plot);
    auto drawn = figure;
    if (!options.withTitle)
        drawn.title.clear();
    if (!options.withNote)
        drawn.note.clear();
    painter.setFigure(drawn, paperStyle(options.fontPoints));
    painter.fit();
    painter.paint(device, sizeInUnits(options), scale, vectorized);
}

/// Program, runs, specification's hash and command.
QString provenanceText(const Figure& figure, const QString& separator)
{
    auto from = figure;
    from.name.clear();
    from.title.clear();
    from.note.clear();
    QStringList facts;
    for (const auto& line : originLines(from))
        facts << toQt(line);
    return facts.join(separator);
}

QString titleOf(const Figure& figure)
{
    return toQt(figure.title.empty() ? figure.name : figure.title);
}

/// XMP as PDF readers and reference managers look for it.
QByteArray xmpOf(const Figure& figure)
{
    const auto escaped = [](const QString& text) { return text.toHtmlEscaped(); };
    return QStringLiteral(
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%1</rdf:li></rdf:Alt></dc:title>\n"
        "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%2</rdf:li></rdf:Alt></dc:description>\n"
        "<pdf:Keywords>%3</pdf:Keywords><xmp:CreatorTool>%4</xmp:CreatorTool>\n"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n")
        .arg(escaped(titleOf(figure)), escaped(toQt(figure.note)),
            escaped(provenanceText(figure, QStringLiteral("; "))), escaped(toQt(figure.provenance.program)))
        .toUtf8();
}

QByteArray pdfOf(const Figure& figure, const ExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(int(kUnitsPerInch));
    writer.setPageSize(
        QPageSize({options.widthMm, options.heightMm}, QPageSize::Millimeter, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    writer.setTitle(titleOf(figure));
    writer.setCreator(toQt(figure.provenance.program));
    writer.setDocumentXmpMetadata(xmpOf(figure));
    paintOn(writer, figure, options, 1, true);
    return withMasks(std::move(bytes));
}

QByteArray svgOf(const Figure& figure, const ExportOptions& options)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(int(kUnitsPerInch));
    generator.setSize(sizeInUnits(options));
    generator.setViewBox(QRect({}, sizeInUnits(options)));
    generator.setTitle(titleOf(figure).toHtmlEscaped()); // Qt 6.4 writes both as they are
    generator.setDescription(
        (toQt(figure.note) + QStringLiteral("\n") + provenanceText(figure, QStringLiteral("\n")))
            .toHtmlEscaped());
    paintOn(generator, figure, options, 1, true);
    // Qt computes the size from whole units; the file says what was asked for.
    static const QRegularExpression size(QStringLiteral("width=\"[\\d.]+mm\" height=\"[\\d.]+mm\""));
    const auto match = size.match(QString::fromUtf8(bytes.left(400)));
    if (match.hasMatch())
        bytes.replace(match.captured().toUtf8(),
            QStringLiteral("width=\"%1mm\" height=\"%2mm\"")
                .arg(options.widthMm)
                .arg(options.heightMm)
                .toUtf8());
    // The family that was measured, with those of the same widths for other machines.
    bytes.replace("font-family=\"Arial\"", "font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\"");
    bytes.replace(
        "font-family=\"Liberation Sans\"", "font-family=\"Arial, 'Liberation Sans', Helvetica, sans-serif\"");
    return bytes;
}

QByteArray pngOf(const Figure& figure, const ExportOptions& options)
{
    auto image = figureImage(figure, options, options.dpi);
    image.setText(QStringLiteral("Title"), titleOf(figure));
    image.setText(QStringLiteral("Software"), toQt(figure.provenance.program));
    image.setText(QStringLiteral("Description"), toQt(figure.note));
    image.setText(QStringLiteral("Source"), provenanceText(figure, QStringLiteral("; ")));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
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
        return pdfOf(figure, options);
    case ExportFormat::Svg:
        return svgOf(figure, options);
    case ExportFormat::Png:
        return pngOf(figure, options);
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
    const double scale = dpi / kUnitsPerInch;
    const auto units = sizeInUnits(options);
    QImage image(int(std::lround(units.width() * scale)), int(std::lround(units.height() * scale)),
        QImage::Format_RGB32);
    image.setDotsPerMeterX(int(std::lround(dpi / 0.0254)));
    image.setDotsPerMeterY(int(std::lround(dpi / 0.0254)));
    image.fill(Qt::white);
    paintOn(image, figure, options, scale, false);
    return image;
}

void copyFigure(const Figure& figure, const ExportOptions& options)
{
    constexpr double kClipboardDpi = 300;
    auto* data = new QMimeData;
    data->setImageData(figureImage(figure, options, kClipboardDpi));
    data->setData(QStringLiteral("image/svg+xml"), svgOf(figure, options));
    QGuiApplication::clipboard()->setMimeData(data);
}

} // namespace modalscope
