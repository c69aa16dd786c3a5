#pragma once

#include "core/figure/study_report.h"

#include <functional>
#include <string>

namespace modalscope {

/// Draws a figure as SVG text.
using FigureSvg = std::function<std::string(const Figure&)>;

/// The report as one HTML page that needs nothing else: inline style for light, dark and print, figures as
/// inline SVG from `svgOf`, every text escaped. A figure for which `svgOf` says nothing is left to its note.
std::string reportHtml(const StudyReport& report, const FigureSvg& svgOf);

/// SVG text as it can stand in an HTML page beside others: without prolog and addresses, ids that begin with
/// `prefix`.
std::string inlineSvg(const std::string& svg, const std::string& prefix);

} // namespace modalscope
