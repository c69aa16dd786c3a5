#include "core/figure/paper_look.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace modalscope {
namespace {

/// Okabe and Ito's colours; their yellow would vanish on white and is darker here.
constexpr std::array<std::uint32_t, 8> kPaperHues{
    0x000000, 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0xc4ae00};

} // namespace

double smallPoints(const PaperSize& size)
{
    return std::max(5.0, size.fontPoints - 1);
}

std::string paperColor(int index)
{
    const auto count = int(kPaperHues.size());
    const auto hue = kPaperHues[std::size_t(((index % count) + count) % count)];
    const int round = index / count;
    const int step = 1 + (round - 1) % 2;
    std::uint32_t color = 0;
    for (const int shift : {16, 8, 0}) {
        std::uint32_t channel = (hue >> shift) & 0xff;
        if (round > 0)
            channel = hue == 0 ? std::uint32_t(60 * step) : channel * 100 / std::uint32_t(100 + 28 * step);
        color = color << 8 | channel;
    }
    char text[8];
    std::snprintf(text, sizeof text, "%06X", unsigned(color));
    return text;
}

std::uint32_t paperHeatColor(double share)
{
    const double place = std::clamp(share, 0.0, 1.0) * double(kPaperHeat.size() - 1);
    const auto below = std::min(std::size_t(place), kPaperHeat.size() - 2);
    std::uint32_t color = 0;
    for (const int shift : {16, 8, 0}) {
        const double from = kPaperHeat[below] >> shift & 0xff;
        const double to = kPaperHeat[below + 1] >> shift & 0xff;
        color = color << 8 | std::uint32_t(std::lround(from + (to - from) * (place - double(below))));
    }
    return color;
}

bool isWhiteTextOn(std::uint32_t color)
{
    const auto linear = [&](int shift) {
        const double channel = (color >> shift & 0xff) / 255.0;
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
    return 1.05 / (luminance + 0.05) >= 4.5;
}

PaperHatch paperHatch(int index)
{
    const int round = std::max(index, 0) / int(kPaperHues.size());
    return PaperHatch(round % 4);
}

PaperLine paperLine(int index)
{
    const int round = std::max(index, 0) / int(kPaperHues.size());
    return PaperLine(round % 4);
}

int paperMarker(int index)
{
    const int round = std::max(index, 0) / int(kPaperHues.size());
    return (std::max(index, 0) + 3 * round) % 8;
}

PointLook pointLook(std::size_t count)
{
    if (count <= 200)
        return {3.6, 0.85};
    if (count <= 2000)
        return {2.4, 0.7};
    return count <= kMostVectorPoints ? PointLook{1.5, 0.5} : PointLook{0.7, 0.4};
}

double lineMarkerPoints(std::size_t count, double width)
{
    constexpr double kLargest = 3.6, kSmallest = 1.6;
    const double size = count < 2 ? kLargest : std::min(kLargest, 0.45 * width / double(count - 1));
    return count > kMarkedPoints || size < kSmallest ? 0 : size;
}

std::string wrappedText(const std::string& text, std::size_t characters)
{
    std::string out;
    std::string line;
    for (const auto& word : splitText(text, ' ')) {
        if (!line.empty() && line.size() + 1 + word.size() > characters) {
            out += line + '\n';
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return out + line;
}

} // namespace modalscope
