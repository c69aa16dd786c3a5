#pragma once

#include "core/figure/figure.h"
#include "core/figure/paper_look.h"

#include <string>

namespace modalscope {

/// A LaTeX document (class standalone) that draws the figure with pgfplots: complete by itself, and \input by
/// a paper that uses the package standalone. It reads its numbers from `csvName` beside it, which holds
/// figureWideCsv; ranges, colours, bands and order are those of the drawn figure. The comment at its head
/// says where the numbers come from.
std::string figurePgfplots(const Figure& figure, const std::string& csvName, const PaperSize& size = {});

} // namespace modalscope
