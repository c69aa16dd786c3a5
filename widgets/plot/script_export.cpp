#include "widgets/plot/script_export.h"

#include "core/base/atomic_file.h"
#include "core/figure/figure_matplotlib.h"
#include "core/figure/figure_origin.h"
#include "core/figure/figure_pgfplots.h"
#include "core/figure/figure_wide_csv.h"

#include <algorithm>
#include <cctype>

namespace modalscope {
namespace {

/// The first line of a script's data.
std::string ownerLine(const std::filesystem::path& script)
{
    return "# data of " + script.filename().string() + "\n";
}

} // namespace

bool isScript(ExportFormat format)
{
    return format == ExportFormat::Pgfplots || format == ExportFormat::Matplotlib;
}

std::string dataNameOf(const std::filesystem::path& path)
{
    auto ending = path.extension().string();
    std::replace(ending.begin(), ending.end(), '.', '-');
    auto name = path.stem().string() + ending;
    for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '+')
            c = '-';
    return name + ".csv";
}

std::string scriptText(const Figure& figure, const ExportOptions& options, const std::string& dataName)
{
    const PaperSize size{.widthMm = options.widthMm,
        .heightMm = options.heightMm,
        .fontPoints = options.fontPoints,
        .withTitle = options.withTitle,
        .withNote = options.withNote};
    return options.format == ExportFormat::Pgfplots ? figurePgfplots(figure, dataName, size)
                                                    : figureMatplotlib(figure, dataName, size);
}

std::string scriptData(const Figure& figure, const std::filesystem::path& path)
{
    auto head = originComment(figure, "# ");
    for (char& c : head) // LaTeX counts braces in comments too
        c = c == '{' ? '(' : c == '}' ? ')' : c;
    return ownerLine(path) + head + figureWideCsv(figure);
}

Result<void> writeScript(
    const Figure& figure, const ExportOptions& options, const std::filesystem::path& path)
{
    const auto dataName = dataNameOf(path);
    const auto data = path.parent_path() / dataName;
    std::error_code none;
    if (std::filesystem::exists(data, none)) {
        const auto old = readFile(data);
        if (!old || !old.value().starts_with(ownerLine(path)))
            return Error{ErrorKind::InvalidInput,
                data.string() + ": exists already and is not the data of " + path.filename().string()
                    + "; choose another name"};
    }
    if (const auto written = writeFileAtomically(data, scriptData(figure, path)); !written)
        return written.error();
    return writeFileAtomically(path, scriptText(figure, options, dataName));
}

} // namespace modalscope
