#include "widgets/plot/heat_colors.h"

#include "core/figure/paper_look.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::array<QRgb, 9> kLightHeat{0xfff7fbff, 0xffdeebf7, 0xffc6dbef, 0xff9ecae1, 0xff6baed6,
    0xff4292c6, 0xff2171b5, 0xff08519c, 0xff08306b};
constexpr std::array<QRgb, 9> kDarkHeat{0xff1f2a38, 0xff1c3b5e, 0xff1b4d82, 0xff2166a5, 0xff3182bd,
    0xff57a0d0, 0xff85bcdd, 0xffb5d5ea, 0xffe3eef8};

} // namespace

QColor heatColor(double share, bool dark)
{
    const auto& anchors = dark ? kDarkHeat : kLightHeat;
    const double place = std::clamp(share, 0.0, 1.0) * double(anchors.size() - 1);
    const auto below = std::min(std::size_t(place), anchors.size() - 2);
    const double part = place - double(below);
    const QColor from = QColor::fromRgb(anchors[below]);
    const QColor to = QColor::fromRgb(anchors[below + 1]);
    const auto mix = [&](int a, int b) { return int(std::lround(a + (b - a) * part)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QColor textOn(const QColor& fill)
{
    return isWhiteTextOn(fill.rgb() & 0xffffff) ? Qt::white : Qt::black;
}

} // namespace modalscope
