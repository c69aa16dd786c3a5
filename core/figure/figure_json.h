#pragma once

#include "core/base/result.h"
#include "core/figure/figure.h"

#include <filesystem>
#include <string>

namespace modalscope {

/// A figure as a file, format 1: every field of Figure under its own name; a number that is not finite is
/// null.
std::string figureJson(const Figure& figure);

/// Error: NotFound, Io, Format: one sentence that names the file.
Result<Figure> readFigure(const std::filesystem::path& file);

} // namespace modalscope
