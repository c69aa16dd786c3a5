#include "widgets/maps/class_colors.h"

#include "widgets/base/palette.h"

#include <QString>

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

constexpr int kClassHues = 7; // of the palette, all but black
constexpr QRgb kGroundGrey = 0xff9aa0a6;
constexpr QRgb kFirstClass = 0xff8c6d31; // a class 0 that is no ground

} // namespace

QColor ClassColors::of(int label) const
{
    if (label == ground)
        return QColor::fromRgb(kGroundGrey);
    if (label <= 0)
        return QColor::fromRgb(kFirstClass);
    const auto hue = paletteColor(1 + (label - 1) % kClassHues, /*dark=*/false);
    switch (((label - 1) / kClassHues) % 5) {
    case 0:
        return hue;
    case 1:
        return hue.darker(160);
    case 2:
        return hue.lighter(140);
    case 3:
        return hue.darker(230);
    default:
        return hue.lighter(170);
    }
}

int groundClass(std::span<const std::string> names)
{
    static constexpr std::array kGrounds{
        "background", "ground", "unlabelled", "unlabeled", "void", "none", "other", "others"};
    if (names.empty())
        return -1;
    const auto name = QString::fromStdString(names.front()).toLower().toStdString();
    return std::ranges::find(kGrounds, name) != kGrounds.end() ? 0 : -1;
}

} // namespace modalscope
