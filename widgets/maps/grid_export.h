#pragma once

#include "core/base/result.h"
#include "widgets/maps/grid_figure.h"
#include "widgets/plot/figure_export.h"

#include <filesystem>

namespace modalscope {

/// A figure of panes on paper; its height follows from its width.
struct GridOptions {
    ExportFormat format = ExportFormat::Pdf; ///< one of pageFormats()
    double widthMm = 183; ///< 20 to 400
    double fontPoints = 7; ///< 4 to 14
    int dpi = 600; ///< PNG: 72 to 1200
    bool wholePictures = true; ///< else the parts that were seen; numbers are of whole pictures either way
    bool withLegend = true;
    bool withNote = true;
};

double gridHeightMm(const GridFigure& figure, const GridOptions& options);

/// The page at `dpi` dots per inch: the preview.
QImage gridImage(const GridFigure& figure, const GridOptions& options, double dpi);

/// Writes the figure as a file, replaced as a whole or not at all, with title, caption and provenance in it.
/// For any thread. Error: InvalidInput for sizes out of range, a figure without rows or one that needs more
/// than a metre; Io when the file cannot be written.
Result<void> exportGrid(
    const GridFigure& figure, const GridOptions& options, const std::filesystem::path& path);

} // namespace modalscope
