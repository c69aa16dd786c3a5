#pragma once

#include "core/figure/figure_range.h"

#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// `text` for LaTeX: signs with a meaning there stand for themselves, Greek letters and signs of mathematics
/// are written as commands, so that pdflatex sets them too; a line end becomes a space. Braces are balanced.
std::string pgfplotsText(std::string_view text);

/// About what a text takes in LaTeX's own font, in points; of several the longest.
double estimatedPoints(const std::string& text, double fontPoints);
double longestPoints(const std::vector<std::string>& texts, double fontPoints);

/// The least of 1, 2, 5, 10, ... that leaves at most `most` ticks in a range, two to six.
double tickStep(const AxisRange& range, double most);

} // namespace modalscope
