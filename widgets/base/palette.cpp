#include "widgets/base/palette.h"

#include <array>
#include <cmath>

namespace modalscope {
namespace {

struct Hue {
    QRgb light, dark;
};

/// Okabe and Ito's colours. On white their yellow would vanish, on dark ground black and the two deep hues:
/// these are shifted within their hue until they stand out.
constexpr std::array<Hue, 8> kHues{{
    {0xff000000, 0xffe8ebef}, // black
    {0xff0072b2, 0xff4ba3e3}, // blue
    {0xffd55e00, 0xfff07c32}, // vermillion
    {0xff009e73, 0xff2cc498}, // bluish green
    {0xffcc79a7, 0xffdf93be}, // reddish purple
    {0xffe69f00, 0xfff0b429}, // orange
    {0xff56b4e9, 0xff8fd3ff}, // sky blue
    {0xffc4ae00, 0xfff0e442}, // yellow
}};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// The hue in the lightness of a later round: on white darker, on dark ground, where there is little room
/// above, first darker as far as it stands out and then paler.
QColor variation(const QColor& color, int round, bool dark)
{
    const int step = 1 + (round - 1) % 2;
    if (color.hslSaturation() < 10)
        return dark ? color.darker(100 + 35 * step) : QColor(60 * step, 60 * step, 60 * step);
    if (!dark)
        return color.darker(100 + 28 * step);
    const auto paler = [](int channel) { return (channel + 255) / 2; };
    return step == 1 ? color.darker(138)
                     : QColor(paler(color.red()), paler(color.green()), paler(color.blue()));
}

} // namespace

QColor paletteColor(int index, bool dark)
{
    const auto count = int(kHues.size());
    const auto& hue = kHues[std::size_t(((index % count) + count) % count)];
    const auto color = QColor::fromRgb(dark ? hue.dark : hue.light);
    const int round = index / count;
    return round <= 0 ? color : variation(color, round, dark);
}

SeriesLook seriesLook(int index, bool dark)
{
    constexpr std::array kLines{Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    constexpr int kMarkers = 8;
    const int round = std::max(index, 0) / int(kHues.size());
    return {paletteColor(index, dark), kLines[std::size_t(round) % kLines.size()],
        MarkerShape((std::max(index, 0) + 3 * round) % kMarkers)};
}

double contrastRatio(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace modalscope
