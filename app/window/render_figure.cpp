#include "app/window/render_figure.h"

#include "core/figure/figure_json.h"
#include "widgets/plot/figure_export.h"

namespace modalscope {

Result<void> renderFigure(const std::string& figure, const std::string& out)
{
    if (out.empty())
        return Error{ErrorKind::InvalidInput,
            figure + ": no file to draw into; add --out FILE.pdf, .svg, .png, .csv, .tex or .py"};
    const auto format = formatOf(out);
    if (!format)
        return format.error();
    const auto read = readFigure(figure);
    if (!read)
        return read.error();
    auto options = suitableExport(read.value());
    options.format = format.value();
    return exportFigure(read.value(), options, out);
}

} // namespace modalscope
