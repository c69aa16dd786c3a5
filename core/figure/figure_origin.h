#pragma once

#include "core/figure/figure.h"

#include <string>
#include <vector>

namespace modalscope {

/// Title, note and provenance, a fact a line: what text files about a figure start with.
std::vector<std::string> originLines(const Figure& figure);

/// The same as comments: `mark` before every line, a line end behind it.
std::string originComment(const Figure& figure, const std::string& mark);

} // namespace modalscope
