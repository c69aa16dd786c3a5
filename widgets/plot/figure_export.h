#pragma once

#include "core/base/result.h"
#include "core/figure/figure.h"

#include <QByteArray>
#include <QImage>

#include <filesystem>
#include <span>

namespace modalscope {

/// The last two are scripts that redraw the figure from a CSV file beside them, see script_export.h.
enum class ExportFormat { Pdf, Svg, Png, Csv, Pgfplots, Matplotlib };

/// In the order in which they are offered.
std::span<const ExportFormat> exportFormats();

/// A figure on paper.
struct ExportOptions {
    ExportFormat format = ExportFormat::Pdf;
    double widthMm = 89; ///< 20 to 400
    double heightMm = 60; ///< 20 to 170
    double fontPoints = 7; ///< 4 to 14; ticks, legend and note one point less, at least 5
    int dpi = 600; ///< PNG: 72 to 1200
    bool withTitle = true; ///< many journals want the title in the caption only
    bool withNote = true;
};

/// Width of one column for one panel a row, of two for more, and a height that suits.
ExportOptions suitableExport(const Figure& figure);
double suitableHeightMm(const Figure& figure, double widthMm);

/// ".pdf" and so on.
QString endingOf(ExportFormat format);

/// The format that a file name's ending says. Error: InvalidInput.
Result<ExportFormat> formatOf(const std::filesystem::path& path);

/// Writes the figure as a file, replaced as a whole or not at all. The file carries title and provenance: PDF
/// in its XMP metadata, SVG in `desc`, PNG in text chunks, CSV and scripts in comment lines. The numbers of a
/// script are written first, as dataNameOf(path). Needs a QApplication; its platform may be offscreen. Error:
/// InvalidInput for sizes out of range or a figure without panels; Io when the file cannot be written.
Result<void> exportFigure(
    const Figure& figure, const ExportOptions& options, const std::filesystem::path& path);

/// The same bytes in memory; a script reads the file of figure.name. Error: InvalidInput.
Result<QByteArray> exportedFigure(const Figure& figure, const ExportOptions& options);

/// The figure at its size in mm, `dpi` dots per inch: the preview, and what PNG holds.
QImage figureImage(const Figure& figure, const ExportOptions& options, double dpi);

/// PNG and SVG at once, so that each program takes what it can.
void copyFigure(const Figure& figure, const ExportOptions& options);

} // namespace modalscope
