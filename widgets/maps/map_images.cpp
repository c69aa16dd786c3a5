#include "widgets/maps/map_images.h"

#include "widgets/samples/color_map.h"

#include <array>
#include <vector>

namespace modalscope {
namespace {

/// Every fourth diagonal is dark, so that the place is seen on any picture and in print.
QRgb hatched(const QColor& color, int row, int column)
{
    return (row + column) % 4 == 0 ? color.darker(150).rgb() : color.rgb();
}

template <class ColorAt>
QImage overlayImage(int rows, int columns, ColorAt colorAt)
{
    QImage image(columns, rows, QImage::Format_ARGB32_Premultiplied);
    for (int row = 0; row < rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (int column = 0; column < columns; ++column)
            line[column]
                = colorAt(std::size_t(row) * std::size_t(columns) + std::size_t(column), row, column);
    }
    return image;
}

} // namespace

ErrorColors errorColors()
{
    return {QColor(0xd9e6ef), QColor(0xa50026), QColor(0x7d848b)};
}

QImage labelOverlay(std::span<const std::uint8_t> classes, int rows, int columns, const ClassColors& colors)
{
    std::array<QRgb, 256> values{};
    for (int label = 0; label < 256; ++label)
        values[std::size_t(label)] = colors.isTinted(label) ? colors.of(label).rgb() : qRgba(0, 0, 0, 0);
    const auto ignored = errorColors().ignored;
    return overlayImage(rows, columns, [&](std::size_t at, int row, int column) {
        return classes[at] == LabelMaps::kNone ? hatched(ignored, row, column) : values[classes[at]];
    });
}

QImage errorOverlay(
    std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted, int rows, int columns)
{
    const auto colors = errorColors();
    const auto right = colors.right.rgb(), wrong = colors.wrong.rgb();
    return overlayImage(rows, columns, [&](std::size_t at, int row, int column) {
        if (truth[at] == LabelMaps::kNone || predicted[at] == LabelMaps::kNone)
            return hatched(colors.ignored, row, column);
        return truth[at] == predicted[at] ? right : wrong;
    });
}

QImage modalityImage(const Modality& modality, std::span<const float> values)
{
    if (modality.kind != ModalityKind::Image || values.empty())
        return {};
    const auto channels = int(modality.shape[0]), rows = int(modality.shape[1]),
               columns = int(modality.shape[2]);
    if (channels == 1 || channels == 3)
        return channelImage(values, channels, rows, columns);
    const auto plane = std::size_t(rows) * std::size_t(columns);
    std::vector<float> mean(plane);
    for (std::size_t i = 0; i < values.size(); ++i)
        mean[i % plane] += values[i] / float(channels);
    return channelImage(mean, 1, rows, columns);
}

} // namespace modalscope
