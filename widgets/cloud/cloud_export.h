#pragma once

#include "widgets/cloud/cloud_studio.h"
#include "widgets/plot/figure_export.h"

namespace modalscope {

/// A cloud for a paper: what a view shows, and where it comes from.
struct CloudFigure {
    std::shared_ptr<const CloudData> data;
    CloudLook look = {};
    CloudCamera camera = {};
    QSizeF seen = {}; ///< the space of the view: all that it showed is on the paper too
    std::shared_ptr<const SelectionMask> selected = {}, isolated = {}; ///< may be null
    std::string title = {};
    std::string note = {};
    Provenance provenance = {};
};

/// Writes PDF, SVG or PNG, replaced as a whole or not at all, with title, note and provenance in it. Up to
/// 20,000 points are vectors; more are one picture of 600 dots per inch between axes and texts that stay
/// vectors. Any thread. Error: InvalidInput for sizes out of range, another format, data with a problem; Io
/// when the file cannot be written.
Result<void> exportCloud(
    const CloudFigure& figure, const ExportOptions& options, const std::filesystem::path& path);

/// The page at `dpi` dots per inch: the preview.
QImage cloudImage(const CloudFigure& figure, const ExportOptions& options, double dpi);

} // namespace modalscope
