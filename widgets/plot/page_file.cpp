#include "widgets/plot/page_file.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_origin.h"
#include "widgets/base/text.h"

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kMostPixelsOfPage = 3e8;

} // namespace

std::span<const ExportFormat> pageFormats()
{
    static constexpr std::array kAll{ExportFormat::Pdf, ExportFormat::Svg, ExportFormat::Png};
    return kAll;
}

PaperPage paperPage(double widthMm, double heightMm, const std::string& title, const std::string& note,
    const Provenance& provenance)
{
    Figure origin;
    origin.provenance = provenance;
    QStringList facts;
    for (const auto& line : originLines(origin))
        facts << toQt(line);
    return {widthMm, heightMm, toQt(title), toQt(note), facts, toQt(provenance.program)};
}

std::optional<Error> rangeProblem(const char* what, double value, double least, double most)
{
    if (value >= least && value <= most)
        return std::nullopt;
    return invalidInput(std::string("the figure's ") + what + " is out of range: " + numberText(value)
        + " is not between " + numberText(least) + " and " + numberText(most));
}

std::optional<Error> pageProblem(double widthMm, double fontPoints, int dpi)
{
    if (auto problem = rangeProblem("width in mm", widthMm, 20, 400))
        return problem;
    if (auto problem = rangeProblem("font size in pt", fontPoints, 4, 14))
        return problem;
    return rangeProblem("resolution in dpi", dpi, 72, 1200);
}

bool hasTooManyPixels(double widthMm, double heightMm, double dpi)
{
    return widthMm * heightMm * std::pow(dpi / 25.4, 2) > kMostPixelsOfPage;
}

Result<void> writePage(const PaperPage& page, ExportFormat format, int dpi, const PaintPage& paint,
    const std::filesystem::path& path)
{
    const auto bytes = format == ExportFormat::Png ? pngPage(page, dpi, paint)
        : format == ExportFormat::Svg              ? svgPage(page, paint)
                                                   : pdfPage(page, paint);
    return writeFileAtomically(path, std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

} // namespace modalscope
