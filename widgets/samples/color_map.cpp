#include "widgets/samples/color_map.h"

#include "widgets/base/palette.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

/// Coefficients of one colour channel, constant term first.
using Polynomial = std::array<double, 7>;
constexpr Polynomial kRed{0.2777273272234177, 0.1050930431085774, -0.3308618287255563, -4.634230498983486,
    6.228269936347081, 4.776384997670288, -5.435455855934631};
constexpr Polynomial kGreen{0.005407344544966578, 1.404613529898575, 0.214847559468213, -5.799100973351585,
    14.17993336680509, -13.74514537774601, 4.645852612178535};
constexpr Polynomial kBlue{0.3340998053353061, 1.384590162594685, 0.09509516302823659, -19.33244095627987,
    56.69055260068105, -65.35303263337234, 26.3124352495832};

int channel(const Polynomial& polynomial, double share)
{
    double value = 0;
    for (auto term = polynomial.rbegin(); term != polynomial.rend(); ++term)
        value = value * share + *term;
    return std::clamp(int(std::lround(255 * value)), 0, 255);
}

/// Where a value lies between the ends; what is not a number lies at the lower one.
double shareOf(float value, std::pair<float, float> range)
{
    const double share = (double(value) - range.first) / (double(range.second) - range.first);
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0;
}

} // namespace

QRgb viridis(double share)
{
    share = std::clamp(share, 0.0, 1.0);
    return qRgb(channel(kRed, share), channel(kGreen, share), channel(kBlue, share));
}

std::pair<float, float> valueRange(std::span<const float> values)
{
    float low = HUGE_VALF;
    float high = -HUGE_VALF;
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    return low < high ? std::pair(low, high) : std::pair(0.0F, 1.0F);
}

QImage mapImage(std::span<const float> values, int rows, int columns, bool inColor)
{
    std::array<QRgb, 256> colors{};
    for (int i = 0; i < 256; ++i)
        colors[std::size_t(i)] = inColor ? viridis(i / 255.0) : qRgb(i, i, i);
    const auto range = valueRange(values);
    QImage image(columns, rows, QImage::Format_RGB32);
    for (int y = 0; y < rows; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < columns; ++x)
            line[x] = colors[std::size_t(
                std::lround(255 * shareOf(values[std::size_t(y * columns + x)], range)))];
    }
    return image;
}

QImage channelImage(std::span<const float> values, int channels, int rows, int columns)
{
    const auto plane = std::size_t(rows) * std::size_t(columns);
    if (channels != 3) {
        QImage strip(columns * channels, rows, QImage::Format_RGB32);
        for (int c = 0; c < channels; ++c) {
            const auto part = mapImage(values.subspan(std::size_t(c) * plane, plane), rows, columns, false);
            for (int y = 0; y < rows; ++y)
                std::copy_n(reinterpret_cast<const QRgb*>(part.constScanLine(y)), columns,
                    reinterpret_cast<QRgb*>(strip.scanLine(y)) + c * columns);
        }
        return strip;
    }
    auto range = valueRange(values);
    if (range.first >= 0 && range.second <= 1)
        range = {0.0F, 1.0F};
    QImage image(columns, rows, QImage::Format_RGB32);
    for (int y = 0; y < rows; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < columns; ++x) {
            const auto at = std::size_t(y * columns + x);
            const auto level = [&](std::size_t c) {
                return int(std::lround(255 * shareOf(values[c * plane + at], range)));
            };
            line[x] = qRgb(level(0), level(1), level(2));
        }
    }
    return image;
}

QImage classImage(std::span<const float> values, int rows, int columns, bool dark)
{
    QImage image(columns, rows, QImage::Format_RGB32);
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x)
            image.setPixel(x, y, paletteColor(int(values[std::size_t(y * columns + x)]), dark).rgb());
    return image;
}

} // namespace modalscope
