#include "widgets/plot/figure_batch.h"

#include "widgets/base/text.h"
#include "widgets/plot/script_export.h"

#include <algorithm>
#include <functional>
#include <set>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// A figure's name as a file's: without signs that some systems refuse there.
std::string fileStem(const Figure& figure)
{
    std::string stem = figure.name;
    for (char& c : stem)
        if (static_cast<unsigned char>(c) < 0x20
            || std::string_view("/\\:*?\"<>|").find(c) != std::string::npos)
            c = '-';
    const bool isHidden = !stem.empty() && stem.front() == '.';
    return stem.empty() ? "figure" : isHidden ? "figure" + stem : stem;
}

bool isTaken(const fs::path& path)
{
    std::error_code error;
    const bool exists = fs::exists(fs::symlink_status(path, error)); // a dangling link is taken too
    return exists || (error && error != std::errc::no_such_file_or_directory);
}

/// Files of one figure: a path for each format, none of which `isUsed`, nor are the data of a script.
std::vector<fs::path> freePaths(const fs::path& folder, const std::string& stem,
    std::span<const ExportFormat> formats, const std::function<bool(const fs::path&)>& isUsed)
{
    constexpr int kMostNumbers = 100'000;
    std::vector<fs::path> paths;
    for (int number = 1; number < kMostNumbers; ++number) {
        paths.clear();
        bool isFree = true;
        for (const auto format : formats) {
            const auto numbered = number == 1 ? stem : stem + "-" + std::to_string(number);
            paths.push_back(folder / (numbered + fromQt(endingOf(format))));
            isFree = isFree && !isUsed(paths.back())
                && !(isScript(format) && isUsed(folder / dataNameOf(paths.back())));
        }
        if (isFree)
            break;
    }
    return paths;
}

} // namespace

Result<BatchExport> exportFigures(
    std::span<const Figure> figures, const fs::path& folder, const BatchOptions& batch)
{
    const auto& formats = batch.formats;
    if (figures.empty() || formats.empty())
        return Error{ErrorKind::InvalidInput,
            figures.empty() ? "there are no figures to export" : "choose at least one format to export"};
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder))
        return Error{ErrorKind::Io,
            folder.string() + ": cannot be made: " + (error ? error.message() : "a file has that name")};
    BatchExport done;
    std::set<fs::path> own; // of this call: two figures may have one name
    const auto isUsed
        = [&](const fs::path& path) { return own.contains(path) || (!batch.replaces && isTaken(path)); };
    for (const auto& figure : figures) {
        ExportOptions options{.widthMm = batch.preset.widthMm,
            .fontPoints = batch.preset.fontPoints,
            .withTitle = batch.withTitle,
            .withNote = batch.withNote};
        options.heightMm = suitableHeightMm(figure, batch.preset.widthMm);
        const auto paths = freePaths(folder, fileStem(figure), formats, isUsed);
        for (const auto& path : paths) {
            own.insert(path);
            own.insert(folder / dataNameOf(path));
        }
        for (std::size_t i = 0; i < formats.size(); ++i) {
            options.format = formats[i];
            const auto written = exportFigure(figure, options, paths[i]);
            if (written)
                done.written.push_back(paths[i]);
            else if (written.error().message.find(folder.string()) == std::string::npos)
                done.failures.push_back(paths[i].string() + ": " + written.error().message);
            else
                done.failures.push_back(written.error().message);
        }
    }
    return done;
}

} // namespace modalscope
