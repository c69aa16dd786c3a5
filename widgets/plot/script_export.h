#pragma once

#include "widgets/plot/figure_export.h"

#include <filesystem>
#include <string>

namespace modalscope {

/// Formats that are a script and a CSV file it reads: LaTeX with pgfplots, Python with matplotlib.
bool isScript(ExportFormat format);

/// Name of the file that a script called `path` reads: "acc-tex.csv" of "acc.tex", "acc-py.csv" of "acc.py".
/// Letters that LaTeX does not read in a file's name become "-".
std::string dataNameOf(const std::filesystem::path& path);

/// The script; `dataName` is the file it reads.
std::string scriptText(const Figure& figure, const ExportOptions& options, const std::string& dataName);

/// The file that a script called `path` reads. Its head says whose it is and where the numbers come from.
std::string scriptData(const Figure& figure, const std::filesystem::path& path);

/// Writes the data, then the script. Replaces a data file only when it is the one of a script of this name.
/// Error: InvalidInput when another file has the data's name; Io.
Result<void> writeScript(
    const Figure& figure, const ExportOptions& options, const std::filesystem::path& path);

} // namespace modalscope
