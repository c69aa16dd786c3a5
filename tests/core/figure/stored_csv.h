#pragma once

#include "core/base/atomic_file.h"
#include "core/figure/figure_json.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace modalscope {

/// The CSV of a figure after it has been a file, or why the file is refused.
inline std::string storedCsv(const Figure& figure)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("figure.json")).toStdString();
    if (!writeFileAtomically(file, figureJson(figure)))
        return "not written";
    const auto read = readFigure(file);
    return read ? figureCsv(read.value()) : read.error().message;
}

} // namespace modalscope
