#pragma once

#include "widgets/plot/figure_export.h"
#include "widgets/plot/journal_preset.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What came of many figures at once.
struct BatchExport {
    std::vector<std::filesystem::path> written; ///< figures and scripts; not the data beside a script
    std::vector<std::string> failures; ///< one sentence each; the other files are written all the same
};

/// How they are written.
struct BatchOptions {
    std::vector<ExportFormat> formats = {};
    JournalPreset preset = journalPresets().front(); ///< width and font size
    bool withTitle = true;
    bool withNote = true;
    bool replaces = false; ///< files of the same name that were there before
};

/// Writes every figure in every format into `folder`, which is made if need be, at the journal's width and
/// font size and a height that suits each figure. Files are called after the figures; where a file of that
/// name exists, in any of the formats, all of the figure's get a number: "accuracy-2.pdf". Nothing is
/// replaced but, where the options say so, files that were there before; never one of this call, nor data
/// that are not a script's own. Error: InvalidInput without figures or formats; Io when the folder cannot be
/// made.
Result<BatchExport> exportFigures(
    std::span<const Figure> figures, const std::filesystem::path& folder, const BatchOptions& options);

} // namespace modalscope
