#include "widgets/cloud/cloud_ink.h"

#include "widgets/base/text.h"
#include "widgets/plot/heat_colors.h"

#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr int kCategoryColors = 240; // more categories take turns
constexpr int kScaleColors = 240;
constexpr int kShapes = 8;

/// Black, which selections and axes have, comes after the seven hues.
QColor categoryColor(std::size_t category, bool dark)
{
    const int index = int(category % kCategoryColors);
    return paletteColor(index / 8 * 8 + (index + 1) % 8, dark);
}

MarkerShape categoryShape(std::size_t category)
{
    return MarkerShape(category % kShapes);
}

QColor mixedColor(const QColor& a, const QColor& b, double share)
{
    const auto mix = [&](int from, int to) { return int(std::lround(from + (to - from) * share)); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

void inkCategories(CloudInk& ink, const ValueColumn& column, const CloudIndex& index, bool dark)
{
    for (std::size_t i = 0; i < kCategoryColors; ++i)
        ink.colors[i] = categoryColor(i, dark).rgb();
    const auto count = std::uint32_t(column.categories.size());
    for (std::size_t rank = 0; rank < index.size(); ++rank) {
        const auto code = std::uint32_t(column.codes[index.point[rank]]);
        ink.color[rank] = std::uint8_t(code < count ? code % kCategoryColors : CloudInk::kNone);
    }
    for (std::size_t i = 0; i < column.categories.size(); ++i)
        ink.legend.entries.push_back({toQt(column.categories[i]), categoryColor(i, dark)});
}

void inkNumbers(
    CloudInk& ink, const ValueColumn& column, const CloudIndex& index, const CloudLook& look, bool dark)
{
    float low = std::numeric_limits<float>::max(), high = -low;
    for (const float value : column.numbers)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low > high)
        low = high = 0;
    for (int i = 0; i < kScaleColors; ++i)
        ink.colors[std::size_t(i)] = scaleColor(look.colors, double(i) / (kScaleColors - 1), dark).rgb();
    const float factor = high > low ? float(kScaleColors - 1) / (high - low) : 0;
    for (std::size_t rank = 0; rank < index.size(); ++rank) {
        const float value = column.numbers[index.point[rank]];
        ink.color[rank] = std::isfinite(value) ? std::uint8_t((value - low) * factor + 0.5F)
                                               : std::uint8_t(CloudInk::kNone);
    }
    ink.legend.isScale = true;
    ink.legend.low = low;
    ink.legend.high = high;
    ink.legend.scale.assign(ink.colors.begin(), ink.colors.begin() + kScaleColors);
}

void inkShapes(CloudInk& ink, const ValueColumn& column, const CloudIndex& index, const CloudLook& look)
{
    ink.shape.resize(index.size());
    for (std::size_t rank = 0; rank < index.size(); ++rank) {
        const auto code = column.codes[index.point[rank]];
        ink.shape[rank] = std::uint8_t(categoryShape(std::size_t(std::max(0, code))));
    }
    if (look.shapeBy == look.colorBy) {
        for (std::size_t i = 0; i < ink.legend.entries.size(); ++i)
            ink.legend.entries[i].shape = categoryShape(i);
        return;
    }
    ink.legend.shapeTitle = toQt(column.name);
    for (std::size_t i = 0; i < column.categories.size(); ++i)
        ink.legend.shapes.push_back({toQt(column.categories[i]), {}, categoryShape(i)});
}

} // namespace

QColor scaleColor(CloudColors colors, double share, bool dark)
{
    if (colors == CloudColors::Sequential)
        return heatColor(0.25 + 0.75 * share, dark); // the lowest stands out from the ground too
    const QColor middle = dark ? QColor(0x55, 0x5b, 0x66) : QColor(0xc4, 0xc4, 0xc4);
    return share < 0.5 ? mixedColor(paletteColor(1, dark), middle, 2 * share)
                       : mixedColor(middle, paletteColor(2, dark), 2 * share - 1);
}

std::shared_ptr<const CloudInk> inkOf(
    const CloudData& data, const CloudIndex& index, const CloudLook& look, bool dark)
{
    auto ink = std::make_shared<CloudInk>();
    ink->color.assign(index.size(), 0);
    ink->colors.fill(paletteColor(1, dark).rgb());
    ink->colors[CloudInk::kNone] = dark ? qRgb(0x80, 0x84, 0x8c) : qRgb(0x9a, 0x9a, 0x9a);
    if (const auto* column = data.column(look.colorBy)) {
        ink->legend.title = toQt(column->name);
        if (column->isCategorical())
            inkCategories(*ink, *column, index, dark);
        else
            inkNumbers(*ink, *column, index, look, dark);
    }
    if (const auto* column = data.column(look.shapeBy); column && column->isCategorical())
        inkShapes(*ink, *column, index, look);
    return ink;
}

} // namespace modalscope
