#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_export.h"
#include "widgets/plot/paper_page.h"

namespace modalscope {

/// What drawings that are no Figure (panes, point clouds) share when they are written as a file.

/// PDF, SVG, PNG: the formats of any drawing, in the order in which they are offered.
std::span<const ExportFormat> pageFormats();

/// A page whose file says where the picture comes from.
PaperPage paperPage(double widthMm, double heightMm, const std::string& title, const std::string& note,
    const Provenance& provenance);

/// InvalidInput when `value` is not between `least` and `most`: "the figure's width in mm is out of range…".
std::optional<Error> rangeProblem(const char* what, double value, double least, double most);

/// The same for width (20 to 400 mm), font size (4 to 14 pt) and resolution (72 to 1200 dpi).
std::optional<Error> pageProblem(double widthMm, double fontPoints, int dpi);

/// A picture of that size would have more than 300 million pixels.
bool hasTooManyPixels(double widthMm, double heightMm, double dpi);

/// Writes one of pageFormats(), replaced as a whole or not at all; `dpi` is for PNG. For any thread if
/// `paint` is. Error: Io when the file cannot be written.
Result<void> writePage(const PaperPage& page, ExportFormat format, int dpi, const PaintPage& paint,
    const std::filesystem::path& path);

} // namespace modalscope
