#pragma once

#include "core/data/modality.h"
#include "core/eval/label_maps.h"

#include <QImage>

#include <span>

namespace modalscope {

/// Pictures of label maps: pure, for any thread. `dark`: for a dark window; paper is light.

/// The colours of an error map: right and wrong differ in hue and in brightness.
struct ErrorColors {
    QColor right, wrong, ignored;
};
ErrorColors errorColors(bool dark);

/// Classes [row, column] in the colours of the palette; LabelMaps::kNone is hatched in grey.
QImage labelOverlay(std::span<const std::uint8_t> classes, int rows, int columns, bool dark);

/// Right, wrong, and hatched where the truth or the prediction is LabelMaps::kNone.
QImage errorOverlay(std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted, int rows,
    int columns, bool dark);

/// One row of an image modality: three channels as red, green, blue; else their mean in grey. Null for other
/// kinds of modalities and for no values.
QImage modalityImage(const Modality& modality, std::span<const float> values);

} // namespace modalscope
