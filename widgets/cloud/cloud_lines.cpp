#include "widgets/cloud/cloud_lines.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// The part of a line inside of the sheet, as shares of its length; first > last when there is none.
std::pair<double, double> insideOf(const CloudSheet& sheet, const QLineF& line)
{
    double first = 0, last = 1;
    const auto cut = [&](double start, double change, double most) {
        if (change == 0) {
            if (start < 0 || start > most)
                last = -1;
            return;
        }
        const double a = -start / change, b = (most - start) / change;
        first = std::max(first, std::min(a, b));
        last = std::min(last, std::max(a, b));
    };
    cut(line.x1(), line.dx(), sheet.width - 1);
    cut(line.y1(), line.dy(), sheet.height - 1);
    return {first, last};
}

void paintLine(const CloudSheet& sheet, const QLineF& line, std::uint32_t color, std::uint32_t alpha)
{
    const auto [first, last] = insideOf(sheet, line);
    if (!(first <= last))
        return;
    const auto from = line.pointAt(first), to = line.pointAt(last);
    const int steps = int(std::max(std::abs(to.x() - from.x()), std::abs(to.y() - from.y())));
    const double dx = steps > 0 ? (to.x() - from.x()) / steps : 0;
    const double dy = steps > 0 ? (to.y() - from.y()) / steps : 0;
    for (int i = 0; i <= steps; ++i) {
        const int x = std::clamp(int(from.x() + dx * i + 0.5), 0, sheet.width - 1);
        const int y = std::clamp(int(from.y() + dy * i + 0.5), 0, sheet.height - 1);
        auto& pixel = sheet.pixels[std::ptrdiff_t(y) * sheet.stride + x];
        pixel = blended(pixel, color, alpha);
    }
}

} // namespace

void paintPairLines(const CloudSheet& sheet, const CloudShot& shot)
{
    const auto alpha = std::uint32_t(std::lround(256 * pairLineOpacity(shot)));
    const QPointF offset(shot.margin - 0.5, shot.margin - 0.5);
    forPairLines(
        shot, [&](const QLineF& line) { paintLine(sheet, line.translated(offset), shot.lines, alpha); });
}

double pairLineOpacity(const CloudShot& shot)
{
    const auto count = shot.hasSelection() ? shot.selected->count()
        : shot.isolated                    ? shot.isolated->count()
                                           : shot.pairs->first.size() - 1;
    return count <= 200 ? 0.8 : count <= 2'000 ? 0.35 : 0.08;
}

} // namespace modalscope
